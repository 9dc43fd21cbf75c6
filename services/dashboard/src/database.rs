//! The database: connecting, migrating, and checking that it was migrated.

mod failure;
mod hogs;
mod turnover;
mod watch;

use std::{sync::LazyLock, time::Duration};

use anyhow::Context as _;
use haetae_domain::causes::with_causes;
use haetae_service_kit::config::{DatabaseConfig, ExposeSecret as _};
use sqlx::{
    Connection as _, PgConnection, PgPool,
    error::DatabaseError,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgDatabaseError, PgErrorPosition, PgPoolOptions, PgSeverity},
};
use thiserror::Error;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

pub(crate) use failure::failure;
pub(crate) use turnover::Turnover;
pub(crate) use watch::{Answering, Watcher};

use crate::{
    analysts::{self, Rights},
    projections,
};

/// A migration that was replaced by another one: databases that have run it keep its record.
const RETIRED: i64 = 20_260_301_000_100;

/// The migrations. [`migrate`] uses its own lock, because an analyst could take the library's lock.
static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!("../../migrations/dashboard");
    migrator.set_ignore_missing(true);
    migrator.set_locking(false);
    migrator
});

/// Characters of a statement that an error shows.
const SHOWN: usize = 120;

/// How long a subcommand waits for a connection. At the start of the service: the time without an answer after which
/// it logs that it waits.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pause before a database that could not be reached is tried again.
const PAUSE: Duration = Duration::from_millis(200);

