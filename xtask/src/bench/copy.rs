//! The ceiling of rebuilding: PostgreSQL's own COPY of the same rows into a bare table, without keys and indexes.

use std::time::Duration;

use anyhow::Result;
use futures::TryStreamExt as _;
use haetae_projector::Projection;
use sqlx::{AssertSqlSafe, PgConnection, postgres::PgPoolCopyExt as _};
use tokio::time::Instant;

/// The rows of one table in PostgreSQL's binary form.
struct Dump {
    table: &'static str,
    bytes: Vec<u8>,
}

/// The figures of the ceiling.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Copied {
    pub(super) rows: u64,
    pub(super) bytes: usize,
    pub(super) took: Duration,
}

/// Copies every table of the projection's live generation into a bare twin, in memory in between; only the way in
/// is timed.
///
/// # Errors
/// The error of the database.
pub(super) async fn bare<P: Projection>(pool: &sqlx::PgPool) -> Result<Copied> {
    let mut db = pool.acquire().await?;
    sql(&mut db, "CREATE SCHEMA bare".to_owned()).await?;
    let mut copied = Copied::default();
    for table in P::TABLES {
        let dump = dump::<P>(pool, table.name).await?;
        copied.bytes += dump.bytes.len();
        sql(
            &mut db,
            format!("CREATE TABLE bare.{table} AS TABLE {}.{table} WITH NO DATA", P::NAME, table = dump.table),
        )
        .await?;
        let started = Instant::now();
        let statement = format!("COPY bare.{} FROM STDIN (FORMAT binary)", dump.table);
        let mut copy = pool.copy_in_raw(&statement).await?;
        copy.send(dump.bytes).await?;
        copied.rows += copy.finish().await?;
        copied.took += started.elapsed();
    }
    sql(&mut db, "DROP SCHEMA bare CASCADE".to_owned()).await?;
    Ok(copied)
}

async fn dump<P: Projection>(pool: &sqlx::PgPool, table: &'static str) -> Result<Dump> {
    let statement = format!("COPY (TABLE {}.{table}) TO STDOUT (FORMAT binary)", P::NAME);
    let parts: Vec<_> = pool.copy_out_raw(&statement).await?.try_collect().await?;
    Ok(Dump { table, bytes: parts.concat() })
}

/// Names come from the projection, which is our own code.
async fn sql(db: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(db).await?;
    Ok(())
}
