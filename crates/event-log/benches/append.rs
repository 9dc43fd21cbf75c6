//! How fast appends are on a durable server, beside what bare publishing reaches in the same run.
//!
//! Every client appends to an aggregate of its own, each commit expecting the one before. Prints commits per
//! second and their ratio to bare publish-and-acknowledge with the same payload and headers by 64 clients.
#![expect(clippy::expect_used, reason = "a bench ends at the first failure")]

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use async_nats::{HeaderMap, Request, jetstream::publish::PublishAck};
use bytes::Bytes;
use futures::{StreamExt as _, future::join_all};
use haetae_devstack::{Durability, Nats, NatsOptions, StackDir, Toolchain};
use haetae_event_log::{AggregateKey, Category, EventLog as _, JetStreamLog, NewCommit, Options};
use tokio::time::Instant;
use uuid::Uuid;

/// How long each turn is.
const SPAN: Duration = Duration::from_secs(1);

/// Turns of each figure; the middle one counts.
const TURNS: usize = 5;

/// Bytes of a commit, as a typical one has.
const PAYLOAD: usize = 400;

#[tokio::main]
async fn main() {
    let toolchain = Toolchain::find().await.expect("servers");
    let dir = StackDir::create().expect("a directory");
    let options = NatsOptions { sync: Durability::Durable, ..NatsOptions::default() };
    let server = Nats::start(&toolchain, dir.path(), options).await.expect("a server");
    let log = JetStreamLog::connect(Options::new(server.url())).await.expect("the log");
    let client = async_nats::connect(server.url()).await.expect("a connection");

    // A figure and its ceiling are measured in turns, so that both see the machine as others leave it.
    for clients in [1, 16, 64, 256] {
        let (mut ceilings, mut rates) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ceilings.push(measure(64, |name, until| bare(client.clone(), name, until)).await);
            rates.push(measure(clients, |name, until| append(log.clone(), name, until)).await);
        }
        let (ceiling, rate) = (median(ceilings), median(rates));
        println!(
            "append, {clients:>3} clients {rate:>7.0}/s   bare publish, 64 clients {ceiling:>6.0}/s   {:>5.2} × bare",
            rate / ceiling
        );
    }
    replay(&log).await;
    server.stop().await.expect("the server stops");
}

/// Commits per second of `clients` that all do `work` until the same moment.
async fn measure<F, W>(clients: u64, work: F) -> f64
where
    F: Fn(String, Instant) -> W,
    W: Future<Output = u64> + Send + 'static,
{
    static ROUND: AtomicU64 = AtomicU64::new(0);
    let round = ROUND.fetch_add(1, Ordering::Relaxed);
    let start = Instant::now();
    let tasks = (0..clients).map(|client| tokio::spawn(work(format!("r{round}c{client}"), start + SPAN)));
    let tasks: Vec<_> = tasks.collect();
    let done: u64 = join_all(tasks).await.into_iter().map(|task| task.expect("no panic")).sum();
    done as f64 / start.elapsed().as_secs_f64()
}

/// How fast everything appended so far is read again, in order and aggregate by aggregate.
async fn replay(log: &JetStreamLog) {
    let head = log.head().await.expect("a head");
    let start = Instant::now();
    let mut keys = BTreeSet::new();
    let mut commits = log.read(0).take(usize::try_from(head).expect("fits"));
    while let Some(commit) = commits.next().await {
        keys.insert(commit.expect("read").key);
    }
    println!("read, {head} commits {:>8.0}/s", head as f64 / start.elapsed().as_secs_f64());
    let keys: Vec<_> = keys.into_iter().collect();
    let start = Instant::now();
    let loaded: usize = log.load_many(&keys).await.expect("loaded").iter().map(Vec::len).sum();
    let seconds = start.elapsed().as_secs_f64();
    println!("load, {} aggregates {:>6.0}/s with {loaded} commits", keys.len(), keys.len() as f64 / seconds);
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

async fn append(log: JetStreamLog, name: String, until: Instant) -> u64 {
    let key = AggregateKey::new(Category::Review, &name).expect("a key");
    let payload = Bytes::from(vec![7; PAYLOAD]);
    let (mut done, mut last) = (0, 0);
    while Instant::now() < until {
        let commit = NewCommit { id: id(&name, done), payload: payload.clone(), traceparent: None };
        last = log.append(&key, last, commit, Instant::now() + Duration::from_secs(10)).await.expect("appended");
        done += 1;
    }
    done
}

async fn bare(client: async_nats::Client, name: String, until: Instant) -> u64 {
    let payload = Bytes::from(vec![7; PAYLOAD]);
    let (mut done, mut last) = (0, 0);
    while Instant::now() < until {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", id(&name, done).to_string());
        headers.insert("Nats-Expected-Last-Subject-Sequence", last.to_string());
        headers.insert("Content-Type", "application/protobuf");
        let request = Request::new().headers(headers).payload(payload.clone());
        let answer = client.send_request(format!("ev.review.{name}"), request).await.expect("an answer");
        last = serde_json::from_slice::<PublishAck>(&answer.payload).expect("stored").sequence;
        done += 1;
    }
    done
}

fn id(name: &str, number: u64) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{name}/{number}").as_bytes())
}
