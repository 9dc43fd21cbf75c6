//! The texts that searches use.

use haetae_projector::{NewRows, Tables};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{change::ReviewChange, view::Review};
use crate::text::{lines, pairs};

const END: &str = "UPDATE texts SET until = text.next \
    FROM (SELECT review_id, seq, lead(seq) OVER (PARTITION BY review_id ORDER BY seq) AS next \
        FROM texts WHERE review_id = ANY($1)) AS text \
    WHERE texts.review_id = text.review_id AND texts.seq = text.seq AND texts.until > text.next";

/// Rows to be written, and reviews whose texts were replaced.
#[derive(Debug, Default)]
pub(super) struct Texts {
    rows: NewRows,
    amended: Vec<Uuid>,
}

impl Texts {
    /// Adds the texts that `change` sets for a review; a new review has no earlier texts to end.
    pub(super) fn add(&mut self, change: &ReviewChange, review: &Review, is_new: bool) {
        for event in &change.events {
            // A review is requested once.
            let asked = event.fact.asked().filter(|_| event.fact.submitted().is_some() == is_new);
            let Some(asked) = asked else { continue };
            if !is_new {
                self.amended.push(review.review_id);
            }
            self.put(review, [&asked.title, &asked.description]);
        }
    }

    fn put(&mut self, review: &Review, [title, description]: [&str; 2]) {
        let text = lines([title, description, &review.team]);
        let row = self.rows.row(5).uuid(review.review_id).bigint(review.sequence.cast_signed());
        row.bigint(i64::MAX).text(&text).integers(&pairs(&text));
    }

    /// Writes what was added.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        tables.append("texts", &mut self.rows).await
    }

    /// Ends texts that were replaced by later ones; their rows have to exist.
    pub(super) async fn end_amended(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        if !self.amended.is_empty() {
            sqlx::query(END).bind(std::mem::take(&mut self.amended)).execute(db).await?;
        }
        Ok(())
    }
}
