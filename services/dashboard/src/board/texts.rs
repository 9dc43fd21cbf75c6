//! What searches look into.

use haetae_projector::CopyRows;
use sqlx::PgConnection;

use super::change::{Change, Fact, Submitted};
use crate::text::spell;

const COPY: &str = "COPY texts (review_id, seq, until, spelled) FROM STDIN (FORMAT binary)";

/// Rows to be written.
#[derive(Debug, Default)]
pub(super) struct Texts(CopyRows);

impl Texts {
    /// Adds the texts of a review that `change` requests.
    pub(super) fn add(&mut self, change: &Change) {
        let request = change
            .events
            .iter()
            .find_map(|event| if let Fact::Submitted(request) = &event.fact { Some(request) } else { None });
        let Some(request) = request else { return };
        self.0
            .row(4)
            .uuid(change.review_id)
            .bigint(change.sequence.cast_signed())
            .bigint(i64::MAX)
            .text(&searched(request));
    }

    /// Writes what was added.
    pub(super) async fn store(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.0.send(db, COPY).await
    }
}

/// A line break keeps a search from finding what begins in one text and ends in the next.
fn searched(request: &Submitted) -> String {
    [&request.title, &request.description, &request.team].map(|text| spell(text)).join("\n")
}
