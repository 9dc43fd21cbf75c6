//! What the read models hold.

use std::collections::BTreeMap;

use anyhow::Result;
use sqlx::{Connection as _, PgConnection, Row as _};

/// How many rows each table of the database holds, by `schema.table`; positions in the log count as rows do.
///
/// # Errors
/// When the database does not answer.
pub async fn row_counts(database_url: &str) -> Result<BTreeMap<String, i64>> {
    let mut connection = PgConnection::connect(database_url).await?;
    let tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables \
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1";
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
