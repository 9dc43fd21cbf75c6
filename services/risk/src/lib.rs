//! Risk: scores reviews under a named, immutable policy version. Writes `ev.risk.*` and `ev.policy.*`, follows reviews and
//! diagnoses.

mod commands;
mod config;
mod content;
mod desk;
mod grpc;
mod reactors;
mod reads;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use haetae_domain::policy::POLICY_ID;
use haetae_event_log::{
    EventLog,
    codec::Risks,
    store::{Room, Store},
};
use haetae_proto::risk::v1::risk_service_server::RiskServiceServer;
use haetae_service_kit::{
    auth::Authenticator,
    documents,
    reactors::{connect, follow, serve_beside},
    server::{Readiness, ServerParts, serve, starting},
};
use tokio_util::sync::CancellationToken;

pub use config::Config;
pub use content::load_policy;
pub use reads::simulation;

use desk::{Desk, PolicyBook};
use reactors::{activation, diagnosis, review};

/// Memory for cached assessments, and as much for their reviews.
const REMEMBERED: Room = Room::mib(16);

/// Runs risk until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses a resource that it cannot work without.
pub async fn run(mut config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(&config.auth)?;
    let tokens = config.tokens.keys()?;
    let shipped = load_policy(&config.content.dir)?;
    let log = connect("haetae-risk", &config.nats, &config.proof).await?;
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let opening =
        documents::patiently(async || PolicyBook::open(Arc::clone(&shared), "risk", POLICY_ID, &shipped).await);
    let waiting = Authenticator::new(&config.auth)?;
    let Some(policies) = starting(&mut config.server, waiting, &log, &shutdown, opening).await? else { return Ok(()) };
    let policies = Arc::new(policies?);
    let risks = Arc::new(Store::<Risks>::new(Arc::clone(&shared), REMEMBERED));

    let readiness = Readiness::new();
    let desk = Desk::new(Arc::clone(&shared), Arc::clone(&risks), Arc::clone(&policies), tokens);
    let service = RiskServiceServer::new(grpc::Risk { desk });
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(service);
    let following = Arc::clone(&policies);
    let stop = shutdown.clone();
    parts.tracker().spawn(async move { following.follow(stop).await });
    let reassessor = activation::Reassessor::new(Arc::clone(&shared), Arc::clone(&risks), Arc::clone(&policies));
    let activations = follow(&log, activation::SUBSCRIPTION, reassessor, readiness.clone(), shutdown.clone());
    let residuals = diagnosis::ResidualAssessor { risks: Arc::clone(&risks), policies: Arc::clone(&policies) };
    let conclusions = follow(&log, diagnosis::SUBSCRIPTION, residuals, readiness.clone(), shutdown.clone());
    let reviews = Arc::new(Store::new(Arc::clone(&shared), REMEMBERED));
    let assessor = review::Assessor { reviews, risks, policies };
    let serving = serve(parts, shutdown.clone());
    let submissions = serve_beside(serving, &log, review::SUBSCRIPTION, assessor, readiness, shutdown);
    let (served, (), ()) = tokio::join!(submissions, activations, conclusions);
    served
}
