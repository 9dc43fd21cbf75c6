//! A server that has no room for what services need beside the log.

use anyhow::{Context as _, Result, ensure};
use async_nats::jetstream::stream::Config;
use haetae_devstack::Service;
use haetae_integration_tests::{Program, Refusal, Setup, World, eventually, run, samples};

use crate::scenario::{Alarm, Scenario};

/// More than any server of these tests has.
const TOO_MUCH: &str = "1000000000000000";

/// H5: a service that could not put anything aside does not start, and says which stream, how many bytes and which setting.
#[test]
fn a_service_without_room_to_put_commits_aside_does_not_start() -> Result<()> {
    run(async {
        let world = World::start(Setup { services: vec![], ..Setup::default() }).await?;
        for service in [Service::Intake, Service::Risk, Service::Checkpoint] {
            for (bytes, named) in [(TOO_MUCH, "PARKED of 1000000000000000 bytes"), ("1", "has to be at least 65536")] {
                let program = Program::of(service, &world)?.env("HAETAE__NATS__PARKED_MAX_BYTES", bytes);
                let ended = program.run().await?;
                ensure!(ended.code == Some(1) && ended.errors.lines().count() == 1, "{service}: {ended:?}");
                ensure!(ended.errors.contains(named), "{service} does not name {named}: {}", ended.errors);
                ensure!(ended.errors.contains("nats.parked_max_bytes"), "{service}: {}", ended.errors);
            }
        }
        Ok(())
    })
}

/// H5: services that can put nothing aside any more refuse writes with an alarm, and go on by themselves when they can.
#[test]
fn services_that_cannot_put_commits_aside_acknowledge_nothing_meanwhile() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let context = scenario.world.log().await?.context().clone();
        let blocker = Config { name: "BLOCKER".into(), subjects: vec!["parked.>".into()], ..Config::default() };
        context.delete_stream("PARKED").await?;
        context.create_stream(blocker).await.context("another service was quicker to make the stream again")?;
        let caller = scenario.caller.clone();
        eventually("a refusal", async || {
            let refused = caller.intake().submit_review(samples::harmless()).await.err();
            let refused = refused.map(|status| Refusal::of(&status)).transpose()?;
            Ok(refused.filter(|refusal| refusal.reason == "STORE_UNAVAILABLE"))
        })
        .await?;
        context.delete_stream("BLOCKER").await?;
        scenario.goes_on().await?;
        scenario.ends_well(&[Alarm { service: Service::Intake, says: "CANNOT_PARK" }]).await
    })
}
