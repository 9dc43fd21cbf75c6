//! Copies, gaps, ids that come again: from the first commit on and from the middle of a log.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use haetae_proto::event::v1 as pb;
use prost::Message as _;
use tokio::{
    sync::{Notify, watch},
    time::{Duration, Instant},
};

use super::*;
use crate::{Category, MemoryLog, NewCommit};

/// A log into which other clients publish.
struct World {
    log: MemoryLog,
    entries: u128,
}

impl World {
    fn new() -> Self {
        Self { log: MemoryLog::new(), entries: 0 }
    }

    async fn publish(&mut self, aggregate: &str, payload: Vec<u8>) -> u64 {
        let key = key(aggregate);
        let before = self.log.load(&key, 0).await.unwrap().last().map_or(0, |last| last.sequence);
        self.entries += 1;
        let commit = NewCommit { id: Uuid::from_u128(self.entries), payload: payload.into(), traceparent: None };
        self.log.append(&key, before, commit, Instant::now() + Duration::from_secs(60)).await.unwrap()
    }

    async fn commit(&mut self, aggregate: &str, version: u64, id: u128) -> u64 {
        self.publish(aggregate, payload(aggregate, version, id)).await
    }

    async fn batch(&self, after: u64) -> Vec<Recorded> {
        let count = self.log.head().await.unwrap() - after;
        let commits = self.log.read(after).take(usize::try_from(count).unwrap());
        commits.map(Result::unwrap).collect().await
    }

    /// The sequences that count of what comes after a position, taken in batches of so many.
    async fn counting(&self, turns: &mut Turns, after: u64, at_once: usize) -> Vec<u64> {
        let mut counting = Vec::new();
        for batch in self.batch(after).await.chunks(at_once) {
            let mut batch = batch.to_vec();
            turns.pass_over(&self.log, &mut batch).await.unwrap();
            counting.extend(batch.iter().filter(|c| !c.key.is_foreign()).map(|c| c.sequence));
        }
        counting
    }
}

fn key(aggregate: &str) -> AggregateKey {
    AggregateKey::new(Category::Review, aggregate).unwrap()
}

fn payload(aggregate: &str, version: u64, id: u128) -> Vec<u8> {
    let commit = pb::Commit {
        commit_id: Bytes::copy_from_slice(Uuid::from_u128(id).as_bytes()),
        category: "review".into(),
        aggregate_id: aggregate.into(),
        version,
        recorded_at: Some(prost_types::Timestamp::default()),
        ..pb::Commit::default()
    };
    commit.encode_to_vec()
}

/// A log with commits that count, and all kinds of such that do not; and the sequences of the former.
async fn mixed() -> (World, Vec<u64>) {
    let mut world = World::new();
    let mut counting = vec![world.commit("a", 1, 11).await, world.commit("b", 1, 21).await];
    world.commit("a", 1, 11).await; // a copy of the first
    world.commit("a", 3, 13).await; // a gap
    world.commit("c", 2, 32).await; // not the first of an aggregate that there is not
    world.commit("a", 2, 11).await; // the next number under an id that was there
    counting.push(world.commit("a", 2, 12).await);
    counting.push(world.commit("b", 2, 11).await); // the id of another aggregate's commit is new here
    world.commit("a", 2, 12).await;
    // No commit: events that no build can decode.
    let broken = [payload("a", 3, 13), vec![0x5a, 3, 0xe2, 0x03, 0x7f]].concat();
    world.publish("a", broken).await;
    counting.push(world.commit("a", 3, 14).await);
    counting.push(world.commit("c", 1, 31).await);
    (world, counting)
}

/// The broken commit cannot be decoded, so it stays as it is: each reader finds out by decoding it.
fn without_broken(mut counting: Vec<u64>) -> Vec<u64> {
    counting.retain(|sequence| *sequence != 10);
    counting
}

/// A1: a commit that is not the next of its aggregate does not count, however many are judged at once and wherever the
/// reading began.
#[tokio::test]
async fn only_the_next_commit_of_an_aggregate_counts_wherever_the_reading_begins() {
    let (world, counting) = mixed().await;
    assert!(world.batch(9).await[0].turn().is_err() && world.batch(9).await[0].decode_envelope().is_ok());
    for after in 0..=12 {
        for at_once in [1, 3, 100] {
            let seen = world.counting(&mut Turns::after(after), after, at_once).await;
            let expected: Vec<_> = counting.iter().copied().filter(|sequence| *sequence > after).collect();
            assert_eq!(without_broken(seen), expected, "after {after}, {at_once} at once");
        }
    }
}

/// The very rule by which an aggregate is folded.
#[tokio::test]
async fn one_aggregate_is_followed_by_the_same_rule() {
    let (world, counting) = mixed().await;
    let mut line = Line::default();
    let of_a = world.log.load(&key("a"), 0).await.unwrap();
    let seen: Vec<_> = of_a.iter().filter(|c| line.take(c)).map(|c| c.sequence).collect();
    assert_eq!(seen, counting.into_iter().filter(|s| of_a.iter().any(|c| c.sequence == *s)).collect::<Vec<_>>());
}

/// What was judged and not kept, as after a transaction that failed, is judged the same again.
#[tokio::test]
async fn what_is_not_kept_changes_nothing() {
    let mut world = World::new();
    world.commit("a", 1, 11).await;
    world.commit("a", 2, 12).await;
    let batch = world.batch(0).await;
    let heard: Vec<_> =
        batch.iter().map(|c| Heard { sequence: c.sequence, key: &c.key, turn: c.turn().unwrap() }).collect();
    let mut turns = Turns::after(0);
    for _ in 0..2 {
        assert!(turns.judge(&world.log, &heard).await.unwrap().all_count());
    }
    let judged = turns.judge(&world.log, &heard).await.unwrap();
    turns.keep(judged);
    let again = turns.judge(&world.log, &heard).await.unwrap();
    assert!(!again.counts(1) && !again.counts(2), "both were counted");
}

