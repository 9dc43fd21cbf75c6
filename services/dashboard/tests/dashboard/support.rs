//! A migrated database for every test, and projectors into it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use haetae_dashboard::{Archive, Board, migrate};
use haetae_devstack::{Postgres, PostgresOptions, Settings, StackDir, Toolchain};
use haetae_event_log::{EventLog, MemoryLog};
use haetae_projector::{Error, Position, Projection, Projector};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::{sync::OnceCell, task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

/// Longest a test waits for anything.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

pub(crate) async fn toolchain() -> &'static Toolchain {
    static FOUND: OnceCell<Toolchain> = OnceCell::const_new();
    FOUND.get_or_init(|| async { Toolchain::locate(&Settings::from_env()).await.unwrap() }).await
}

/// One server for all tests of this program; it ends with the program.
async fn server() -> &'static Postgres {
    static SERVER: OnceCell<(Postgres, StackDir)> = OnceCell::const_new();
    let start = || async {
        let dir = StackDir::create().unwrap();
        let options = PostgresOptions { fsync: false, ..PostgresOptions::default() };
        let server = Postgres::start(toolchain().await, &dir.path().join("postgres"), options).await;
        (server.unwrap(), dir)
    };
    &SERVER.get_or_init(start).await.0
}

/// The URL of an empty database.
pub(crate) async fn empty_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    server().await.create_database(&name).await.unwrap()
}

pub(crate) async fn connect(url: &str) -> PgPool {
    PgPoolOptions::new().max_connections(4).connect(url).await.unwrap()
}

/// A migrated database.
pub(crate) async fn database() -> PgPool {
    let pool = connect(&empty_database().await).await;
    migrate(&pool).await.unwrap();
    pool
}

/// A running projector.
pub(crate) struct Running {
    pub(crate) position: Position,
    pub(crate) task: JoinHandle<Result<(), Error>>,
    shutdown: CancellationToken,
}

impl Running {
    pub(crate) fn start<P: Projection>(log: &MemoryLog, pool: &PgPool) -> Self {
        let log: Arc<dyn EventLog> = Arc::new(log.clone());
        let position = Position::of::<P>(pool.clone());
        let shutdown = CancellationToken::new();
        let projector = Projector::<P>::new(log, pool.clone(), position.clone());
        Self { position, task: tokio::spawn(projector.run(shutdown.clone())), shutdown }
    }

    pub(crate) async fn reaches(&self, sequence: u64) {
        self.position.wait(sequence, Instant::now() + BOUND).await.unwrap();
    }

    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap().unwrap();
    }
}

/// Projects everything up to `sequence` and stops.
pub(crate) async fn project<P: Projection>(log: &MemoryLog, pool: &PgPool, sequence: u64) {
    let running = Running::start::<P>(log, pool);
    running.reaches(sequence).await;
    running.stop().await;
}

/// [`project`] for the board.
pub(crate) async fn project_board(log: &MemoryLog, pool: &PgPool, sequence: u64) {
    project::<Board>(log, pool, sequence).await;
}

/// [`project`] for the archive.
pub(crate) async fn project_archive(log: &MemoryLog, pool: &PgPool, sequence: u64) {
    project::<Archive>(log, pool, sequence).await;
}
