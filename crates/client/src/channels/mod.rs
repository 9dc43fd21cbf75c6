//! Clients of the services whose calls carry a token.

use std::time::Duration;

use haetae_domain::causes::innermost;
use haetae_proto::{
    PerService, Service,
    checkpoint::v1::{
        catalog_service_client::CatalogServiceClient, checkpoint_service_client::CheckpointServiceClient,
    },
    dashboard::v1::{
        audit_service_client::AuditServiceClient, dashboard_service_client::DashboardServiceClient,
        projection_service_client::ProjectionServiceClient,
    },
    intake::v1::intake_service_client::IntakeServiceClient,
    risk::v1::risk_service_client::RiskServiceClient,
};
use thiserror::Error;
use tokio::{sync::OnceCell, time::timeout};
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};

use crate::bearer::{Authorized, Bearer};

const CONNECT_BOUND: Duration = Duration::from_secs(10);
/// The ping interval. A connection that does not answer a ping within [`PING_ANSWER`] is closed: without pings, the
/// reader of a stream would never notice a lost peer.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_ANSWER: Duration = Duration::from_secs(10);
/// Maximum size of an accepted response; services never send that much.
const LARGEST: usize = 16 << 20;

/// The error for an address that cannot be reached.
#[derive(Debug, Error)]
#[error("cannot reach {url}: {cause}")]
pub struct Unreachable {
    /// The address.
    pub url: String,
    /// The chain of causes, including the system's message.
    pub cause: String,
}

/// Connects to a service.
///
/// # Errors
/// [`Unreachable`] if the address is invalid or cannot be reached.
pub async fn connect(url: &str) -> Result<Channel, Unreachable> {
    let unreachable = |error: tonic::transport::Error| Unreachable { url: url.to_owned(), cause: innermost(&error) };
    let mut endpoint = Endpoint::from_shared(url.to_owned()).map_err(unreachable)?;
    if endpoint.uri().scheme_str() == Some("https") {
        endpoint = endpoint.tls_config(ClientTlsConfig::new().with_native_roots()).map_err(unreachable)?;
    }
    let endpoint = endpoint.http2_keep_alive_interval(PING_EVERY).keep_alive_timeout(PING_ANSWER);
    endpoint.connect_timeout(CONNECT_BOUND).tcp_nodelay(true).connect().await.map_err(unreachable)
}

/// Connections to the services. Each is opened on first use and shared by clients with any token.
///
/// The next call reopens a broken connection, and also retries a first connection that failed.
#[derive(Debug)]
pub struct Channels {
    urls: PerService<String>,
    open: PerService<OnceCell<Channel>>,
}

macro_rules! clients {
    ($($(#[$doc:meta])* $name:ident: $client:ident at $service:ident;)+) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// [`Unreachable`] if the service cannot be reached within the deadline of a call.
            pub async fn $name(&self, bearer: &Bearer) -> Result<$client<Authorized>, Unreachable> {
                let channel = self.channel(Service::$service, bearer).await?;
                Ok($client::new(Authorized::new(channel, bearer.clone())).max_decoding_message_size(LARGEST))
            }
        )+
    };
}

impl Channels {
    /// Connections to the services at these addresses.
    pub fn to(url: impl Fn(Service) -> String) -> Self {
        Self { urls: PerService::new(url), open: PerService::new(|_| OnceCell::new()) }
    }

    clients! {
        /// Client of intake.
        intake: IntakeServiceClient at Intake;
        /// Client of risk.
        risk: RiskServiceClient at Risk;
        /// Client of checkpoint.
        checkpoint: CheckpointServiceClient at Checkpoint;
        /// Client of checkpoint's catalogues.
        catalogs: CatalogServiceClient at Checkpoint;
        /// Client of the dashboard.
        dashboard: DashboardServiceClient at Dashboard;
        /// Client of the dashboard's read models.
        projections: ProjectionServiceClient at Dashboard;
        /// Client of the dashboard's proofs.
        audit: AuditServiceClient at Dashboard;
    }

    /// Opens the channel. Concurrent callers share one attempt, and each waits for it at most as long as for a call.
    async fn channel(&self, service: Service, bearer: &Bearer) -> Result<Channel, Unreachable> {
        let url = &self.urls[service];
        let connected = timeout(bearer.deadline(), self.open[service].get_or_try_init(|| connect(url))).await;
        let late = |_| Unreachable { url: url.clone(), cause: "no answer in time".to_owned() };
        connected.map_err(late)?.cloned()
    }
}

#[cfg(test)]
mod tests;
