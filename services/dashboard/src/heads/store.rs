//! The heads that were signed.

use sqlx::{FromRow, PgConnection, Row as _, postgres::PgRow};

use super::Head;
use crate::archive::tree::to_hash;

impl FromRow<'_, PgRow> for Head {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            size: row.try_get::<i64, _>("size")?.cast_unsigned(),
            root: to_hash(row.try_get("root")?)?,
            signed_at: row.try_get("signed_at")?,
            note: row.try_get("note")?,
        })
    }
}

/// The largest head.
pub(crate) async fn latest(db: &mut PgConnection) -> sqlx::Result<Option<Head>> {
    let sql = "SELECT size, root, signed_at, note FROM proof.heads ORDER BY size DESC LIMIT 1";
    sqlx::query_as(sql).fetch_optional(db).await
}

/// The head with exactly `size` commits.
pub(crate) async fn of_size(db: &mut PgConnection, size: u64) -> sqlx::Result<Option<Head>> {
    let sql = "SELECT size, root, signed_at, note FROM proof.heads WHERE size = $1";
    // No head is of a size that PostgreSQL cannot count to.
    let Ok(size) = i64::try_from(size) else { return Ok(None) };
    sqlx::query_as(sql).bind(size).fetch_optional(db).await
}

/// Heads of less than `below` commits, the largest first.
pub(crate) async fn page(db: &mut PgConnection, below: u64, limit: u32) -> sqlx::Result<Vec<Head>> {
    let sql = "SELECT size, root, signed_at, note FROM proof.heads WHERE size < $1 ORDER BY size DESC LIMIT $2";
    // Sizes are sequences of PostgreSQL's kind; anything above means no bound.
    let below = i64::try_from(below).unwrap_or(i64::MAX);
    sqlx::query_as(sql).bind(below).bind(i64::from(limit)).fetch_all(db).await
}

/// Keeps a head.
pub(super) async fn insert(db: &mut PgConnection, head: &Head) -> sqlx::Result<()> {
    let sql = "INSERT INTO proof.heads (size, root, signed_at, note) VALUES ($1, $2, $3, $4)";
    let insert = sqlx::query(sql).bind(head.size.cast_signed()).bind(&head.root[..]);
    insert.bind(head.signed_at).bind(&head.note).execute(db).await?;
    Ok(())
}
