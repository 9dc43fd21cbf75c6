//! Risk: scores reviews under a named, immutable policy version. Writes `ev.risk.*` and `ev.policy.*`, follows reviews and
//! diagnoses.

mod assess;
mod content;
mod grpc;
mod policies;
mod reactor;
mod reassess;
mod residual;
mod simulate;
pub mod simulation;
mod simulation_view;
mod standing;
#[cfg(test)]
mod testing;
mod view;

use std::sync::Arc;

use haetae_domain::policy::POLICY_ID;
use haetae_event_log::{
    EventLog, JetStreamLog,
    codec::{Policies, Risks},
    store::{Room, Store},
};
use haetae_proto::risk::v1::risk_service_server::RiskServiceServer;
use haetae_service_kit::{
    auth::Authenticator,
    config::log_options,
    documents::{self, Documents},
    reactors,
    server::{Readiness, ServerParts, serve, starting},
};
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding;

pub use content::load_policy;
pub use haetae_service_kit::config::WriterConfig as Config;

/// The policy with its versions.
type PolicyBook = Documents<Policies, haetae_domain::policy::Policy>;

/// Assessments remembered for the command path, and as much of the reviews they are of.
const REMEMBERED: Room = Room::mib(16);

/// Runs risk until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses what it cannot work without.
pub async fn run(mut config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(&config.auth)?;
    let tokens = config.tokens.keys()?;
    let shipped = load_policy(&config.content.dir)?;
    let log = JetStreamLog::connect(log_options("haetae-risk", &config.nats, &config.proof)?).await?;
    reactors::parking(&log).await?;
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let opening =
        documents::patiently(async || PolicyBook::open(Arc::clone(&shared), "risk", POLICY_ID, &shipped).await);
    let waiting = Authenticator::new(&config.auth)?;
    let Some(policies) = starting(&mut config.server, waiting, &log, &shutdown, opening).await? else { return Ok(()) };
    let policies = Arc::new(policies?);
    let risks = Arc::new(Store::<Risks>::new(Arc::clone(&shared), REMEMBERED));

    let readiness = Readiness::new();
    let risk = grpc::Risk::new(Arc::clone(&shared), Arc::clone(&risks), Arc::clone(&policies), tokens);
    let service = RiskServiceServer::new(risk)
        .max_decoding_message_size(config.server.max_request_bytes)
        .accept_compressed(CompressionEncoding::Gzip)
        .max_encoding_message_size(config.server.max_response_bytes);
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(service);
    let following = Arc::clone(&policies);
    let stop = shutdown.clone();
    parts.tracker().spawn(async move { following.follow(stop).await });
    let reassessor = reassess::Reassessor::new(Arc::clone(&shared), Arc::clone(&risks), Arc::clone(&policies));
    let activations = reactors::follow(&log, reassess::SUBSCRIPTION, reassessor, readiness.clone(), shutdown.clone());
    let residuals = residual::Assessor { risks: Arc::clone(&risks), policies: Arc::clone(&policies) };
    let conclusions = reactors::follow(&log, residual::SUBSCRIPTION, residuals, readiness.clone(), shutdown.clone());
    let reviews = Arc::new(Store::new(Arc::clone(&shared), REMEMBERED));
    let assessor = reactor::Assessor { reviews, risks, policies };
    let serving = serve(parts, shutdown.clone());
    let submissions = reactors::serve_beside(serving, &log, reactor::SUBSCRIPTION, assessor, readiness, shutdown);
    let (served, (), ()) = tokio::join!(submissions, activations, conclusions);
    served
}
