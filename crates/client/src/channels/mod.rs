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
/// A connection that answers no ping for [`PING_ANSWER`] is taken for dead: without pings, the reader of a stream would never
/// notice that the other end is gone.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_ANSWER: Duration = Duration::from_secs(10);
/// Largest answer taken; larger than services send.
const LARGEST: usize = 16 << 20;

/// There is no connection to an address.
#[derive(Debug, Error)]
#[error("cannot reach {url}: {cause}")]
pub struct Unreachable {
    /// The address.
    pub url: String,
    /// What went wrong, down to the system's words.
    pub cause: String,
}

/// Connects to a service.
///
/// # Errors
/// When the address is none or cannot be reached.
pub async fn connect(url: &str) -> Result<Channel, Unreachable> {
    let unreachable = |error: tonic::transport::Error| Unreachable { url: url.to_owned(), cause: innermost(&error) };
    let mut endpoint = Endpoint::from_shared(url.to_owned()).map_err(unreachable)?;
    if endpoint.uri().scheme_str() == Some("https") {
        endpoint = endpoint.tls_config(ClientTlsConfig::new().with_native_roots()).map_err(unreachable)?;
    }
    let endpoint = endpoint.http2_keep_alive_interval(PING_EVERY).keep_alive_timeout(PING_ANSWER);
    endpoint.connect_timeout(CONNECT_BOUND).tcp_nodelay(true).connect().await.map_err(unreachable)
}

/// Connections to the services, each made when first used, from which clients for any token are made.
///
/// A connection that broke is made again by the next call. If the first connection cannot be made, the next call tries again.
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
            /// When the service cannot be reached, within the deadline of a call.
            pub async fn $name(&self, bearer: &Bearer) -> Result<$client<Authorized>, Unreachable> {
                let channel = self.channel(Service::$service, bearer).await?;
                Ok($client::new(Authorized::new(channel, bearer.clone())).max_decoding_message_size(LARGEST))
            }
        )+
    };
}

impl Channels {
    /// To the services at these addresses.
    pub fn to(url: impl Fn(Service) -> String) -> Self {
        Self { urls: PerService::new(url), open: PerService::new(|_| OnceCell::new()) }
    }

    clients! {
        /// Of intake.
        intake: IntakeServiceClient at Intake;
        /// Of risk.
        risk: RiskServiceClient at Risk;
        /// Of checkpoint.
        checkpoint: CheckpointServiceClient at Checkpoint;
        /// Of checkpoint's catalogues.
        catalogs: CatalogServiceClient at Checkpoint;
        /// Of the dashboard.
        dashboard: DashboardServiceClient at Dashboard;
        /// Of the dashboard's read models.
        projections: ProjectionServiceClient at Dashboard;
        /// Of the dashboard's proofs.
        audit: AuditServiceClient at Dashboard;
    }

    /// Callers share one attempt to connect, and each waits for it no longer than for a call.
    async fn channel(&self, service: Service, bearer: &Bearer) -> Result<Channel, Unreachable> {
        let url = &self.urls[service];
        let connected = timeout(bearer.deadline(), self.open[service].get_or_try_init(|| connect(url))).await;
        let late = |_| Unreachable { url: url.clone(), cause: "no answer in time".to_owned() };
        connected.map_err(late)?.cloned()
    }
}

#[cfg(test)]
mod tests;
