//! A neighbour that may publish on anything under `ev.` and does.

use anyhow::{Context as _, Result, ensure};
use async_nats::jetstream::stream::Config;
use bytes::Bytes;
use haetae_devstack::{RawPublisher, Service};
use haetae_integration_tests::{Log, Program, Setup, eventually, fresh_id, judge, run};
use prost::Message as _;

use crate::scenario::{Alarm, Scenario};

/// What the log takes: one pattern for each category.
const LITERAL: [&str; 5] = ["ev.review.*", "ev.risk.*", "ev.policy.*", "ev.diagnosis.*", "ev.catalog.*"];

/// How a stranger's message is announced.
const ALARM: Alarm<'_> = Alarm { service: Service::Dashboard, says: "FOREIGN_MESSAGE" };

/// A1: no message of a stranger stops anything: it is archived and announced once, every other reader skips it, and a restore
/// puts it back at its sequence. A review that it aims at goes on too.
#[test]
fn whatever_a_stranger_publishes_nothing_stops_and_a_restore_keeps_every_sequence() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let aimed_at = scenario.acknowledged().first().context("nothing acknowledged")?.review_id.clone();
        let list = scenario.caller.checklist(&aimed_at).await?;
        let log = scenario.world.log().await?;
        take(&log, &["ev.>"]).await?;
        let before = log.head().await?;
        let foreign = publish(&log, &aimed_at).await? + publish_raw(&scenario, &aimed_at).await?;
        ensure!(log.head().await? >= before + foreign, "not everything was stored");
        scenario.goes_on().await?;
        alarmed(&scenario, foreign).await?;

        // The review goes on, with the etag that was read before.
        let lee = scenario.world.reviewer("lee")?;
        lee.checkpoint().record_verdicts(judge(&list, 2)).await.context("a command on the review that was aimed at")?;

        // An old log is narrowed at the next start, and what lies in it stays readable.
        for service in Service::ALL {
            scenario.world.platform.restart(service).await?;
        }
        ensure!(subjects(&log).await? == LITERAL, "the log takes {:?}", subjects(&log).await?);
        ensure!(send(&log, "ev.test", "again").await.is_err(), "the log still takes anything");
        scenario.goes_on().await?;

        restored(&mut scenario).await?;
        ensure!(subjects(&log).await? == LITERAL, "the restored log takes {:?}", subjects(&log).await?);
        alarmed(&scenario, foreign).await?;
        scenario.ends_well(&[ALARM]).await
    })
}

/// A1: a stream that a newer release or an operator had take more is no drift, and keeps it.
#[test]
fn a_log_that_takes_more_than_this_build_knows_is_used_as_it_is() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let log = scenario.world.log().await?;
        let wider = [&LITERAL[..], &["ev.relay.*"]].concat();
        take(&log, &wider).await?;
        send(&log, "ev.relay.one", "of a newer release").await?;
        for service in Service::ALL {
            scenario.world.platform.restart(service).await?;
        }
        ensure!(subjects(&log).await? == wider, "the log takes {:?}", subjects(&log).await?);
        scenario.goes_on().await?;
        scenario.ends_well(&[ALARM]).await
    })
}

/// Publishes everything that is no commit; returns how much it was.
async fn publish(log: &Log, review: &str) -> Result<u64> {
    let garbage: &[u8] = b"\xff\xff\xff\xff hello";
    let elsewhere = log.of("review", review).await?.pop().context("a commit of the review")?.commit.encode_to_vec();
    let nobody = fresh_id();
    let mut messages: Vec<(String, Vec<u8>)> = vec![
        ("ev.test".into(), b"hello".to_vec()),
        ("ev.review.x!y".into(), b"hello".to_vec()),
        ("ev.unknown.a".into(), garbage.to_vec()),
        ("ev.foreign.a".into(), garbage.to_vec()),
        ("ev.review.a.b.c".into(), vec![]),
        (format!("ev.review.{}", "!".repeat(3_500)), garbage.to_vec()),
        ("ev.review.nul\0".into(), garbage.to_vec()),
        (format!("ev.review.{nobody}"), garbage.to_vec()),
        (format!("ev.review.{nobody}"), vec![0; 900_000]),
        ("ev.catalog.nobody".into(), garbage.to_vec()),
    ];
    for subject in log.subjects().await? {
        let document = subject.starts_with("ev.policy.") || subject.starts_with("ev.catalog.");
        if document || subject.ends_with(review) {
            messages.push((subject.clone(), garbage.to_vec()));
            messages.push((subject.clone(), vec![]));
        }
        if subject.ends_with(review) && !subject.starts_with("ev.review.") {
            messages.push((subject, elsewhere.clone()));
        }
    }
    for (subject, payload) in &messages {
        send(log, subject, payload.clone()).await.with_context(|| format!("{subject:?}"))?;
    }
    Ok(messages.len() as u64)
}

