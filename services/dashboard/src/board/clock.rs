//! Maps times to positions in the log.
//!
//! Writers have separate clocks, so the times of commits do not strictly increase with their sequences. The time of a
//! position is the latest time up to it; a time maps to the last position that is not later. Therefore the state as
//! of a time never changes once anything later was recorded, and never includes a commit recorded after that time. A
//! clock that is far ahead cannot move the latest time into the future: its commits have the time at which the log
//! stored them.

use haetae_projector::{NewRows, PgTimestamp, Tables};

use super::change::BoardCommit;

/// The latest time so far; unknown until the first write of a session.
#[derive(Debug, Default)]
pub(super) struct Clock {
    latest: Option<Option<PgTimestamp>>,
    rows: NewRows,
}

impl Clock {
    /// Adds a row for every commit that was recorded later than all before it.
    pub(super) async fn append(&mut self, tables: &mut Tables<'_>, commits: &[BoardCommit]) -> sqlx::Result<()> {
        let mut latest = match self.latest {
            Some(latest) => latest,
            None => {
                let sql = "SELECT at FROM clock ORDER BY seq DESC LIMIT 1";
                sqlx::query_scalar(sql).fetch_optional(&mut **tables).await?
            }
        };
        for commit in commits {
            if latest.is_none_or(|latest| commit.at > latest) {
                latest = Some(commit.at);
                self.rows.row(2).bigint(commit.sequence.cast_signed()).timestamptz(commit.at);
            }
        }
        self.latest = Some(latest);
        tables.append("clock", &mut self.rows).await
    }
}
