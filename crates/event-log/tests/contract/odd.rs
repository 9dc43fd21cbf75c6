//! Messages that the client's library cannot take, on subjects of the log: none of them stops a reader.

use std::time::Duration;

use async_nats::jetstream;
use futures::{StreamExt as _, TryStreamExt as _};
use haetae_devstack::RawPublisher;
use haetae_event_log::{Category, EVENTS, EventLog as _, JetStreamLog, Recorded};
use tokio::time::timeout;

use crate::{
    noting::Noting,
    support::{SOON, Single, fill, key, loaded, sequences},
};

/// Subjects that no client can publish on.
const SUBJECTS: [&[u8]; 3] = [b"ev.review.\xff\xfe", "ev.review.a\u{a0}b".as_bytes(), "ev.review.a\u{2028}".as_bytes()];

/// Header blocks that are none, and some that servers before 2.15 store as words of a server.
fn headers() -> Vec<Vec<u8>> {
    let mut headers: Vec<Vec<u8>> = [
        &b"garbage\r\n\r\n"[..],
        b"x",
        b"NATS/1.0\r\nno colon\r\n\r\n",
        b"NATS/1.0\r\nname: \xff\r\n\r\n",
        b"NATS/1.0\r\nNats-Subject: ev.review.other\r\nNats-Sequence: 1\r\n\r\n",
        b"NATS/1.0 9999 x\r\n\r\n",
        b"NATS/1.0 409 Consumer Deleted\r\n\r\n",
        b"NATS/1.0 409 x\r\n\r\n",
        b"NATS/1.0 100 Idle Heartbeat\r\n\r\n",
        b"NATS/1.0 204 EOB\r\n\r\n",
        b"NATS/1.0 404 No Messages\r\n\r\n",
        b"NATS/1.0 408 Request Timeout\r\n\r\n",
        b"NATS/1.0 503\r\n\r\n",
    ]
    .into_iter()
    .map(<[u8]>::to_vec)
    .collect();
    headers.push([b"NATS/1.0\r\nlong: ", &[b'x'; 60 << 10][..], b"\r\n\r\n"].concat());
    headers
}

/// Publishes each of them, on the subject of an aggregate where they have a valid one.
async fn publish(server: &Single, aggregate: &str) -> usize {
    let mut raw = RawPublisher::connect(server.server.url()).await.expect("a connection");
    let (subject, headers) = (format!("ev.review.{aggregate}"), headers());
    let of_headers = headers.iter().map(|headers| (subject.as_bytes(), Some(headers.as_slice())));
    let all: Vec<_> = SUBJECTS.into_iter().map(|subject| (subject, None)).chain(of_headers).collect();
    for (subject, headers) in &all {
        let answer = raw.publish(subject, *headers, b"hi").await.expect("published");
        assert!(answer.contains("\"seq\""), "{subject:?} {headers:?}: {answer}");
    }
    all.len()
}

async fn read(log: &JetStreamLog, after: u64, categories: &[Category], count: usize) -> Vec<Recorded> {
    let commits = log.read_of(categories, after).take(count).try_collect();
    timeout(SOON, commits).await.expect("the reader goes on").expect("it reads")
}

/// A1: everything that reads the log reads past them: all of it, some categories, one aggregate, its last message; and what was
/// read is the same for every reader.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_read_past_what_the_client_cannot_take() {
    let server = Single::start().await;
    let log = server.log().await;
    let before = fill(&log, &key("one"), 3).await;
    let odd = publish(&server, "one").await;
    // The last message is odd: it is seen too.
    let some = read(&log, 0, &[Category::Review, Category::Risk], odd + 3).await;
    let after = fill(&log, &key("one"), 2).await.split_off(3);
    let all: Vec<Recorded> =
        timeout(SOON, log.read(0).take(odd + 5).try_collect()).await.expect("it goes on").expect("it reads");
    assert_eq!(sequences(&all), (1..=odd as u64 + 5).collect::<Vec<_>>());
    assert_eq!(some, all[..odd + 3], "one and the same, however they are read");
    assert_eq!(all.iter().filter(|commit| commit.key.is_foreign()).count(), SUBJECTS.len());
    for at in &all {
        assert_eq!(log.at(at.sequence).await.expect("read").as_ref(), Some(at));
    }
    // Another process, which remembers nothing.
    let other = server.log().await;
    let found = sequences(&loaded(&other, &key("one")).await);
    let own: Vec<u64> = all.iter().filter(|commit| commit.key == key("one")).map(|commit| commit.sequence).collect();
    assert_eq!(found, own);
    assert!(before.iter().chain(&after).all(|sequence| found.contains(sequence)));
    assert_eq!(other.head_of(&[Category::Review]).await.expect("a head"), odd as u64 + 5);
    fill(&other, &key("two"), 1).await;
}

/// A1: a reactor is given what comes behind them, and has acknowledged all of them: none is delivered for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reactor_goes_on_and_acknowledges_what_the_client_cannot_take() {
    let server = Single::start().await;
    let log = server.log().await;
    let mut wanted = fill(&log, &key("one"), 3).await;
    let odd = publish(&server, "one").await as u64;
    wanted.extend(fill(&log, &key("two"), 3).await);
    let noting = Noting::start(&log, "noter");
    noting.gets(&wanted).await;
    let js = jetstream::new(server.stranger().await);
    let end = tokio::time::Instant::now() + SOON * 3;
    loop {
        let stream = js.get_stream_no_info(EVENTS).await.expect("the log");
        let info = stream.consumer_info("noter").await.expect("the consumer");
        if info.ack_floor.stream_sequence == odd + 6 && info.num_ack_pending == 0 {
            break;
        }
        assert!(tokio::time::Instant::now() < end, "not acknowledged: {info:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let seen = noting.stop().await.len() as u64;
    assert_eq!(seen, odd + 6 - SUBJECTS.len() as u64, "all but those whose subject names no aggregate");
}
