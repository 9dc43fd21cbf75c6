//! Counts.

use haetae_domain::vocabulary::{Level, Status};
use sqlx::{QueryBuilder, Row as _};

use super::{Snapshot, Visible, reviews::visible};

/// Reviews of one status and level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) status: Status,
    /// None when not scored yet.
    pub(crate) level: Option<Level>,
    pub(crate) reviews: u64,
}

impl Snapshot {
    /// How many reviews there are of every status and level that occurs. Answered from an index alone.
    pub(crate) async fn counts(&mut self, of: &Visible) -> sqlx::Result<Vec<Count>> {
        let mut sql = QueryBuilder::new("SELECT status, level, count(*) AS reviews FROM board.reviews WHERE true");
        if !visible(&mut sql, of) {
            return Ok(Vec::new());
        }
        sql.push(" GROUP BY status, level");
        let rows = sql.build().fetch_all(&mut *self.tx).await?;
        rows.into_iter()
            .map(|row| {
                let status = Status::parse(row.try_get("status")?);
                let level: Option<&str> = row.try_get("level")?;
                Ok(Count {
                    status: status.ok_or_else(|| sqlx::Error::Decode("an unknown status".into()))?,
                    level: level.and_then(Level::parse),
                    reviews: row.try_get::<i64, _>("reviews")?.cast_unsigned(),
                })
            })
            .collect()
    }
}
