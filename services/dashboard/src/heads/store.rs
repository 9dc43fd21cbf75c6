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

/// Keeps a head.
pub(super) async fn insert(db: &mut PgConnection, head: &Head) -> sqlx::Result<()> {
    let sql = "INSERT INTO proof.heads (size, root, signed_at, note) VALUES ($1, $2, $3, $4)";
    let insert = sqlx::query(sql).bind(head.size.cast_signed()).bind(&head.root[..]);
    insert.bind(head.signed_at).bind(&head.note).execute(db).await?;
    Ok(())
}
