//! Whatever is delivered twice, out of order or cut off, no row differs from a replay: the board on a real log and database.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use futures::{StreamExt as _, future::join_all, stream::BoxStream};
use haetae_dashboard::Board;
use haetae_devstack::{Nats, NatsOptions, StackDir};
use haetae_event_log::{
    AggregateKey, AppendError, Category, EventLog, JetStreamLog, NewCommit, Options, ReadError, Recorded,
};
use haetae_projector::{Compared, Error, OnDifference, Position, Projector, rebuild};
use sqlx::PgPool;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    history::History,
    support::{BOUND, database, toolchain},
};

/// A sequence of numbers that another run repeats.
#[derive(Clone, Copy)]
struct Dice(u64);

impl Dice {
    /// Below `n`.
    fn roll(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A log on a server of its own.
async fn log() -> (JetStreamLog, Nats, StackDir) {
    let dir = StackDir::create().unwrap();
    let nats = Nats::start(toolchain().await, &dir.path().join("nats"), NatsOptions::default()).await.unwrap();
    let log = JetStreamLog::connect(Options::new(nats.url())).await.unwrap();
    (log, nats, dir)
}

/// Delivers some commits again and swaps others, as seeded.
struct Unruly {
    log: JetStreamLog,
    /// Of a hundred commits so many are delivered again, and of ten thousand so many swapped with the next.
    again: u64,
    swapped: u64,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    seed: AtomicU64,
    /// The last commit there is: no other one can come before it.
    last: AtomicU64,
    again: AtomicU64,
    swapped: AtomicU64,
}

#[async_trait]
impl EventLog for Unruly {
    async fn append(&self, k: &AggregateKey, e: u64, c: NewCommit, d: Instant) -> Result<u64, AppendError> {
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

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        let mut dice = Dice(self.counts.seed.fetch_add(1, Ordering::Relaxed));
        let (again, swapped, counts) = (self.again, self.swapped, Arc::clone(&self.counts));
        let (mut held, mut before) = (None, Vec::new());
        let delivered = self.log.read(after).flat_map(move |next| {
            let mut out = Vec::new();
            if let Ok(recorded) = &next {
                before.push(recorded.clone());
                if before.len() > 50 {
                    before.remove(0);
                }
            }
            match held.take() {
                // The next one comes first.
                Some(first) => out.extend([next, first]),
                None if follows(&next, &counts.last) && dice.roll(10_000) < swapped => {
                    counts.swapped.fetch_add(1, Ordering::Relaxed);
                    held = Some(next);
                }
                None => out.push(next),
            }
            while !before.is_empty() && dice.roll(100) < again {
                counts.again.fetch_add(1, Ordering::Relaxed);
                let which = usize::try_from(dice.roll(before.len() as u64)).unwrap();
                out.push(Ok(before[which].clone()));
            }
            futures::stream::iter(out)
        });
        delivered.boxed()
    }
}

/// Whether another commit comes after this one.
fn follows(next: &Result<Recorded, ReadError>, last: &AtomicU64) -> bool {
    next.as_ref().is_ok_and(|recorded| recorded.sequence < last.load(Ordering::Relaxed))
}

/// The rows are those of a replay of the log as it is; gives how many there are.
async fn equals_a_replay(log: &JetStreamLog, pool: &PgPool) -> u64 {
    let rebuilt = rebuild::<Board>(log, pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "{rebuilt:?}");
    let Some(Compared::Equal(dumps)) = rebuilt.compared else { return 0 };
    dumps.iter().map(|dump| dump.rows).sum()
}

/// Projects through `log`, starting anew whenever it stops, until `until` is reached; gives how often it stopped.
async fn stubborn(log: Arc<dyn EventLog>, pool: &PgPool, until: u64) -> u64 {
    let mut stops = 0;
    let position = Position::of::<Board>(pool.clone());
    let (end, deadline) = (CancellationToken::new(), Instant::now() + 8 * BOUND);
    let watching = tokio::spawn({
        let (position, end) = (position.clone(), end.clone());
        async move {
            position.wait(until, deadline).await.unwrap();
            end.cancel();
        }
    });
    loop {
        let projector = Projector::<Board>::new(Arc::clone(&log), pool.clone(), position.clone());
        match projector.run(end.clone()).await {
            Ok(()) => break,
            Err(error) => {
                assert!(matches!(error, Error::Log(ReadError::Gap { .. })), "{error:?}");
                stops += 1;
            }
        }
        assert!(Instant::now() < deadline, "position {} after {stops} stops", position.seen());
    }
    watching.await.unwrap();
    stops
}

/// A board of its own, projected from a log that is delivered in a way of its own.
struct Disturbed {
    unruly: Arc<dyn EventLog>,
    pool: PgPool,
    counts: Arc<Counts>,
}

impl Disturbed {
    async fn new(log: &JetStreamLog, seed: u64) -> Self {
        let counts = Arc::new(Counts::default());
        counts.seed.store(seed, Ordering::Relaxed);
        let unruly = Unruly { log: log.clone(), again: 72, swapped: 3_000, counts: Arc::clone(&counts) };
        Self { unruly: Arc::new(unruly), pool: database().await, counts }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_duplicates_and_a_thousand_swaps_change_no_row() {
    const SEED: u64 = 20_260_401;
    // Each swap stops a projector, which is started anew: a session and a lease. So there are some at the same time.
    const BOARDS: u64 = 5;
    let (log, nats, _dir) = log().await;
    let boards: Vec<_> = join_all((0..BOARDS).map(|n| Disturbed::new(&log, SEED + n * 1_000_000))).await;
    let total = |count: fn(&Counts) -> &AtomicU64| {
        boards.iter().map(|board| count(&board.counts).load(Ordering::Relaxed)).sum::<u64>()
    };
    let (mut last, mut stops) = (History::new(&log).many(300).await, 0);
    loop {
        for board in &boards {
            board.counts.last.store(last, Ordering::Relaxed);
        }
        let projected = boards.iter().map(|board| stubborn(Arc::clone(&board.unruly), &board.pool, last));
        stops += join_all(projected).await.iter().sum::<u64>();
        // A swap that was delivered stopped a projector; one that was only read ahead does not count.
        if stops >= 1_000 && total(|counts| &counts.again) >= 10_000 {
            break;
        }
        last = History::after(&log, last + 1_000_000).resubmit(200, last).await;
    }
    let rows: u64 = join_all(boards.iter().map(|board| equals_a_replay(&log, &board.pool))).await.iter().sum();
    let (again, swapped) = (total(|counts| &counts.again), total(|counts| &counts.swapped));
    println!(
        "seed {SEED}: {again} duplicates, {swapped} swaps, {stops} stops, {last} commits, {rows} rows equal a replay"
    );
    drop((boards, log));
    nats.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_kills_at_random_moments_change_no_row() {
    const SEED: u64 = 7;
    let ((log, nats, _dir), pool) = (log().await, database().await);
    let mut dice = Dice(SEED);
    let writing = tokio::spawn({
        let log = log.clone();
        async move { History::new(&log).many(2_500).await }
    });
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let (mut moved, mut before) = (0, 0);
    for kill in 0..200_u64 {
        let position = Position::of::<Board>(pool.clone());
        let projector = Projector::<Board>::new(Arc::clone(&shared), pool.clone(), position.clone());
        let task = tokio::spawn(projector.run(CancellationToken::new()));
        if kill % 4 == 0 {
            // Some of the time it has to get somewhere.
            let _ = position.wait(before + 1, Instant::now() + Duration::from_secs(2)).await;
        }
        sleep(Duration::from_micros(dice.roll(40_000))).await;
        // As for the database, this is a process that is no more: the connection is gone, in the middle of whatever it did.
        task.abort();
        let _ = task.await;
        let now = stored(&pool).await;
        moved += u64::from(now > before);
        before = now;
    }
    let last = writing.await.unwrap();
    assert!(moved > 20, "killed before anything was written: {moved}");
    stubborn(shared, &pool, last).await;
    let rows = equals_a_replay(&log, &pool).await;
    println!("seed {SEED}: 200 kills, {moved} of them after progress, {last} commits, {rows} rows equal a replay");
    drop(log);
    nats.stop().await.unwrap();
}

async fn stored(pool: &PgPool) -> u64 {
    let seq: i64 = sqlx::query_scalar("SELECT seq FROM board.position").fetch_one(pool).await.unwrap();
    seq.cast_unsigned()
}

/// Red control: a row doubled as a second delivery would double it is seen by the same comparison.
#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_sees_what_a_second_delivery_would_do() {
    let ((log, nats, _dir), pool) = (log().await, database().await);
    let last = History::new(&log).many(50).await;
    stubborn(Arc::new(log.clone()), &pool, last).await;
    let doubled = "INSERT INTO board.timeline SELECT review_id, seq, ordinal + 1, occurred_at, actor_subject, actor_name, \
                   event, internal, trace_id, facts FROM board.timeline ORDER BY seq DESC LIMIT 1";
    sqlx::query(doubled).execute(&pool).await.unwrap();
    let error = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    assert!(matches!(&error, Error::Differs { difference, .. } if difference.rows[0].table == "timeline"), "{error:?}");
    drop(log);
    nats.stop().await.unwrap();
}