/// A log that answers no question about an aggregate.
struct Asked(MemoryLog);

#[async_trait::async_trait]
impl EventLog for Asked {
    async fn append(&self, k: &AggregateKey, e: u64, c: NewCommit, d: Instant) -> Result<u64, crate::AppendError> {
        self.0.append(k, e, c, d).await
    }
    async fn load(&self, _: &AggregateKey, _: u64) -> Result<Vec<Recorded>, ReadError> {
        Err(unavailable("asked"))
    }
    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        self.0.list(category).await
    }
    async fn head(&self) -> Result<u64, ReadError> {
        self.0.head().await
    }
    fn read(&self, after: u64) -> futures::stream::BoxStream<'static, Result<Recorded, ReadError>> {
        self.0.read(after)
    }
}

/// A log that loses its end after two commits were read, and gets it back.
struct Lossy {
    log: MemoryLog,
    whole: watch::Sender<bool>,
    asked: Notify,
    opened: AtomicUsize,
}

#[async_trait::async_trait]
impl EventLog for Lossy {
    async fn append(&self, k: &AggregateKey, e: u64, c: NewCommit, d: Instant) -> Result<u64, crate::AppendError> {
        self.log.append(k, e, c, d).await
    }
    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        self.log.load(key, after).await
    }
    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        self.log.list(category).await
    }
    async fn head(&self) -> Result<u64, ReadError> {
        self.log.head().await
    }
    async fn whole(&self) {
        self.asked.notify_one();
        self.whole.subscribe().wait_for(|whole| *whole).await.unwrap();
    }
    fn read(&self, after: u64) -> futures::stream::BoxStream<'static, Result<Recorded, ReadError>> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let commits = self.log.read(after);
        if *self.whole.borrow() {
            return commits;
        }
        commits.take(2).chain(stream::iter([Err(ReadError::Gap { expected: after + 3, got: 1 })])).boxed()
    }
}

/// What is kept in memory misses nothing, and counts nothing twice, of a log that went back for a while.
#[tokio::test]
async fn reading_goes_on_behind_the_last_commit_once_the_log_is_whole_again() {
    let mut world = World::new();
    for version in 1..=4 {
        world.commit("a", version, version.into()).await;
    }
    let (whole, asked, opened) = (watch::Sender::new(false), Notify::new(), AtomicUsize::new(0));
    let log = Arc::new(Lossy { log: world.log.clone(), whole, asked, opened });
    let read = read_in_turn(Arc::clone(&log) as Arc<dyn EventLog>, &[Category::Review]).take(4);
    let heals = async {
        log.asked.notified().await;
        log.whole.send_replace(true);
    };
    let both = async { tokio::join!(read.collect::<Vec<_>>(), heals).0 };
    let read = tokio::time::timeout(Duration::from_secs(60), both).await.expect("it goes on");
    let counting = |commit: &Recorded| (commit.sequence, commit.key.is_foreign());
    assert_eq!(read.iter().map(counting).collect::<Vec<_>>(), [(1, false), (2, false), (3, false), (4, false)]);
    assert_eq!(log.opened.load(Ordering::Relaxed), 2, "it was opened before it was whole");
}

#[tokio::test]
async fn the_log_is_asked_about_what_is_not_known_and_about_nothing_else() {
    let mut world = World::new();
    for version in 1..=3 {
        world.commit("a", version, version.into()).await;
        world.commit("b", version, version.into()).await;
    }
    let log = Asked(world.log.clone());
    let mut batch = world.batch(0).await;
    let mut fresh = Turns::after(0);
    fresh.pass_over(&log, &mut batch).await.unwrap();
    assert!(batch.iter().all(|commit| !commit.key.is_foreign()));

    let mut later = Turns::after(2);
    assert!(later.pass_over(&log, &mut world.batch(2).await[..2]).await.is_err(), "not known");
    later.pass_over(&world.log, &mut world.batch(2).await[..2]).await.unwrap();
    later.pass_over(&log, &mut world.batch(4).await).await.unwrap();
}

/// A reactor is given commits again, and out of order: what counts does so whenever it comes.
#[tokio::test]
async fn single_commits_are_judged_in_any_order() {
    let (world, counting) = mixed().await;
    let singles = Singles::default();
    let batch = world.batch(0).await;
    for recorded in batch.iter().chain(batch.iter().rev()).chain(&batch) {
        let counts = singles.counts(&world.log, recorded).await.unwrap();
        assert_eq!(counts, recorded.turn().is_err() || counting.contains(&recorded.sequence), "{recorded:?}");
    }
}

#[test]
fn ids_that_were_seen_are_known_and_few_others_are_taken_for_them_in_eight_bytes_each() {
    let keys = RandomState::new();
    let mut seen = Seen::default();
    let ids = 500_000_u64;
    for n in 0..ids {
        seen.insert(keys.hash_one(n));
    }
    assert!((0..ids).all(|n| seen.may_hold(keys.hash_one(n))));
    let taken = (ids..2 * ids).filter(|n| seen.may_hold(keys.hash_one(n))).count() as u64;
    assert!(taken * 200 < ids, "{taken} of {ids}");
    assert!(seen.bytes() as u64 <= 8 * ids, "{} bytes", seen.bytes());
}
