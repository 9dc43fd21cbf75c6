//! Writes the timeline.

use haetae_projector::CopyRows;
use sqlx::PgConnection;

use super::{change::Change, facts::Facts};

const COPY: &str = "COPY timeline (review_id, seq, ordinal, occurred_at, actor_subject, actor_name, event, internal, trace_id, \
                    facts) FROM STDIN (FORMAT binary)";

/// Appends a row for every event of `changes`.
pub(super) async fn append(db: &mut PgConnection, changes: &[Change]) -> sqlx::Result<()> {
    let mut rows = CopyRows::default();
    for change in changes {
        for (ordinal, event) in (1..).zip(&change.events) {
            let facts = serde_json::to_string(&Facts::from(&event.fact)).map_err(|e| sqlx::Error::Encode(e.into()))?;
            rows.row(10)
                .uuid(change.review_id)
                .bigint(change.sequence.cast_signed())
                .integer(ordinal)
                .timestamptz(change.at)
                .text(&change.actor.subject)
                .text(&change.actor.name)
                .text(event.name)
                .boolean(event.fact.is_internal())
                .text_or_null(change.trace_id.as_deref())
                .jsonb(&facts);
        }
    }
    rows.send(db, COPY).await
}