/// Why the database cannot be used.
#[derive(Debug, Error)]
pub enum CheckError {
    /// The database does not have the schema that this build needs.
    #[error("the database is not migrated: run `haetae-dashboard migrate` first")]
    NotMigrated,
    /// It refuses us, or cannot be reached.
    #[error("the database cannot be used")]
    Database(#[from] sqlx::Error),
}

/// A pool of connections for a subcommand, without an open connection.
pub(crate) fn pool(config: &DatabaseConfig) -> anyhow::Result<PgPool> {
    Ok(serving_pool(config, PATIENCE)?.0)
}

/// A pool of connections, without an open one, in which nothing waits longer than `longest`, the longest deadline of
/// a call. Drops connections that were opened with an earlier content of the URL file.
pub(crate) fn serving_pool(config: &DatabaseConfig, longest: Duration) -> anyhow::Result<(PgPool, Turnover)> {
    let turnover = Turnover::new();
    let present = turnover.clone();
    let options = PgPoolOptions::new().max_connections(config.max_connections.get()).acquire_timeout(longest);
    let options = options.before_acquire(move |_, connected| {
        let fits = present.fits(connected.age);
        Box::pin(async move { Ok(fits) })
    });
    Ok((options.connect_lazy_with(connect_options(config)?), turnover))
}

/// The connection options according to the current configuration and its files.
fn connect_options(config: &DatabaseConfig) -> anyhow::Result<PgConnectOptions> {
    config.url()?.expose_secret().parse().context("database.url")
}

/// [`check`], retried while the database cannot be reached; false when asked to stop before.
pub(crate) async fn reach(pool: &PgPool, shutdown: &CancellationToken) -> Result<bool, CheckError> {
    loop {
        let checked = tokio::select! {
            () = shutdown.cancelled() => return Ok(false),
            checked = timeout(PATIENCE, check(pool)) => checked.unwrap_or(Err(sqlx::Error::PoolTimedOut.into())),
        };
        match checked {
            Ok(()) => return Ok(true),
            Err(CheckError::Database(error)) if is_unavailable(&error) && !is_refused(&error) => {
                tracing::warn!(error = with_causes(&error), "database not reached yet");
                sleep(PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether the database cannot answer now but may later, without intervention.
pub(crate) fn is_unavailable(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
    if is_fatal(error) {
        return true;
    }
    match error.as_database_error().and_then(|refused| refused.code()) {
        // Connection lost, name or password refused, serialisation, out of resources, operator's intervention, system.
        Some(code) => ["08", "28", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class)),
        None => matches!(error, Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | Tls(_) | WorkerCrashed),
    }
}

/// Whether the database refuses connections, as it does while its access is being changed: this role's name or
/// password, the database itself (3D000), the privilege to connect (42501), or connections of all roles (55000).
pub(crate) fn is_refused(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|refused| refused.code());
    is_fatal(error) && code.is_some_and(|code| code.starts_with("28") || ["3D000", "42501", "55000"].contains(&&*code))
}

/// Whether the database ended the session, or refused to begin one.
fn is_fatal(error: &sqlx::Error) -> bool {
    let told = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    told.is_some_and(|told| matches!(told.severity(), PgSeverity::Fatal | PgSeverity::Panic))
}

/// Migrates the schema, installs missing projections, and grants analysts their privileges. Running it again changes
/// only what is missing by then. Returns statements for a database administrator, which are also logged.
///
/// # Errors
/// Errors of the database, and when a newer version has migrated it.
pub async fn migrate(pool: &PgPool) -> anyhow::Result<Rights> {
    let mut lock = PgConnection::connect_with(&pool.connect_options()).await?;
    let mut alone = lock.begin().await?;
    lock_migrations(&mut alone).await?;
    if is_migrated(pool).await? {
        let known: Vec<i64> = MIGRATOR.iter().map(|known| known.version).chain([RETIRED]).collect();
        let sql = "SELECT max(version) FROM _sqlx_migrations WHERE version <> ALL ($1)";
        let newer: Option<i64> = sqlx::query_scalar(sql).bind(known).fetch_one(pool).await?;
        anyhow::ensure!(newer.is_none(), "a newer version has migrated the database (migration {newer:?})");
    }
    MIGRATOR.run(pool).await.map_err(named)?;
    let mut db = pool.acquire().await?;
    let locale = other_locale(&mut db).await?;
    for projection in projections::ALL {
        projection.install(&mut db).await?;
    }
    let rights = Rights { locale, ..analysts::establish(&mut db).await? };
    rights.tell();
    alone.commit().await?;
    tracing::info!("migrated");
    Ok(rights)
}

/// An error with the name of the failed migration and, if the database reports its position, the beginning of the
/// failed statement.
fn named(error: MigrateError) -> anyhow::Error {
    let MigrateError::ExecuteMigration(cause, version) = &error else { return error.into() };
    let Some(migration) = MIGRATOR.iter().find(|known| known.version == *version) else { return error.into() };
    let told = cause.as_database_error().and_then(|told| told.try_downcast_ref::<PgDatabaseError>());
    let place = told.and_then(|told| match told.position() {
        Some(PgErrorPosition::Original(at)) => Some(at),
        Some(PgErrorPosition::Internal { .. }) | None => None,
    });
    let beginning = beginning(migration.sql.as_str(), place.unwrap_or(1));
    let which = if place.is_some() { "the statement" } else { "the migration" };
    let description = migration.description.to_string();
    let context = format!("migration {version} ({description}), {which} that begins: {beginning}");
    anyhow::Error::new(error).context(context)
}

/// The beginning of the statement at a character of a script, counted from 1, without comments.
fn beginning(script: &str, at: usize) -> String {
    let before: String = script.chars().take(at.saturating_sub(1)).collect();
    let from = before.rfind(";\n").map_or(0, |end| end + 1);
    let words = script[from..].lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("--"));
    words.collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect()
}

/// The locale of the database, if it orders and compares texts differently from the one required by deploy/README.md.
async fn other_locale(db: &mut PgConnection) -> sqlx::Result<Option<String>> {
    let sql = "SELECT datlocprovider = 'b' AND coalesce(datlocale, '') IN ('C.UTF-8', 'C.UTF8'), \
                   concat_ws(' ', CASE datlocprovider WHEN 'b' THEN 'builtin' WHEN 'i' THEN 'icu' ELSE 'libc' END, \
                       coalesce(datlocale, datcollate)) \
               FROM pg_database WHERE datname = current_database()";
    let (right, locale): (bool, String) = sqlx::query_as(sql).fetch_one(db).await?;
    Ok((!right).then_some(locale))
}

async fn is_migrated(pool: &PgPool) -> sqlx::Result<bool> {
    let table = MIGRATOR.table_name.as_ref();
    sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(table).fetch_one(pool).await
}

/// Waits until no other process migrates, and excludes others until the transaction ends.
async fn lock_migrations(tx: &mut PgConnection) -> sqlx::Result<()> {
    let mut making = tx.begin().await?;
    let made = sqlx::query("CREATE TABLE IF NOT EXISTS haetae_migrating ()").execute(&mut *making).await;
    match made {
        Ok(_) => making.commit().await?,
        // Another process made it at this very moment.
        Err(error) if error.as_database_error().is_some_and(DatabaseError::is_unique_violation) => {
            making.rollback().await?;
        }
        Err(error) => return Err(error),
    }
    sqlx::query("LOCK TABLE haetae_migrating IN ACCESS EXCLUSIVE MODE").execute(tx).await?;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::beginning;

    /// `A6`: an error of a migration shows which statement it was.
    #[test]
    fn a_statement_is_named_by_its_beginning() {
        let script = "-- 표의 설명\nCREATE TABLE a (b int);\n\n-- of the second\nCREATE INDEX c\n    ON a (missing);\n";
        let at = script.chars().take_while(|c| *c != 'm').count() + 1;
        assert_eq!(beginning(script, at), "CREATE INDEX c ON a (missing);");
        assert_eq!(beginning(script, 1), "CREATE TABLE a (b int); CREATE INDEX c ON a (missing);");
        assert_eq!(beginning("", 9), "");
    }
}
