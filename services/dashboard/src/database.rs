//! The database: connecting, migrating, and the check that it was migrated.

use std::time::Duration;

use haetae_projector::install;
use haetae_service_kit::config::{DatabaseConfig, ExposeSecret as _};
use sqlx::{PgPool, migrate::Migrator, postgres::PgPoolOptions};
use thiserror::Error;

use crate::{Archive, Board};

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations/dashboard");

/// How long a query waits for a connection before the database counts as unreachable.
const ACQUIRE: Duration = Duration::from_secs(3);

/// The database is not what this build needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the database is not migrated: run `haetae-dashboard migrate` first")]
pub struct NotMigrated;

/// A pool of connections, of which one works.
pub(crate) async fn connect(config: &DatabaseConfig) -> anyhow::Result<PgPool> {
    let url = config.url()?;
    let options = PgPoolOptions::new().max_connections(config.max_connections).acquire_timeout(ACQUIRE);
    Ok(options.connect(url.expose_secret()).await?)
}

/// Brings the schema up to date and installs the projections that are missing. Running it again changes nothing.
///
/// # Errors
/// What the database says.
pub async fn migrate(pool: &PgPool) -> anyhow::Result<()> {
    MIGRATOR.run(pool).await?;
    let mut db = pool.acquire().await?;
    install::<Board>(&mut db).await?;
    install::<Archive>(&mut db).await?;
    tracing::info!("migrated");
    Ok(())
}

/// Checks that every migration of this build was applied.
///
/// # Errors
/// [`NotMigrated`], and what the database says.
pub async fn check(pool: &PgPool) -> anyhow::Result<()> {
    let table = MIGRATOR.table_name.as_ref();
    let exists: bool =
        sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(table).fetch_one(pool).await?;
    if !exists {
        return Err(NotMigrated.into());
    }
    let sql = "SELECT version, checksum FROM _sqlx_migrations WHERE success";
    let applied: Vec<(i64, Vec<u8>)> = sqlx::query_as(sql).fetch_all(pool).await?;
    let missing = MIGRATOR.iter().any(|needed| {
        !applied.iter().any(|(version, checksum)| *version == needed.version && *checksum == *needed.checksum)
    });
    if missing { Err(NotMigrated.into()) } else { Ok(()) }
}
