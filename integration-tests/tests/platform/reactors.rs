//! Services react to a commit once, however often it is delivered and whenever they are killed.

use anyhow::Result;
use haetae_devstack::Service;
use haetae_integration_tests::{Log, Setup, World, eventually, judge, run, samples};
use haetae_proto::common::v1::ReviewStatus;

use crate::load::{Load, effects};

const BURST: usize = 200;

/// Each reactor: the service, which is also the name of its consumer, and the category it follows.
const REACTORS: [(Service, &str); 3] =
    [(Service::Risk, "review"), (Service::Checkpoint, "risk"), (Service::Intake, "diagnosis")];

#[test]
fn everything_delivered_again_changes_nothing() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let (kim, lee) = (world.requester("kim", "again")?, world.reviewer("lee")?);
        for n in 0..12 {
            let id = kim.submit(samples::ordinary()).await?.id;
            let list = lee.checklist(&id).await?;
            if n % 2 == 0 {
                lee.checkpoint().record_verdicts(judge(&list, 2)).await?;
                kim.reaches(&id, ReviewStatus::InDiagnosis).await?;
            }
        }
        let log = world.log().await?;
        let before = log.all().await?;
        for (service, _) in REACTORS {
            world.platform.kill9(service).await?;
            log.stream().await?.delete_consumer(service.name()).await?;
        }
        for (service, _) in REACTORS {
            world.platform.restart(service).await?;
        }
        for (service, category) in REACTORS {
            let followed = before.iter().filter(|entry| entry.subject.starts_with(&format!("ev.{category}."))).count();
            assert!(followed >= 12, "{service} follows {followed} commits");
            delivered(&log, service, followed as u64).await?;
        }
        assert_eq!(log.head().await?, before.len() as u64, "something was done again");
        assert!(effects(&before).values().all(|times| *times == [1; 3]));
        Ok(())
    })
}

/// Waits until a service was given so many commits again and is done with them.
async fn delivered(log: &Log, service: Service, commits: u64) -> Result<()> {
    eventually("the redelivery", async || {
        let info = log.stream().await?.consumer_info(service.name()).await?;
        let settled = info.num_pending == 0 && info.num_ack_pending == 0;
        Ok((settled && info.delivered.consumer_sequence >= commits).then_some(()))
    })
    .await
}

#[test]
fn killed_in_a_burst_each_review_is_scored_once_and_gets_one_checklist() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let kim = world.requester("kim", "burst")?;
        let load = Load::start(&kim, 8);
        for round in 1..=4 {
            load.acknowledged(round * BURST / 5).await?;
            for service in [Service::Risk, Service::Checkpoint] {
                world.platform.kill9(service).await?;
                world.platform.restart(service).await?;
            }
        }
        load.acknowledged(BURST).await?;
        let written = load.stop().await;
        assert!(written.unanswered.is_empty(), "intake was left alone: {:?}", written.unanswered);

        let log = world.log().await?;
        let found = eventually("a checklist for each review", async || {
            let found = effects(&log.all().await?);
            let done = found.values().filter(|[_, _, checklists]| *checklists > 0).count();
            Ok((done >= written.acknowledged.len()).then_some(found))
        })
        .await?;
        assert_eq!(found.len(), written.acknowledged.len());
        assert!(found.values().all(|times| *times == [1; 3]), "{found:?}");
        Ok(())
    })
}
