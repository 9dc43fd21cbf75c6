//! Whether a server is ready.

use std::time::Duration;

use tonic::transport::Endpoint;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::browser::Browser;

const ANSWER_BOUND: Duration = Duration::from_secs(2);

/// A readiness probe.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Probe {
    /// The gRPC health service, for the server as a whole.
    Grpc,
    /// HTTP: the path returns 200.
    Http(&'static str),
}

impl Probe {
    /// Whether the server at this address says that it is ready.
    pub(super) async fn is_ready(self, address: &str) -> bool {
        match self {
            Self::Grpc => serves(address).await,
            Self::Http(path) => {
                let url = format!("http://{address}{path}");
                let asked = tokio::time::timeout(ANSWER_BOUND, async { Browser::new("en").get(&url).await });
                asked.await.is_ok_and(|page| page.is_ok_and(|page| page.status == 200))
            }
        }
    }
}

async fn serves(address: &str) -> bool {
    let Ok(endpoint) = Endpoint::from_shared(format!("http://{address}")) else { return false };
    let endpoint = endpoint.connect_timeout(ANSWER_BOUND).timeout(ANSWER_BOUND);
    let Ok(channel) = endpoint.connect().await else { return false };
    let request = HealthCheckRequest { service: String::new() };
    let answer = HealthClient::new(channel).check(request).await;
    answer.is_ok_and(|answer| answer.into_inner().status() == ServingStatus::Serving)
}
