//! What searches look into.

use haetae_projector::copy_in;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    change::{Change, Fact},
    life::Life,
    view::Review,
};
use crate::text::spell;

const COPY: &str = "COPY texts (review_id, seq, until, spelled) FROM STDIN (FORMAT binary)";
const END: &str = "UPDATE texts SET until = ended.seq \
    FROM UNNEST($1::uuid[], $2::bigint[]) AS ended (review_id, seq) \
    WHERE texts.review_id = ended.review_id AND texts.until = 9223372036854775807";

/// Rows to be written, and rows of the table that end.
#[derive(Debug, Default)]
pub(super) struct Texts {
    rows: Vec<Row>,
    ended: Vec<(Uuid, i64)>,
}

#[derive(Debug)]
struct Row {
    review_id: Uuid,
    seq: i64,
    until: i64,
    spelled: String,
}

impl Texts {
    /// Adds the texts that `change` gives a review; whether it is new tells whether it has texts already.
    pub(super) fn add(&mut self, change: &Change, review: &Review, is_new: bool) {
        for event in &change.events {
            if let (Fact::Submitted(request), true) = (&event.fact, is_new) {
                self.put(review, [&request.title, &request.description]);
            } else if let (Fact::Life(life), false) = (&event.fact, is_new)
                && let Life::Amended(amended) = &**life
            {
                self.end(review);
                self.put(review, [&amended.title, &amended.description]);
            }
        }
    }

    /// The texts of the review so far end here.
    fn end(&mut self, review: &Review) {
        let (id, seq) = (review.review_id, review.sequence.cast_signed());
        match self.rows.iter_mut().rev().find(|row| row.review_id == id) {
            Some(row) => row.until = seq,
            None => self.ended.push((id, seq)),
        }
    }

    fn put(&mut self, review: &Review, [title, description]: [&str; 2]) {
        // A line break keeps a search from finding what begins in one text and ends in the next.
        let spelled = [title, description, &review.team].map(spell).join("\n");
        let (review_id, seq) = (review.review_id, review.sequence.cast_signed());
        self.rows.push(Row { review_id, seq, until: i64::MAX, spelled });
    }

    /// Writes what was added.
    pub(super) async fn store(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        if !self.ended.is_empty() {
            let (ids, ends): (Vec<_>, Vec<_>) = self.ended.drain(..).unzip();
            sqlx::query(END).bind(ids).bind(ends).execute(&mut *db).await?;
        }
        copy_in(db, COPY, self.rows.drain(..), |rows, row| {
            rows.row(4).uuid(row.review_id).bigint(row.seq).bigint(row.until).text(&row.spelled);
        })
        .await
    }
}
