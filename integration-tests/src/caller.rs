//! A caller of the platform's services.

use haetae_proto::{
    PerService, Service,
    checkpoint::v1::checkpoint_service_client::CheckpointServiceClient,
    dashboard::v1::{
        dashboard_service_client::DashboardServiceClient, projection_service_client::ProjectionServiceClient,
    },
    intake::v1::intake_service_client::IntakeServiceClient,
    risk::v1::risk_service_client::RiskServiceClient,
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataKey, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

/// Largest answer a client reads; larger than services send.
const LARGEST: usize = 16 << 20;

type Called = InterceptedService<Channel, Metadata>;
/// A client of intake.
pub type Intakes = IntakeServiceClient<Called>;
/// A client of risk.
pub type Risks = RiskServiceClient<Called>;
/// A client of checkpoint.
pub type Checkpoints = CheckpointServiceClient<Called>;
/// A client of the dashboard.
pub type Dashboards = DashboardServiceClient<Called>;

/// A client of the dashboard's read models.
pub type Projections = ProjectionServiceClient<Called>;

/// A caller with a token, or with none, who sends the same metadata with every call.
#[derive(Debug, Clone)]
pub struct Caller {
    channels: PerService<Channel>,
    metadata: Metadata,
}

/// What is sent with every call.
#[derive(Debug, Clone, Default)]
pub struct Metadata(Vec<(MetadataKey<Ascii>, MetadataValue<Ascii>)>);

impl Interceptor for Metadata {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        for (key, value) in &self.0 {
            request.metadata_mut().insert(key.clone(), value.clone());
        }
        Ok(request)
    }
}

impl Caller {
    pub(crate) fn new(channels: PerService<Channel>, token: Option<&str>) -> Self {
        let caller = Self { channels, metadata: Metadata::default() };
        match token {
            Some(token) => caller.with("authorization", &format!("Bearer {token}")),
            None => caller,
        }
    }

    /// The same, saying this with every call too. A key or value that cannot be sent is left out.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        if let (Ok(key), Ok(value)) = (key.parse(), value.parse()) {
            self.metadata.0.push((key, value));
        }
        self
    }

    /// The same, reading this language.
    #[must_use]
    pub fn reading(self, lang: &str) -> Self {
        self.with("accept-language", lang)
    }

    /// Of intake.
    pub fn intake(&self) -> Intakes {
        IntakeServiceClient::new(self.called(Service::Intake)).max_decoding_message_size(LARGEST)
    }

    /// Of risk.
    pub fn risk(&self) -> Risks {
        RiskServiceClient::new(self.called(Service::Risk)).max_decoding_message_size(LARGEST)
    }

    /// Of checkpoint.
    pub fn checkpoint(&self) -> Checkpoints {
        CheckpointServiceClient::new(self.called(Service::Checkpoint)).max_decoding_message_size(LARGEST)
    }

    /// Of the dashboard.
    pub fn dashboard(&self) -> Dashboards {
        DashboardServiceClient::new(self.called(Service::Dashboard)).max_decoding_message_size(LARGEST)
    }

    /// The dashboard's read models, as this caller reaches them.
    pub fn projections(&self) -> Projections {
        ProjectionServiceClient::new(self.called(Service::Dashboard))
    }

    /// Any service, for calls without a generated client.
    pub fn called(&self, service: Service) -> Called {
        InterceptedService::new(self.channels[service].clone(), self.metadata.clone())
    }
}