/// Publishes what no client library would, on subjects that are none, and under the review, its assessment, its checklist and
/// the published documents; returns how much it was.
async fn publish_raw(scenario: &Scenario, review: &str) -> Result<u64> {
    let mut raw = RawPublisher::connect(scenario.world.stack.nats.url()).await?;
    let mut count = 0;
    for subject in [&b"ev.review.\xff\xfe"[..], b"ev.catalog.\xff", "ev.review.a\u{a0}b".as_bytes()] {
        raw.publish(subject, None, b"hi").await?;
        count += 1;
    }
    let long = [b"NATS/1.0\r\nlong: ", &[b'x'; 60 << 10][..], b"\r\n\r\n"].concat();
    let headers: [&[u8]; 9] = [
        b"garbage\r\n\r\n",
        b"NATS/1.0\r\nname: \xff\r\n\r\n",
        b"NATS/1.0\r\nno colon\r\n\r\n",
        b"NATS/1.0 409 Consumer Deleted\r\n\r\n",
        b"NATS/1.0 409 x\r\n\r\n",
        b"NATS/1.0 100\r\n\r\n",
        b"NATS/1.0 404\r\n\r\n",
        b"NATS/1.0 503\r\n\r\n",
        &long,
    ];
    let log = scenario.world.log().await?;
    let documents = log.subjects().await?;
    let documents = documents.into_iter().filter(|s| s.starts_with("ev.policy.") || s.starts_with("ev.catalog."));
    let own = ["review", "risk", "diagnosis"].map(|category| format!("ev.{category}.{review}"));
    for subject in documents.chain(own) {
        for headers in headers {
            raw.publish(subject.as_bytes(), Some(headers), b"hi").await?;
            count += 1;
        }
    }
    // The head that every service compares the log with; it is no message of the log. Its stream is made with the first one.
    let heads = async || Ok(log.context().get_stream("HEADS").await.ok());
    eventually("the stream of signed heads", heads).await?;
    raw.publish(b"head.log", Some(b"garbage\r\n\r\n"), b"hi").await?;
    Ok(count)
}

/// Publishes a message; returns its sequence.
async fn send(log: &Log, subject: &str, payload: impl Into<Bytes>) -> Result<u64> {
    Ok(log.context().publish(subject.to_owned(), payload.into()).await?.await?.sequence)
}

/// Each message is announced, and none twice.
async fn alarmed(scenario: &Scenario, foreign: u64) -> Result<()> {
    let said = async || {
        let log = std::fs::read_to_string(scenario.world.platform.log(ALARM.service))?;
        let said = log.lines().filter(|line| line.contains(ALARM.says)).count() as u64;
        ensure!(said <= foreign, "{said} alarms for {foreign} messages");
        Ok((said == foreign).then_some(()))
    };
    eventually("an alarm for each message", said).await
}

/// Loses the log and restores it from the archive.
async fn restored(scenario: &mut Scenario) -> Result<()> {
    let world = &mut scenario.world;
    // Nothing is in flight: what was acknowledged and is not archived yet would be lost with the log.
    for service in [Service::Intake, Service::Risk, Service::Checkpoint] {
        world.platform.terminate(service, std::time::Duration::from_secs(30)).await?;
    }
    let log = world.log().await?;
    let head = log.head().await?;
    let auditor = scenario.caller.clone();
    auditor.shown(&haetae_service_kit::token::consistency_token(head)).await?;
    signed(&auditor, head).await?;
    world.platform.kill9(Service::Dashboard).await?;
    for stream in ["EVENTS", "HEADS", "MEMBERS"] {
        log.context().delete_stream(stream).await?;
    }
    let ended = Program::of(Service::Dashboard, world)?.args(&["log", "restore"]).run().await?;
    ensure!(ended.code == Some(0), "log restore: {} {}", ended.errors, ended.log);
    ensure!(log.head().await? == head, "the restored log ends elsewhere");
    world.platform.restart_all().await?;
    Ok(())
}

async fn signed(caller: &haetae_integration_tests::Caller, size: u64) -> Result<()> {
    use haetae_proto::dashboard::v1::{GetLogHeadRequest, audit_service_client::AuditServiceClient};
    let consistency_token = haetae_service_kit::token::consistency_token(size);
    let mut audit = AuditServiceClient::new(caller.called(Service::Dashboard));
    audit.get_log_head(GetLogHeadRequest { consistency_token }).await?;
    Ok(())
}

async fn subjects(log: &Log) -> Result<Vec<String>> {
    Ok(log.stream().await?.cached_info().config.subjects.clone())
}

/// Has the log take these subjects.
async fn take(log: &Log, subjects: &[&str]) -> Result<()> {
    let config = log.stream().await?.cached_info().config.clone();
    let subjects = subjects.iter().map(|subject| (*subject).to_owned()).collect();
    log.context().update_stream(Config { subjects, ..config }).await?;
    Ok(())
}
