//! The database: connecting, migrating, and the check that it was migrated.

use std::{sync::LazyLock, time::Duration};

use haetae_service_kit::config::{DatabaseConfig, ExposeSecret as _};
use sqlx::{PgPool, migrate::Migrator, postgres::PgPoolOptions};
use thiserror::Error;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{analysts, projections};

/// A migration that another one has taken the place of: databases that have run it keep it on record.
const RETIRED: i64 = 20_260_301_000_100;

static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!("../../migrations/dashboard");
    migrator.set_ignore_missing(true);
    migrator
});

/// How long a query waits for a connection before the database counts as unreachable.
const ACQUIRE: Duration = Duration::from_secs(3);

/// Pause before a database that could not be reached is tried again.
const PAUSE: Duration = Duration::from_millis(200);

/// Why the database cannot be used.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It is not what this build needs.
    #[error("the database is not migrated: run `haetae-dashboard migrate` first")]
    NotMigrated,
    /// It refuses us, or cannot be reached.
    #[error("the database cannot be used")]
    Database(#[from] sqlx::Error),
}

/// A pool of connections; none is made yet.
pub(crate) fn pool(config: &DatabaseConfig) -> anyhow::Result<PgPool> {
    let url = config.url()?;
    let options = PgPoolOptions::new().max_connections(config.max_connections).acquire_timeout(ACQUIRE);
    Ok(options.connect_lazy(url.expose_secret())?)
}

/// [`check`], waiting for a database that cannot be reached yet; false when asked to stop before.
pub(crate) async fn reach(pool: &PgPool, shutdown: &CancellationToken) -> Result<bool, CheckError> {
    loop {
        let checked = tokio::select! {
            () = shutdown.cancelled() => return Ok(false),
            checked = check(pool) => checked,
        };
        match checked {
            Ok(()) => return Ok(true),
            Err(CheckError::Database(error)) if is_unavailable(&error) => {
                tracing::warn!(%error, "database not reached yet");
                sleep(PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether the database cannot answer now but may later, by itself.
pub(crate) fn is_unavailable(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
    match error.as_database_error().and_then(|refused| refused.code()) {
        // Connection lost, serialisation, out of resources, operator's intervention, system.
        Some(code) => ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class)),
        None => matches!(error, Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | Tls(_) | WorkerCrashed),
    }
}

/// Brings the schema up to date, installs the projections that are missing, and gives analysts their rights. Running it
/// again changes nothing but what is missing by then. Returns the statements that only an administrator of the database
/// may run; each is logged too.
///
/// # Errors
/// What the database says, and that a newer version has migrated it.
pub async fn migrate(pool: &PgPool) -> anyhow::Result<Vec<String>> {
    if is_migrated(pool).await? {
        let known: Vec<i64> = MIGRATOR.iter().map(|known| known.version).chain([RETIRED]).collect();
        let sql = "SELECT max(version) FROM _sqlx_migrations WHERE version <> ALL ($1)";
        let newer: Option<i64> = sqlx::query_scalar(sql).bind(known).fetch_one(pool).await?;
        anyhow::ensure!(newer.is_none(), "a newer version has migrated the database (migration {newer:?})");
    }
    MIGRATOR.run(pool).await?;
    let mut db = pool.acquire().await?;
    for projection in projections::ALL {
        projection.install(&mut db).await?;
    }
    let missing = analysts::establish(&mut db).await?;
    for statement in &missing {
        tracing::warn!(statement, "a database administrator has to run this in the dashboard's database");
    }
    tracing::info!("migrated");
    Ok(missing)
}

async fn is_migrated(pool: &PgPool) -> sqlx::Result<bool> {
    let table = MIGRATOR.table_name.as_ref();
    sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(table).fetch_one(pool).await
}

/// Checks that every migration of this build was applied.
///
/// # Errors
/// [`CheckError`].
pub async fn check(pool: &PgPool) -> Result<(), CheckError> {
    if !is_migrated(pool).await? {
        return Err(CheckError::NotMigrated);
    }
    let sql = "SELECT version, checksum FROM _sqlx_migrations WHERE success";
    let applied: Vec<(i64, Vec<u8>)> = sqlx::query_as(sql).fetch_all(pool).await?;
    let missing = MIGRATOR.iter().any(|needed| {
        !applied.iter().any(|(version, checksum)| *version == needed.version && *checksum == *needed.checksum)
    });
    if missing { Err(CheckError::NotMigrated) } else { Ok(()) }
}
