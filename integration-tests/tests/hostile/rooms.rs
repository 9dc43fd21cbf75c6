//! A server that has no room for what services need beside the log.

use anyhow::{Context as _, Result, ensure};
use async_nats::jetstream::stream::Config;
use futures::stream;
use haetae_devstack::{ROOM_FOR_EVIDENCE, Service};
use haetae_event_log::codec::timestamp_to_wire;
use haetae_integration_tests::{Caller, Program, Refusal, Setup, World, eventually, fresh_id, run, samples};
use haetae_proto::checkpoint::v1::{EvidenceUpload, UploadEvidenceRequest, upload_evidence_request::Part};
use haetae_service_kit::clock;
use sha2::{Digest as _, Sha256};
use tonic::Status;

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

/// The bucket of evidence does not fit on the server: checkpoint starts, says so, refuses uploads with that reason, serves all
/// else, and takes files when there is room again, without a restart.
#[test]
fn a_server_without_room_for_evidence_takes_everything_else() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let context = scenario.world.log().await?.context().clone();
        context.delete_stream("OBJ_EVIDENCE").await?;
        // A neighbour reserves what the server has, but for less than the bucket needs.
        let step = i64::try_from(ROOM_FOR_EVIDENCE / 2)?;
        let neighbour = |max_bytes| Config { name: "NEIGHBOUR".into(), max_bytes, ..Config::default() };
        let mut bytes = 1_i64 << 40;
        while context.create_stream(neighbour(bytes)).await.is_err() {
            bytes -= step;
            ensure!(bytes > 0, "the server reserves nothing");
        }
        scenario.world.platform.restart(Service::Checkpoint).await?;
        scenario.goes_on().await?;
        let review_id = scenario.acknowledged().pop().context("a review")?.review_id;
        let refused = upload(&scenario.caller, &review_id).await?.err().context("a file was taken")?;
        let refusal = Refusal::of(&refused)?;
        ensure!(refusal.reason == "EVIDENCE_STORE_FULL", "{refused:?}");
        context.delete_stream("NEIGHBOUR").await?;
        let taken = async || Ok(upload(&scenario.caller, &review_id).await?.ok());
        eventually("a file that is taken", taken).await?;
        scenario.ends_well(&[Alarm { service: Service::Checkpoint, says: "EVIDENCE_STORE_FULL" }]).await
    })
}

async fn upload(caller: &Caller, review_id: &str) -> Result<Result<(), Status>> {
    let bytes = b"checked".to_vec();
    let list = caller.checklist(review_id).await?.checklist.context("a checklist")?;
    let file = EvidenceUpload {
        request_id: fresh_id().to_string(),
        review_id: review_id.to_owned(),
        checkpoint: list.checkpoints.first().context("a checkpoint")?.checkpoint.clone(),
        name: "log.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        collected_at: Some(timestamp_to_wire(clock::now())),
        size: bytes.len() as u64,
        sha256: Sha256::digest(&bytes).to_vec(),
        validate_only: false,
    };
    let parts = [Part::Evidence(file), Part::Chunk(bytes)].map(|part| UploadEvidenceRequest { part: Some(part) });
    Ok(caller.checkpoint().upload_evidence(stream::iter(parts)).await.map(drop))
}
