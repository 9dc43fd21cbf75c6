//! Writes the timeline.

use haetae_projector::copy_in;
use sqlx::PgConnection;

use super::{change::Change, facts::Facts};

const COPY: &str = "COPY timeline (review_id, seq, ordinal, occurred_at, actor_subject, actor_name, event, internal, trace_id, \
                    facts) FROM STDIN (FORMAT binary)";

/// Appends a row for every event of `changes`.
pub(super) async fn append(db: &mut PgConnection, changes: &[Change]) -> sqlx::Result<()> {
    copy_in(db, COPY, changes, |rows, change| {
        for (ordinal, event) in (1..).zip(&change.events) {
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
                .jsonb(&Facts::from(&event.fact));
        }
    })
    .await
}
