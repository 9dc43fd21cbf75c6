//! A server that is silent, dies or forgets, or has another writer that bypasses the services.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use async_nats::{
    HeaderMap,
    jetstream::{self, stream},
};
use futures::{StreamExt as _, future::join_all};
use haetae_event_log::{AppendError, Category, EVENTS, EventLog as _, JetStreamLog, NewCommit, ReadError};
use rustix::process::Signal;
use tokio::time::{Instant, timeout};

use crate::support::{Cluster, ROOM, SOON, Single, commit, deadline, fill, key, loaded, sequences, signal, until};

/// Publishes as our writers do, but past them; with or without the header that servers remember.
async fn behind_our_back(server: &Single, subject: String, expected: u64, commit: &NewCommit, header: bool) -> u64 {
    let js = jetstream::new(server.stranger().await);
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Expected-Last-Subject-Sequence", expected.to_string());
    if header {
        headers.insert("Nats-Msg-Id", commit.id.to_string());
    }
    let answer = js.publish_with_headers(subject, headers, commit.payload.clone()).await.expect("sent");
    answer.await.expect("stored").sequence
}

/// H1: what can be read is called stored only when something proves that it is: the server knows its id, or another commit
/// follows it. A commit whose id the server does not know stands for one that it shows and could not store.
#[tokio::test]
async fn a_commit_that_got_in_unnoticed_is_found_by_its_retry() {
    let server = Single::start().await;
    let log = server.log().await;
    for (name, remembered) in [("remembered", true), ("forgotten", false)] {
        let key = key(name);
        let start = fill(&log, &key, 2).await[1];
        let lost = commit(&key, "lost answer");
        let sequence = behind_our_back(&server, key.subject(), start, &lost, remembered).await;
        if !remembered {
            let soon = Instant::now() + Duration::from_secs(1);
            let end = log.append(&key, start, lost.clone(), soon).await;
            assert!(matches!(end, Err(AppendError::Unknown(_))), "nothing proves it: {end:?}");
            let end = log.assure(&key, (lost.id, sequence), Instant::now() + Duration::from_secs(1)).await;
            assert!(matches!(end, Err(AppendError::Unknown(_))), "nor to a reader: {end:?}");
            fill(&log, &self::key("what-follows"), 1).await;
        }
        log.assure(&key, (lost.id, sequence), deadline()).await.expect("proved");
        assert_eq!(log.append(&key, start, lost.clone(), deadline()).await.expect("found"), sequence);
        let all = fill(&log, &key, 3).await;
        assert_eq!(log.append(&key, start, lost, deadline()).await.expect("found behind later ones"), sequence);
        assert_eq!(sequences(&log.load(&key, 0).await.expect("loaded")), all);
        let end = log.append(&key, start, commit(&key, "another"), deadline()).await;
        assert!(matches!(end, Err(AppendError::Conflict { found, .. }) if found == Some(sequence)), "{end:?}");
    }
}

#[tokio::test]
async fn silence_is_unknown_and_a_retry_finds_the_one_effect() {
    let server = Single::start().await;
    let log = server.log().await;
    let key = key("silent");
    let first = commit(&key, "a");
    server.signal(Signal::STOP);
    let end = log.append(&key, 0, first.clone(), Instant::now() + Duration::from_secs(1)).await;
    server.signal(Signal::CONT);
    assert!(matches!(end, Err(AppendError::Unknown(_))), "{end:?}");
    let sequence = log.append(&key, 0, first, deadline()).await.expect("found or appended");
    assert_eq!(sequences(&log.load(&key, 0).await.expect("loaded")), [sequence]);
}

