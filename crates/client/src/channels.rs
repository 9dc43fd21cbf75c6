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
use tokio::sync::OnceCell;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue, errors::InvalidMetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, ClientTlsConfig, Endpoint},
};

const CONNECT_BOUND: Duration = Duration::from_secs(10);
/// A connection that answers no ping for [`PING_ANSWER`] is taken for dead: without pings, the reader of a stream would never
/// notice that the other end is gone.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_ANSWER: Duration = Duration::from_secs(10);
/// The deadline calls name unless the caller says otherwise.
pub const CALL_BOUND: Duration = Duration::from_secs(30);
/// Largest answer taken; larger than services send.
const LARGEST: usize = 16 << 20;

/// A connection whose calls carry a token.
pub type Authorized = InterceptedService<Channel, Bearer>;

/// Puts the token, the language and a deadline on every call.
#[derive(Debug, Clone)]
pub struct Bearer {
    token: MetadataValue<Ascii>,
    language: MetadataValue<Ascii>,
    deadline: Duration,
}

impl Bearer {
    /// `language` is that of error texts, e.g. `ko`.
    ///
    /// # Errors
    /// When one of them cannot be sent as a header.
    pub fn new(token: &str, language: &str) -> Result<Self, InvalidMetadataValue> {
        let mut token: MetadataValue<Ascii> = format!("Bearer {token}").parse()?;
        token.set_sensitive(true);
        Ok(Self { token, language: language.parse()?, deadline: CALL_BOUND })
    }

    /// The same with another deadline for every call.
    #[must_use]
    pub const fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.set_timeout(self.deadline);
        let metadata = request.metadata_mut();
        metadata.insert("authorization", self.token.clone());
        metadata.insert("accept-language", self.language.clone());
        Ok(request)
    }
}

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
            /// When the service cannot be reached.
            pub async fn $name(&self, bearer: &Bearer) -> Result<$client<Authorized>, Unreachable> {
                let channel = self.channel(Service::$service).await?;
                Ok($client::with_interceptor(channel, bearer.clone()).max_decoding_message_size(LARGEST))
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

    async fn channel(&self, service: Service) -> Result<Channel, Unreachable> {
        self.open[service].get_or_try_init(|| connect(&self.urls[service])).await.cloned()
    }
}
