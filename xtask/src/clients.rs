//! Clients of the four services that carry a token.

use std::time::Duration;

use anyhow::{Context as _, Result};
use haetae_devstack::{Platform, Service};
use haetae_proto::{
    checkpoint::v1::{
        catalog_service_client::CatalogServiceClient, checkpoint_service_client::CheckpointServiceClient,
    },
    dashboard::v1::dashboard_service_client::DashboardServiceClient,
    intake::v1::intake_service_client::IntakeServiceClient,
    risk::v1::risk_service_client::RiskServiceClient,
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

const CONNECT_BOUND: Duration = Duration::from_secs(10);
/// The deadline every call names.
const CALL_BOUND: Duration = Duration::from_secs(30);

/// A connection whose calls carry a token.
pub(crate) type Authorized = InterceptedService<Channel, Bearer>;

/// Puts the token, the language and a deadline on every call.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    token: MetadataValue<Ascii>,
    language: MetadataValue<Ascii>,
}

impl Bearer {
    /// `language` is that of error texts, e.g. `ko`.
    pub(crate) fn new(token: &str, language: &str) -> Result<Self> {
        let mut token: MetadataValue<Ascii> = format!("Bearer {token}").parse().context("the token is no token")?;
        token.set_sensitive(true);
        Ok(Self { token, language: language.parse().context("the language is no language")? })
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.set_timeout(CALL_BOUND);
        let metadata = request.metadata_mut();
        metadata.insert("authorization", self.token.clone());
        metadata.insert("accept-language", self.language.clone());
        Ok(request)
    }
}

/// Connects to a service.
///
/// # Errors
/// When the address is none or nobody answers.
pub(crate) async fn connect(url: &str) -> Result<Channel> {
    let endpoint = Endpoint::from_shared(url.to_owned()).with_context(|| format!("{url} is no address"))?;
    let endpoint = endpoint.connect_timeout(CONNECT_BOUND).tcp_nodelay(true);
    endpoint.connect().await.with_context(|| format!("nobody answers at {url}"))
}

/// Connections to the four services, from which clients for any token are made.
#[derive(Debug, Clone)]
pub(crate) struct Channels {
    intake: Channel,
    risk: Channel,
    checkpoint: Channel,
    dashboard: Channel,
}

impl Channels {
    /// Connects to all four.
    pub(crate) async fn open(platform: &Platform) -> Result<Self> {
        let at = async |service| connect(&platform.url(service)).await;
        Ok(Self {
            intake: at(Service::Intake).await?,
            risk: at(Service::Risk).await?,
            checkpoint: at(Service::Checkpoint).await?,
            dashboard: at(Service::Dashboard).await?,
        })
    }

    pub(crate) fn intake(&self, bearer: &Bearer) -> IntakeServiceClient<Authorized> {
        IntakeServiceClient::with_interceptor(self.intake.clone(), bearer.clone())
    }

    pub(crate) fn risk(&self, bearer: &Bearer) -> RiskServiceClient<Authorized> {
        RiskServiceClient::with_interceptor(self.risk.clone(), bearer.clone())
    }

    pub(crate) fn checkpoint(&self, bearer: &Bearer) -> CheckpointServiceClient<Authorized> {
        CheckpointServiceClient::with_interceptor(self.checkpoint.clone(), bearer.clone())
    }

    pub(crate) fn catalogs(&self, bearer: &Bearer) -> CatalogServiceClient<Authorized> {
        CatalogServiceClient::with_interceptor(self.checkpoint.clone(), bearer.clone())
    }

    pub(crate) fn dashboard(&self, bearer: &Bearer) -> DashboardServiceClient<Authorized> {
        DashboardServiceClient::with_interceptor(self.dashboard.clone(), bearer.clone())
    }
}
