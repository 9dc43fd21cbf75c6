//! The commits of one review, as archived.

use futures::{StreamExt as _, stream::BoxStream};
use haetae_event_log::{AggregateKey, Category, Recorded};
use haetae_projector::PgTimestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::Snapshot;

/// The categories whose aggregates have the id of a review.
const PARTS: [Category; 3] = [Category::Review, Category::Risk, Category::Diagnosis];

impl Snapshot {
    /// The commits of a review after a position and up to another, oldest first, one at a time. Only in a snapshot of
    /// [`super::QueryStore::depth`].
    pub(crate) fn commits(&mut self, id: Uuid, after: u64, until: u64) -> BoxStream<'_, sqlx::Result<Recorded>> {
        let subjects: Vec<_> = PARTS.iter().map(|part| format!("ev.{part}.{id}")).collect();
        let sql = "SELECT seq, subject, recorded_at, payload FROM archive.commits \
                   WHERE subject = ANY($1) AND seq > $2 AND seq <= $3 AND commit_id IS NOT NULL ORDER BY seq";
        let query = sqlx::query(sql).bind(subjects).bind(after.cast_signed()).bind(until.cast_signed());
        let query = query.persistent(false);
        let rows = query.fetch(&mut *self.tx);
        rows.map(|row| {
            let row = row?;
            let sequence: i64 = row.try_get("seq")?;
            let subject: &str = row.try_get("subject")?;
            let key = AggregateKey::found(subject);
            let payload: Vec<u8> = row.try_get("payload")?;
            let recorded_at: PgTimestamp = row.try_get("recorded_at")?;
            let (sequence, stored_at) = (sequence.cast_unsigned(), Some(recorded_at.get()));
            Ok(Recorded { sequence, key, payload: payload.into(), traceparent: None, stored_at })
        })
        .boxed()
    }
}