#[tokio::test]
async fn an_append_outlives_the_server() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let keys: Vec<_> = (0..64).map(|number| key(&format!("outlive{number}"))).collect();
    server.server.kill9().await.expect("killed");
    let appends = keys.iter().map(|key| log.append(key, 0, commit(key, "a"), deadline()));
    let (ends, restarted) = tokio::join!(join_all(appends), server.server.restart());
    restarted.expect("restarted");
    for (key, end) in keys.iter().zip(ends) {
        let sequence = end.expect("appended when the server was back");
        assert_eq!(sequences(&log.load(key, 0).await.expect("loaded")), [sequence]);
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed_under_load() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let writers: Vec<_> = (0..48)
        .map(|writer| {
            let log = log.clone();
            tokio::spawn(async move { fill(&log, &key(&format!("load{writer}")), 25).await })
        })
        .collect();
    for _ in 0..3 {
        let head = log.head().await.expect("a head");
        until("some more are written", async || (log.head().await.unwrap_or(0) > head + 40).then_some(())).await;
        server.server.kill9().await.expect("killed");
        server.server.restart().await.expect("restarted");
    }
    let mut count = 0;
    for (writer, written) in writers.into_iter().enumerate() {
        let written = written.await.expect("written");
        let stored = sequences(&log.load(&key(&format!("load{writer}")), 0).await.expect("loaded"));
        assert_eq!(stored, written);
        count += stored.len() as u64;
    }
    assert_eq!(log.head().await.expect("a head"), count, "nothing is there twice");
}

#[tokio::test]
async fn nothing_is_sent_late_once_the_server_is_back() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let key = key("never");
    server.server.kill9().await.expect("killed");
    until("the loss is noticed", async || (!log.is_writable()).then_some(())).await;
    let end = log.append(&key, 0, commit(&key, "a"), Instant::now() + Duration::from_millis(200)).await;
    assert!(matches!(end, Err(AppendError::Unavailable(_))), "{end:?}");
    server.server.restart().await.expect("restarted");
    fill(&log, &self::key("after"), 1).await;
    assert_eq!(log.load(&key, 0).await.expect("loaded"), []);
}

#[tokio::test]
async fn reading_goes_on_across_a_crash() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let key = key("crash");
    fill(&log, &key, 3).await;
    let mut readers = [log.read(0), log.read_of(&[Category::Review], 0)];
    for expected in 1..=3 {
        for commits in &mut readers {
            let commit = timeout(SOON, commits.next()).await.expect("in time").expect("it goes on").expect("readable");
            assert_eq!(commit.sequence, expected);
        }
    }
    server.server.kill9().await.expect("killed");
    server.server.restart().await.expect("restarted");
    fill(&log, &key, 2).await;
    for expected in 4..=5 {
        for commits in &mut readers {
            let commit = timeout(SOON, commits.next()).await.expect("in time").expect("it goes on").expect("readable");
            assert_eq!(commit.sequence, expected);
        }
    }
}

#[tokio::test]
async fn one_conflict_does_not_fail_those_committed_with_it() {
    let server = Single::start().await;
    let log = Arc::new(server.log().await);
    let keys: Vec<_> = (0..40).map(|number| key(&format!("with{number}"))).collect();
    let foreign = commit(&keys[20], "foreign");
    behind_our_back(&server, keys[20].subject(), 0, &foreign, true).await;
    let ends = join_all(keys.iter().map(|key| log.append(key, 0, commit(key, "ours"), deadline()))).await;
    for (index, end) in ends.iter().enumerate() {
        let conflict = matches!(end, Err(AppendError::Conflict { expected: 0, found: Some(1) }));
        assert_eq!(conflict, index == 20, "{index}: {end:?}");
        assert!(conflict || end.is_ok(), "{index}: {end:?}");
    }
}

