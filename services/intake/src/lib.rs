//! Intake: takes review requests and keeps the life of each review. Writes `ev.review.*`, follows diagnoses.

mod config;
mod grpc;
mod reactor;
mod submit;
mod view;

use std::sync::Arc;

use haetae_event_log::{EventLog, JetStreamLog, codec::Reviews, store::Store};
use haetae_proto::intake::v1::intake_service_server::IntakeServiceServer;
use haetae_service_kit::{
    auth::Authenticator,
    commands::log_options,
    reactors,
    server::{Readiness, ServerParts, serve},
};
use tokio_util::sync::CancellationToken;

pub use config::Config;

/// Reviews remembered for the command path.
const REMEMBERED: u64 = 20_000;

/// Runs intake until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses what it cannot work without.
pub async fn run(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(&config.auth)?;
    let log = JetStreamLog::connect(log_options("haetae-intake", &config.nats, &config.proof)?).await?;
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let reviews = Arc::new(Store::<Reviews>::new(shared, REMEMBERED));

    let readiness = Readiness::new();
    let service = IntakeServiceServer::new(grpc::Intake::new(Arc::clone(&reviews)))
        .max_decoding_message_size(config.server.max_request_bytes)
        .max_encoding_message_size(config.server.max_response_bytes);
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(service);
    let reactor = reactor::Starter { reviews };
    reactors::serve_beside(serve(parts, shutdown.clone()), &log, reactor::SUBSCRIPTION, reactor, readiness, shutdown)
        .await
}
