//! Rows being changed: as many as memory allows stay here between batches, so that few have to be read again.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    change::Change,
    sql,
    trail::Trail,
    view::{Review, apply},
};

/// Rows kept at most, of some 500 bytes each.
const MOST: usize = 16_384;

/// What the only writer of the table knows of it.
#[derive(Debug, Default)]
pub(super) struct Rows {
    known: HashMap<Uuid, Row>,
    changed: Vec<Uuid>,
    trail: Trail,
}

#[derive(Debug)]
struct Row {
    /// None for a review that was never requested.
    review: Option<Review>,
    stored: bool,
    changed: bool,
}

impl Rows {
    /// Whether it is time to write, so that room can be made.
    pub(super) fn is_full(&self) -> bool {
        self.known.len() >= MOST
    }

    /// Applies changes in order; rows not known yet are read.
    pub(super) async fn fold(&mut self, db: &mut PgConnection, changes: Vec<Change>) -> sqlx::Result<()> {
        self.read_missing(db, &changes).await?;
        self.trail.prepare(db).await?;
        for change in changes {
            let row = self.known.entry(change.review_id).or_insert(Row { review: None, stored: false, changed: false });
            let before = row.review.as_ref().map(|review| self.trail.ended(review, change.sequence));
            row.review = apply(row.review.take(), &change);
            if let Some(review) = &row.review {
                self.trail.began(before, &change, review);
            }
            if !std::mem::replace(&mut row.changed, true) {
                self.changed.push(change.review_id);
            }
        }
        self.trail.store(db).await
    }

    /// Writes what changed since the last time.
    pub(super) async fn store(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        let (mut fresh, mut known) = (Vec::new(), Vec::new());
        for id in &self.changed {
            let row = self.known.get(id);
            let Some((review, row)) = row.and_then(|row| Some((row.review.as_ref()?, row))) else { continue };
            if row.stored { known.push(review) } else { fresh.push(review) }
        }
        sql::insert(db, &fresh).await?;
        sql::update(db, &known).await?;
        self.settle();
        Ok(())
    }

    /// Everything is written: nothing differs from the table, and anything may be forgotten.
    fn settle(&mut self) {
        if self.is_full() {
            self.known.clear();
            self.changed.clear();
            return;
        }
        for id in self.changed.drain(..) {
            if let Some(row) = self.known.get_mut(&id) {
                row.changed = false;
                row.stored = row.review.is_some();
            }
        }
    }

    async fn read_missing(&mut self, db: &mut PgConnection, changes: &[Change]) -> sqlx::Result<()> {
        let mut missing: Vec<_> = changes.iter().map(|change| change.review_id).collect();
        missing.retain(|id| !self.known.contains_key(id));
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        for review in sql::select(db, &missing).await? {
            self.known.insert(review.review_id, Row { review: Some(review), stored: true, changed: false });
        }
        Ok(())
    }
}