#[tokio::test]
async fn a_missing_message_stops_the_reader() {
    let server = Single::start().await;
    let js = jetstream::new(server.stranger().await);
    // The server never takes these two back, so the hole is made before they are set.
    let mut config = stream::Config {
        name: EVENTS.into(),
        subjects: vec!["ev.>".into()],
        max_bytes: ROOM.cast_signed(),
        discard: stream::DiscardPolicy::New,
        max_messages_per_subject: -1,
        max_messages: -1,
        max_consumers: -1,
        max_message_size: -1,
        num_replicas: 1,
        duplicate_window: server.options().duplicate_window,
        allow_direct: true,
        allow_atomic_publish: true,
        ..stream::Config::default()
    };
    let stream = js.create_stream(config.clone()).await.expect("created");
    let key = key("hole");
    for number in 0..5 {
        let commit = commit(&key, &number.to_string());
        behind_our_back(&server, key.subject(), number, &commit, true).await;
    }
    stream.delete_message(3).await.expect("deleted");
    (config.deny_delete, config.deny_purge) = (true, true);
    js.update_stream(config).await.expect("updated");
    let log = server.log().await;
    let read: Vec<_> = timeout(SOON, log.read(0).collect::<Vec<_>>()).await.expect("it ends");
    let [Ok(one), Ok(two), Err(ReadError::Gap { expected: 3, got: 4 })] = &read[..] else { panic!("{read:?}") };
    assert_eq!((one.sequence, two.sequence), (1, 2));
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp runs");
    assert!(copied.success());
}

#[tokio::test]
async fn a_log_that_went_back_takes_no_more_writes() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let key = key("back");
    fill(&log, &key, 3).await;
    let (store, saved) = (server.dir.path().join("store"), server.dir.path().join("saved"));
    server.server.kill9().await.expect("killed");
    copy(&store, &saved);
    server.server.restart().await.expect("restarted");
    let all = fill(&log, &key, 2).await;
    server.server.kill9().await.expect("killed");
    std::fs::remove_dir_all(&store).expect("removed");
    copy(&saved, &store);
    server.server.restart().await.expect("restarted");
    let end = log.append(&key, all[4], commit(&key, "after"), deadline()).await;
    assert!(matches!(end, Err(AppendError::Regressed { known: 5, head: 3 })), "{end:?}");
    assert!(!log.is_writable());
    assert_eq!(log.load(&key, 0).await.expect("reads go on").len(), 3);
    let first = timeout(SOON, log.read(5).next()).await.expect("in time");
    assert!(matches!(first, Some(Err(ReadError::Gap { expected: 6, got: 4 }))), "{first:?}");
    let fresh = server.log().await;
    let unknown = fresh.require(5).await;
    assert!(
        matches!(unknown, Err(ReadError::Gap { expected: 6, got: 4 })),
        "reported by a member that knows: {unknown:?}"
    );
    assert!(!fresh.is_writable());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_goes_on_without_the_server_it_was_connected_to() {
    let mut cluster = Cluster::start().await;
    let log = cluster.log().await;
    let key = key("moves");
    let mut all = fill(&log, &key, 2).await;
    for server in 0..3 {
        cluster.servers.kill9(server).await.expect("killed");
        all = fill(&log, &key, 2).await;
        assert_eq!(sequences(&log.load(&key, 0).await.expect("loaded")), all);
        cluster.servers.restart(server).await.expect("restarted");
    }
    let read: Vec<_> = log.read(0).take(all.len()).map(|commit| commit.expect("read").sequence).collect().await;
    assert_eq!(read, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_goes_on_while_one_of_its_servers_is_silent() {
    let cluster = Cluster::start().await;
    let log = cluster.log().await;
    let key = key("silent-member");
    let mut all = fill(&log, &key, 2).await;
    // One after the other: one of them leads the stream, and the client is connected to one of them.
    for pid in cluster.servers.pids() {
        signal(pid, Signal::STOP);
        all = fill(&log, &key, 2).await;
        assert_eq!(sequences(&loaded(&log, &key).await), all);
        signal(pid, Signal::CONT);
    }
    let head = until("a head", async || log.head().await.ok()).await;
    assert_eq!(head, all.len() as u64, "nothing is there twice");
}

/// A log is a value to share between tasks.
const _: fn() = || {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<JetStreamLog>();
};
