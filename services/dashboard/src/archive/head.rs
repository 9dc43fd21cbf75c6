//! The end of the archive, for the comparison with the log.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_event_log::{ArchiveHead, Cause};
use haetae_proof::{Hash, leaf::Leaf};
use sqlx::PgPool;

/// SQLSTATE of a missing table or schema: nothing was ever archived.
const MISSING: [&str; 2] = ["42P01", "3F000"];

/// Reads the live archive.
#[derive(Clone, Debug)]
pub(crate) struct Last(pub(crate) PgPool);

#[async_trait]
impl ArchiveHead for Last {
    async fn last(&self) -> Result<Option<(u64, Hash)>, Cause> {
        let sql = "SELECT seq, subject, payload FROM archive.commits ORDER BY seq DESC LIMIT 1";
        let row: sqlx::Result<Option<(i64, String, Vec<u8>)>> = sqlx::query_as(sql).fetch_optional(&self.0).await;
        match row {
            Ok(row) => Ok(row.map(|(seq, subject, payload)| {
                let sequence = seq.cast_unsigned();
                (sequence, Leaf { sequence, subject: &subject, payload: &payload }.hash())
            })),
            Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| MISSING.contains(&&*code)) => Ok(None),
            Err(error) => Err(Arc::new(error)),
        }
    }
}
