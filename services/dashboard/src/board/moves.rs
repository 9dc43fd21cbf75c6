//! The basis of trends: requests, changes of status with the duration of the previous status, and repeated work. Rows
//! are only added, so each position sees the rows up to it.

use haetae_projector::{NewRows, PgTimestamp, Tables};

use super::{before::Before, change::ReviewChange, fact::Also, view::Review};

#[derive(Debug, Default)]
pub(super) struct Moves {
    rows: NewRows,
}

impl Moves {
    /// Adds the effect of `change` on a review, if trends count it; `before` is missing for a new review.
    pub(super) fn add(&mut self, before: Option<&Before>, change: &ReviewChange, after: &Review) {
        let moved = before.filter(|before| before.cell.status != after.status);
        let (rounds, fixes) = (again(change, Also::Round), again(change, Also::Fix));
        if before.is_some() && moved.is_none() && (rounds, fixes) == (0, 0) {
            return;
        }
        let stay = moved.map(|before| microseconds(after.updated_at) - microseconds(before.since));
        let status = (before.is_none() || moved.is_some()).then(|| after.status.as_str());
        let row = self.rows.row(9).uuid(after.review_id).bigint(after.sequence.cast_signed());
        row.timestamptz(after.updated_at).text(&after.team);
        row.text_or_null(moved.map(|before| before.cell.status.as_str())).text_or_null(status);
        row.bigint_or_null(stay).integer(rounds).integer(fixes);
    }

    /// Writes what was added.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        tables.append("moves", &mut self.rows).await
    }
}

/// How often some work has to be done again.
fn again(change: &ReviewChange, work: Also) -> i32 {
    change.events.iter().filter(|event| event.fact.repeats(work)).map(|_| 1).sum()
}

fn microseconds(time: PgTimestamp) -> i64 {
    time.get().as_microsecond()
}
