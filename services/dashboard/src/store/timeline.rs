//! The timeline of one review.

use haetae_domain::ids::Person;
use haetae_projector::PgTimestamp;
use sqlx::{AssertSqlSafe, FromRow, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::Snapshot;
use crate::board::{COLUMN_NAMES, Fact, Review};

/// The place of an entry in a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntryPlace {
    /// The sequence of the commit.
    pub(crate) sequence: u64,
    /// The number of the event in the commit, from 1.
    pub(crate) ordinal: i32,
}

impl EntryPlace {
    /// Before everything.
    pub(crate) const START: Self = Self { sequence: 0, ordinal: 0 };
}

/// One thing that happened.
pub(crate) struct Entry {
    pub(crate) place: EntryPlace,
    pub(crate) occurred_at: PgTimestamp,
    pub(crate) actor: Person,
    pub(crate) trace_id: Option<String>,
    pub(crate) fact: Fact,
}

impl Snapshot {
    /// The entries of a review after a place, up to this position, oldest first; includes `internal` ones for readers
    /// who may see them.
    pub(crate) async fn timeline(
        &mut self,
        id: Uuid,
        internal: bool,
        after: EntryPlace,
        limit: u32,
    ) -> sqlx::Result<Vec<Entry>> {
        let sql = "SELECT * FROM board.timeline WHERE review_id = $1 AND (seq, ordinal) > ($2, $3) \
                   AND (NOT internal OR $5) AND seq <= $6 ORDER BY seq, ordinal LIMIT $4";
        let query = sqlx::query_as(sql).bind(id).bind(after.sequence.cast_signed()).bind(after.ordinal);
        query.bind(i64::from(limit)).bind(internal).bind(self.at.bound()).fetch_all(&mut *self.tx).await
    }

    /// The versions of a review before a commit and after each commit from there to another, oldest first.
    pub(crate) async fn versions(&mut self, id: Uuid, first: u64, last: u64) -> sqlx::Result<Vec<Review>> {
        let sql = format!(
            "SELECT {COLUMN_NAMES} FROM board.reviews WHERE review_id = $1 AND seq <= $3 \
             UNION ALL SELECT {COLUMN_NAMES} FROM board.past WHERE review_id = $1 AND seq <= $3 AND until >= $2 \
             ORDER BY seq"
        );
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(id).bind(first.cast_signed()).bind(last.cast_signed());
        query.fetch_all(&mut *self.tx).await
    }

    /// The latest entries of a review up to this position, latest first.
    pub(crate) async fn latest_entries(&mut self, id: Uuid, internal: bool, limit: u32) -> sqlx::Result<Vec<Entry>> {
        let sql = "SELECT * FROM board.timeline WHERE review_id = $1 AND (NOT internal OR $2) AND seq <= $3 \
                   ORDER BY seq DESC, ordinal DESC LIMIT $4";
        let query = sqlx::query_as(sql).bind(id).bind(internal).bind(self.at.bound());
        query.bind(i64::from(limit)).fetch_all(&mut *self.tx).await
    }
}

impl FromRow<'_, PgRow> for Entry {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let fact = Fact::parse(row.try_get("event")?, row.try_get("facts")?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?;
        let sequence: i64 = row.try_get("seq")?;
        Ok(Self {
            place: EntryPlace { sequence: sequence.cast_unsigned(), ordinal: row.try_get("ordinal")? },
            occurred_at: row.try_get::<PgTimestamp, _>("occurred_at")?,
            actor: Person { subject: row.try_get("actor_subject")?, name: row.try_get("actor_name")? },
            trace_id: row.try_get("trace_id")?,
            fact,
        })
    }
}
