//! Checkpoint: generates checklists along the information flow and records verdicts. Writes `ev.diagnosis.*` and
//! `ev.catalog.*`, follows assessments.

mod commands;
mod config;
mod content;
mod desk;
mod evidence;
mod grpc;
mod reactors;
mod reads;
mod refused;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timers;
mod view;

use std::sync::Arc;

use haetae_event_log::{
    Category, EventLog,
    codec::{Diagnoses, Risks},
    store::{Room, Store},
};
use haetae_proto::checkpoint::v1::{
    catalog_service_server::CatalogServiceServer, checkpoint_service_server::CheckpointServiceServer,
};
use haetae_service_kit::{
    auth::Authenticator,
    documents,
    people::People,
    reactors::{connect, serve_beside},
    server::{Readiness, ServerParts, serve, starting},
    tail::Tail,
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

pub use config::{Config, EvidenceConfig};
pub use content::load_catalogs;

use desk::{
    Desk, catalogues::Catalogues, evidence_store::EvidenceStore, experience::Experiences, withdrawals::Withdrawals,
};
use grpc::{catalogs::Library, checkpoints::Checkpoints};
use reactors::assessment;

/// Memory for cached diagnoses, on which commands decide, and as much for assessments. A checklist occupies some tens
/// of kilobytes.
const REMEMBERED: Room = Room::mib(8);

/// Runs checkpoint until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses a resource that it cannot work without.
pub async fn run(mut config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(&config.auth)?;
    let tokens = config.tokens.keys()?;
    let shipped = load_catalogs(&config.content.dir)?;
    let kinds = config.evidence.kinds()?;
    let log = connect("haetae-checkpoint", &config.nats, &config.proof).await?;
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let (evidence_store, bucket) = EvidenceStore::open(&log, kinds, &config.evidence).await?;
    let opening = documents::patiently(async || Catalogues::open(&shared, &shipped).await);
    let waiting = Authenticator::new(&config.auth)?;
    let Some(catalogues) = starting(&mut config.server, waiting, &log, &shutdown, opening).await? else {
        return Ok(());
    };
    let catalogues = Arc::new(catalogues?);
    let diagnoses = Arc::new(Store::<Diagnoses>::new(Arc::clone(&shared), REMEMBERED));
    let experiences = Arc::new(Experiences::default());
    let withdrawals = Withdrawals::kept(Arc::clone(&shared), shutdown.clone());

    let readiness = Readiness::new();
    let people = Arc::new(People::new(Arc::clone(&shared), config.people.subjects(), shutdown.clone()));
    people.begin();
    let desk = Arc::new(Desk {
        log: Arc::clone(&shared),
        diagnoses: Arc::clone(&diagnoses),
        withdrawals,
        catalogues: Arc::clone(&catalogues),
        experiences: Arc::clone(&experiences),
        evidence_store,
        people,
        previews: Arc::new(Semaphore::new(reads::activation::AT_ONCE)),
        tokens,
    });
    let checkpoints = CheckpointServiceServer::new(Checkpoints { desk: Arc::clone(&desk) });
    let catalogs = CatalogServiceServer::new(Library { desk });
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(checkpoints).service(catalogs);
    parts.tracker().spawn(bucket.follow(shutdown.clone()));
    let following = Arc::clone(&catalogues);
    let stop = shutdown.clone();
    parts.tracker().spawn(async move { following.follow(stop).await });
    let mut tail = Tail::new(Arc::clone(&shared), Category::Diagnosis);
    let judged = tail.listen();
    parts.tracker().spawn(async move { experiences.follow(judged).await });
    let (log_of_timers, deadlines, store) = (Arc::clone(&shared), tail.listen(), Arc::clone(&diagnoses));
    let timers = timers::timers().run(log_of_timers, deadlines, store, readiness.clone(), shutdown.clone());
    parts.tracker().spawn(timers);
    parts.tracker().spawn(tail.run(shutdown.clone()));
    let risks = Arc::new(Store::<Risks>::new(shared, REMEMBERED));
    let generator = assessment::Generator { diagnoses, risks, catalogues };
    let serving = serve(parts, shutdown.clone());
    serve_beside(serving, &log, assessment::SUBSCRIPTION, generator, readiness, shutdown).await
}
