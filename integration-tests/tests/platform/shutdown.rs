//! A stop finishes what is in flight; a kill loses nothing that was acknowledged.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Context as _, Result};
use haetae_devstack::Service;
use haetae_integration_tests::{Setup, World, eventually, run};

use crate::load::{Load, effects};

const CALLERS: usize = 24;
const BEFORE_STOP: usize = 150;
/// Longer than a service may take to drain.
const STOP: Duration = Duration::from_secs(30);

#[test]
fn sigterm_answers_what_is_in_flight_and_exits_with_0() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let kim = world.requester("kim", "stop")?;
        let load = Load::start(&kim, CALLERS);
        load.acknowledged(BEFORE_STOP).await?;
        for service in [Service::Checkpoint, Service::Risk, Service::Dashboard, Service::Intake] {
            let ended = world.platform.terminate(service, STOP).await?.context("it ran")?;
            assert_eq!(ended.code(), Some(0), "{service}");
        }
        let mut written = load.broken().await;
        assert_eq!(written.unanswered.len(), CALLERS);

        let found: BTreeSet<_> = effects(&world.log().await?.all().await?).into_keys().collect();
        let acknowledged: BTreeSet<_> = written.acknowledged.keys().cloned().collect();
        assert_eq!(found, acknowledged, "what was begun was answered, and nothing else was");

        world.platform.restart_all().await?;
        written.ask_again(&kim).await?;
        each_effect_once(&world, written.acknowledged.len()).await
    })
}

#[test]
fn kill_9_loses_nothing_that_was_acknowledged() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let kim = world.requester("kim", "kill")?;
        let mut total = 0;
        for round in 0..3 {
            let load = Load::start(&kim, CALLERS);
            load.acknowledged(BEFORE_STOP / 3).await?;
            world.platform.kill9(Service::Intake).await?;
            let mut written = load.broken().await;
            assert_eq!(written.unanswered.len(), CALLERS);
            let found = effects(&world.log().await?.all().await?);
            for id in written.acknowledged.keys() {
                assert!(found.contains_key(id), "round {round} lost {id}");
            }
            world.platform.restart(Service::Intake).await?;
            for (request, answer) in written.acknowledged.values().take(20) {
                assert_eq!(kim.submit(request.clone()).await?.answer, *answer, "the same answer as before the kill");
            }
            written.ask_again(&kim).await?;
            total += written.acknowledged.len();
        }
        each_effect_once(&world, total).await
    })
}

/// In the end each of so many reviews is there once, scored once and has one checklist.
async fn each_effect_once(world: &World, reviews: usize) -> Result<()> {
    let log = world.log().await?;
    let all = eventually("a checklist for each review", async || {
        let found = effects(&log.all().await?);
        let done = found.values().filter(|[_, _, checklists]| *checklists > 0).count();
        Ok((done >= reviews).then_some(found))
    })
    .await?;
    assert_eq!(all.len(), reviews);
    assert!(all.values().all(|times| *times == [1; 3]), "{all:?}");
    Ok(())
}
