//! A database of its own for every test, and a log to project.

use std::{
    collections::BTreeMap,
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use haetae_devstack::{Postgres, PostgresOptions, Settings, StackDir, Toolchain};
use haetae_event_log::{
    AggregateKey, AppendError, Category, EventLog, Line, MemoryLog, NewCommit, ReadError, Recorded,
};
use haetae_projector::{Error, Position, Projection, Projector, install};
use haetae_proto::event::v1 as pb;
use prost::Message as _;
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::{sync::OnceCell, task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::totals::Totals;

const MIGRATIONS: [&str; 12] = [
    include_str!("../../../../migrations/dashboard/20260101000000_create_projection.sql"),
    include_str!("../../../../migrations/dashboard/20260401000000_add_parking.sql"),
    include_str!("../../../../migrations/dashboard/20260501000000_add_dependents.sql"),
    include_str!("../../../../migrations/dashboard/20260501000100_create_analytics.sql"),
    include_str!("../../../../migrations/dashboard/20260501000200_create_leases.sql"),
    include_str!("../../../../migrations/dashboard/20260501000300_add_attempts.sql"),
    include_str!("../../../../migrations/dashboard/20260501000400_create_shows.sql"),
    include_str!("../../../../migrations/dashboard/20260501000500_add_fatal.sql"),
    include_str!("../../../../migrations/dashboard/20260601000000_number_generations.sql"),
    include_str!("../../../../migrations/dashboard/20260601000200_create_analyst_views.sql"),
    include_str!("../../../../migrations/dashboard/20260601000300_add_dropped.sql"),
    include_str!("../../../../migrations/dashboard/20260601000400_add_fatal_cause.sql"),
];

/// Longest a test waits for anything.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

/// One server for all tests of this program; it ends with the program.
async fn server() -> &'static Postgres {
    static SERVER: OnceCell<(Postgres, StackDir)> = OnceCell::const_new();
    let (server, _dir) = SERVER
        .get_or_init(|| async {
            let toolchain = Toolchain::locate(&Settings::from_env()).await.unwrap();
            let dir = StackDir::create().unwrap();
            let options = PostgresOptions { fsync: false, ..PostgresOptions::default() };
            let server = Postgres::start(&toolchain, &dir.path().join("postgres"), options).await;
            (server.unwrap(), dir)
        })
        .await;
    server
}

/// An empty database with the toy projection installed.
pub(crate) async fn database() -> PgPool {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let url = server().await.create_database(&name).await.unwrap();
    let pool = PgPoolOptions::new().max_connections(4).connect(&url).await.unwrap();
    for migration in MIGRATIONS {
        sqlx::raw_sql(migration).execute(&pool).await.unwrap();
    }
    install::<Totals>(&mut pool.acquire().await.unwrap()).await.unwrap();
    pool
}

/// Appends the next commit of an aggregate.
pub(crate) async fn append(log: &MemoryLog, id: &str) -> u64 {
    let head = log.head().await.unwrap();
    publish(log, id, version(log, id).await + 1, u128::from(head) + 1).await
}

/// Appends commits to seven aggregates in turn.
pub(crate) async fn append_many(log: &MemoryLog, commits: u64) {
    let mut lines = [const { None }; 7];
    for n in 0..commits {
        let id = format!("a{}", n % 7);
        let line = &mut lines[usize::try_from(n % 7).unwrap()];
        let (before, version) = match *line {
            Some(line) => line,
            None => (tail(log, &key(&id)).await, version(log, &id).await),
        };
        let commit_id = u128::from(log.head().await.unwrap()) + 1;
        let payload = payload(&id, version + 1, commit_id);
        *line = Some((publish_after(log, &key(&id), before, payload).await, version + 1));
    }
}

/// How many commits an aggregate has that count.
pub(crate) async fn version(log: &MemoryLog, id: &str) -> u64 {
    let mut line = Line::default();
    let commits = log.load(&key(id), 0).await.unwrap();
    commits.iter().filter(|recorded| line.take(recorded)).count() as u64
}

/// Appends what any client of the server may publish: a commit of an aggregate with this number and this id.
pub(crate) async fn publish(log: &MemoryLog, id: &str, version: u64, commit_id: u128) -> u64 {
    let key = key(id);
    publish_after(log, &key, tail(log, &key).await, payload(id, version, commit_id)).await
}

/// Publishes a commit that is in the log once more.
pub(crate) async fn copy(log: &MemoryLog, sequence: u64) -> u64 {
    let copied = log.at(sequence).await.unwrap().unwrap();
    publish_after(log, &copied.key, tail(log, &copied.key).await, copied.payload).await
}

fn key(id: &str) -> AggregateKey {
    AggregateKey::new(Category::Review, id).unwrap()
}

async fn tail(log: &MemoryLog, key: &AggregateKey) -> u64 {
    log.load(key, 0).await.unwrap().last().map_or(0, |recorded| recorded.sequence)
}

fn payload(id: &str, version: u64, commit_id: u128) -> Bytes {
    let commit = pb::Commit {
        commit_id: Uuid::from_u128(commit_id).as_bytes().to_vec().into(),
        category: "review".into(),
        aggregate_id: id.into(),
        version,
        recorded_at: Some(prost_types::Timestamp::default()),
        ..pb::Commit::default()
    };
    commit.encode_to_vec().into()
}

async fn publish_after(log: &MemoryLog, key: &AggregateKey, before: u64, payload: Bytes) -> u64 {
    // The log takes every message for another one.
    let id = Uuid::from_u128(u128::from(log.head().await.unwrap()) + 1);
    log.append(key, before, NewCommit { id, payload, traceparent: None }, Instant::now() + BOUND).await.unwrap()
}

/// A running projector.
pub(crate) struct Running {
    pub(crate) position: Position,
    pub(crate) task: JoinHandle<Result<(), Error>>,
    shutdown: CancellationToken,
}

impl Running {
    pub(crate) fn start(log: impl EventLog + 'static, pool: &PgPool) -> Self {
        Self::build::<Totals>(log, pool)
    }

    /// A projector of one of the builds.
    pub(crate) fn build<P: Projection>(log: impl EventLog + 'static, pool: &PgPool) -> Self {
        let position = Position::of::<P>(pool.clone());
        let projector = Projector::<P>::new(Arc::new(log), pool.clone(), position.clone());
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(projector.run(shutdown.clone()));
        Self { position, task, shutdown }
    }

    /// Waits until everything up to `sequence` is projected.
    pub(crate) async fn reaches(&self, sequence: u64) {
        self.position.wait(sequence, Instant::now() + BOUND).await.unwrap();
    }

    pub(crate) async fn stop(self) -> Result<(), Error> {
        self.shutdown.cancel();
        self.task.await.unwrap()
    }
}

/// Commits per aggregate and the sequences projected, as readers see them.
pub(crate) async fn rows(pool: &PgPool) -> (BTreeMap<String, i64>, Vec<i64>) {
    let totals: Vec<(String, i64)> =
        sqlx::query_as("SELECT aggregate, commits FROM totals.totals").fetch_all(pool).await.unwrap();
    let lines = sqlx::query_scalar("SELECT seq FROM totals.lines ORDER BY seq").fetch_all(pool).await.unwrap();
    (totals.into_iter().collect(), lines)
}

/// What [`rows`] has to be after `commits` of [`append_many`].
pub(crate) fn expected(commits: u64) -> (BTreeMap<String, i64>, Vec<i64>) {
    let mut totals = BTreeMap::new();
    for n in 0..commits {
        *totals.entry(format!("a{}", n % 7)).or_insert(0) += 1;
    }
    (totals, (1..=commits.cast_signed()).collect())
}

/// A log that has lost some commits.
pub(crate) struct Holed {
    pub(crate) log: MemoryLog,
    pub(crate) lost: RangeInclusive<u64>,
}

#[async_trait]
impl EventLog for Holed {
    async fn append(&self, k: &AggregateKey, e: u64, c: NewCommit, d: Instant) -> Result<u64, AppendError> {
        self.log.append(k, e, c, d).await
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        let mut commits = self.log.load(key, after).await?;
        commits.retain(|recorded| !self.lost.contains(&recorded.sequence));
        Ok(commits)
    }

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        self.log.list(category).await
    }
    async fn head(&self) -> Result<u64, ReadError> {
        let head = self.log.head().await?;
        Ok(if self.lost.contains(&head) { self.lost.start() - 1 } else { head })
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        let lost = self.lost.clone();
        let kept = move |next: &Result<Recorded, ReadError>| {
            let keep = next.as_ref().is_ok_and(|recorded| !lost.contains(&recorded.sequence));
            futures::future::ready(keep)
        };
        self.log.read(after).filter(kept).boxed()
    }
}
