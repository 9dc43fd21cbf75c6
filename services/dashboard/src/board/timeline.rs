//! The rows of the timeline.

use haetae_projector::NewRows;

use super::change::ReviewChange;

/// Adds a row for every event of `changes`.
pub(super) fn add(rows: &mut NewRows, changes: &[ReviewChange]) {
    for change in changes {
        for (ordinal, event) in (1..).zip(&change.events) {
            rows.row(10)
                .uuid(change.review_id)
                .bigint(change.sequence.cast_signed())
                .integer(ordinal)
                .timestamptz(change.at)
                .text(&change.actor.subject)
                .text(&change.actor.name)
                .text(event.fact.name())
                .boolean(event.internal)
                .text_or_null(change.trace_id.as_deref())
                .jsonb(&event.fact);
        }
    }
}
