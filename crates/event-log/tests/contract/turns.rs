//! Commits that are not the next of their aggregate, published by a stranger: no reactor is given one.

use std::collections::BTreeSet;

use bytes::Bytes;
use haetae_event_log::JetStreamLog;

use crate::{
    noting::Noting,
    support::{Single, fill, key, loaded, numbered},
};

/// Runs a reactor until it was given all of these; returns what it was given.
async fn given(log: &JetStreamLog, name: &str, wanted: &[u64]) -> BTreeSet<u64> {
    let noting = Noting::start(log, name);
    noting.gets(wanted).await;
    noting.stop().await
}

/// A1: a copy, a commit whose number is not the next, and one of an aggregate that there is not are handed to no reactor: neither
/// to one that knows what was before, nor to one that is new.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reactor_is_given_no_commit_that_is_not_the_next() {
    let server = Single::start().await;
    let log = server.log().await;
    let js = async_nats::jetstream::new(server.stranger().await);
    let publish = async |subject: String, payload: Bytes| {
        js.publish(subject, payload).await.expect("sent").await.expect("stored");
    };
    let mut wanted = fill(&log, &key("one"), 2).await;
    let seen = given(&log, "known", &wanted).await;
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), wanted);

    for commit in loaded(&log, &key("one")).await {
        publish(commit.key.subject(), commit.payload).await;
    }
    for (aggregate, version) in [("one", 9), ("one", 1), ("nobody", 2)] {
        let made_up = numbered(&key(aggregate), &format!("made up {version}"), version);
        publish(key(aggregate).subject(), made_up.payload).await;
    }
    wanted.extend(&fill(&log, &key("one"), 1).await[6..]);
    wanted.extend(fill(&log, &key("two"), 1).await);
    assert_eq!(given(&log, "known", &wanted[2..]).await.into_iter().collect::<Vec<_>>(), wanted[2..]);
    assert_eq!(given(&log, "new", &wanted).await.into_iter().collect::<Vec<_>>(), wanted);
}
