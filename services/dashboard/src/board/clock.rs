//! Time as positions in the log.
//!
//! Writers have clocks of their own, so the times of commits do not quite go up with their sequences. A position is as
//! late as the latest time up to it; a time stands for the last position that is not later. So what a time shows never
//! changes once anything later was recorded, and no commit recorded after a time is ever shown as of it.

use haetae_projector::{PgTimestamp, copy_in};
use sqlx::PgConnection;

use super::change::Noted;

const COPY: &str = "COPY clock (seq, at) FROM STDIN (FORMAT binary)";

/// The latest time so far; unknown until the first write of a session.
#[derive(Debug, Default)]
pub(super) struct Clock {
    latest: Option<Option<PgTimestamp>>,
}

impl Clock {
    /// Adds a row for every commit that was recorded later than all before it.
    pub(super) async fn append(&mut self, db: &mut PgConnection, commits: &[Noted]) -> sqlx::Result<()> {
        let mut latest = match self.latest {
            Some(latest) => latest,
            None => {
                sqlx::query_scalar("SELECT at FROM clock ORDER BY seq DESC LIMIT 1").fetch_optional(&mut *db).await?
            }
        };
        copy_in(db, COPY, commits, |rows, commit| {
            if latest.is_none_or(|latest| commit.at > latest) {
                latest = Some(commit.at);
                rows.row(2).bigint(commit.sequence.cast_signed()).timestamptz(commit.at);
            }
        })
        .await?;
        self.latest = Some(latest);
        Ok(())
    }
}
