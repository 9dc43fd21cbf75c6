//! The platform that never had a team B: the same commits of team A, at the positions they would have had.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_event_log::{AggregateKey, Category, EventLog as _, JetStreamLog, NewCommit, Options};
use haetae_integration_tests::{Entry, Setup, World};
use haetae_proto::{
    common::v1::CommentVisibility,
    event::v1::{Commit, DecisionBasis, event::Event},
};
use prost::Message as _;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

/// The settings of both platforms: a stream that has nothing to tell says so often.
pub(crate) fn setup(services: Vec<Service>) -> Setup {
    let extra = vec![(Service::Dashboard, "HAETAE__WATCH__HEARTBEAT_MS", "300".to_owned())];
    Setup { extra, services, ..Setup::default() }
}

/// Whether team A sees a commit when these are team B's reviews.
pub(crate) fn is_shared(entry: &Entry, of_b: &[String]) -> bool {
    let internal = |event: &Event| matches!(event, Event::ReviewCommented(said) if said.visibility() == CommentVisibility::Internal);
    let hidden = entry.events().all(internal);
    !hidden && !of_b.contains(&entry.commit.aggregate_id)
}

/// A platform on a log with these commits and no others.
pub(crate) async fn platform(shared: &[Entry]) -> Result<World> {
    let mut world = World::start(setup(vec![])).await?;
    let mut options = Options::new(world.stack.nats.url());
    options.max_bytes = Some(haetae_devstack::ROOM_FOR_LOG);
    let log = JetStreamLog::connect(options).await?;
    write(&log, shared).await?;
    drop(log);
    world.platform.restart_all().await?;
    Ok(world)
}

async fn write(log: &JetStreamLog, shared: &[Entry]) -> Result<()> {
    let mut moved = HashMap::from([(0, 0)]);
    let mut tails: HashMap<AggregateKey, (u64, u64)> = HashMap::new();
    for entry in shared {
        let commit = &entry.commit;
        let category = Category::ALL.iter().find(|one| one.as_str() == commit.category).context("a category")?;
        let key = AggregateKey::new(*category, &commit.aggregate_id)?;
        let (tail, version) = tails.get(&key).copied().unwrap_or_default();
        let commit = renumbered(commit.clone(), version + 1, &moved);
        let id = Uuid::from_slice(&commit.commit_id)?;
        let payload = commit.encode_to_vec().into();
        let traceparent = entry.traceparent.clone();
        let until = Instant::now() + Duration::from_secs(20);
        let at = log.append(&key, tail, NewCommit { id, payload, traceparent }, until).await?;
        moved.insert(entry.sequence, at);
        ensure!(at == moved.len() as u64 - 1, "a gap before {at}");
        tails.insert(key, (at, version + 1));
    }
    Ok(())
}

/// A commit with the positions it names where they are in the other log. A position that is not there was the one of an
/// internal comment, before which the review stood as it stood after it.
fn renumbered(mut commit: Commit, version: u64, moved: &HashMap<u64, u64>) -> Commit {
    let before = |position: u64| (0..=position).rev().find_map(|at| moved.get(&at)).copied().unwrap_or(0);
    commit.version = version;
    if let Some(cause) = &mut commit.cause {
        cause.sequence = before(cause.sequence);
    }
    for event in commit.events.iter_mut().filter_map(|event| event.event.as_mut()) {
        if let Event::ReviewDecided(decided) = event
            && let Some(basis) = &mut decided.basis
        {
            let DecisionBasis { review_sequence, assessment_sequence, diagnosis_sequence, .. } = basis;
            for position in [review_sequence, assessment_sequence, diagnosis_sequence] {
                *position = before(*position);
            }
        }
    }
    commit
}
