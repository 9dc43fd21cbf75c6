//! What the read models hold.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use sqlx::{Connection as _, PgConnection, Row as _};

/// How many rows each table of the database holds, by `schema.table`; positions in the log count as rows do.
/// Not the signed heads, and not what the dashboard notes of its own sessions: these come in their own time.
///
/// # Errors
/// When the database does not answer.
pub async fn row_counts(database_url: &str) -> Result<BTreeMap<String, i64>> {
    let mut connection = PgConnection::connect(database_url).await?;
    let tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables \
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'proof') \
                      AND (schemaname <> 'projection' OR tablename NOT IN ('leases', 'attempts')) ORDER BY 1";
    let names: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await?;
    let mut counts = BTreeMap::new();
    for name in names {
        // The server quoted the name.
        let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {name}"));
        let row = sqlx::query(count).fetch_one(&mut connection).await?;
        counts.insert(name, row.try_get(0)?);
    }
    connection.close().await?;
    Ok(counts)
}

/// The schema that holds the live rows of a projection.
///
/// # Errors
/// When there is none.
pub async fn live_generation(database_url: &str, projection: &str) -> Result<String> {
    let mut connection = PgConnection::connect(database_url).await?;
    let live = "SELECT format('%s_g%s', name, generation) FROM projection.positions WHERE name = $1 AND state = 'live'";
    let found = sqlx::query_scalar(live).bind(projection).fetch_optional(&mut connection).await?;
    connection.close().await?;
    found.with_context(|| format!("{projection} has no live generation"))
}

/// Every row of every table of a schema as text, in an order of its own: the same rows give the same dump.
///
/// # Errors
/// When the database does not answer.
pub async fn dump(database_url: &str, schema: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let mut connection = PgConnection::connect(database_url).await?;
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = $1 ORDER BY 1";
    let names: Vec<String> = sqlx::query_scalar(tables).bind(schema).fetch_all(&mut connection).await?;
    let mut rows = BTreeMap::new();
    for name in names {
        // Names of ours: a projection's, its generation's number and a table's.
        let all = format!("SELECT t::text FROM \"{schema}\".\"{name}\" t ORDER BY t::text COLLATE \"C\"");
        rows.insert(name, sqlx::query_scalar(sqlx::AssertSqlSafe(all)).fetch_all(&mut connection).await?);
    }
    connection.close().await?;
    Ok(rows)
}
