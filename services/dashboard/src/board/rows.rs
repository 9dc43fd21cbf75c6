//! Cached rows of reviews: as many as memory allows are kept between batches, so that few have to be read again.

use std::collections::HashMap;

use haetae_projector::{NewRows, PgTimestamp, Tables};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    change::{BoardCommit, ReviewChange},
    number::Numbers,
    sql,
    trail::Trail,
    view::{Review, apply},
};

/// Rows that make a cohort full, of some 500 bytes each.
const MOST: usize = 4_096;

/// The rows known to the table's only writer, in two cohorts. When the young cohort is full, it becomes the old one.
/// The rows of the previous old cohort, unchanged in the meantime, are dropped.
#[derive(Debug, Default)]
pub(super) struct Rows {
    young: Cohort,
    old: Cohort,
    fresh: NewRows,
    known: NewRows,
    trail: Trail,
    numbers: Numbers,
}

#[derive(Debug, Default)]
struct Cohort {
    rows: HashMap<Uuid, KeptRow>,
    /// Rows that differ from the table; some may have moved to the other cohort.
    changed: Vec<Uuid>,
}

#[derive(Debug, Default)]
struct KeptRow {
    /// None for a review that was never requested.
    review: Option<Review>,
    stored: bool,
    changed: bool,
}

impl Rows {
    /// Assigns each change a time that is not before the time its review shows already. Services have separate
    /// clocks, and no change may be shown as earlier than the one it answers. A change that some readers may not see
    /// moves no time.
    pub(super) async fn date(&mut self, db: &mut PgConnection, changes: &mut [ReviewChange]) -> sqlx::Result<()> {
        self.read_missing(db, changes).await?;
        let mut latest = HashMap::<Uuid, Option<PgTimestamp>>::new();
        for change in changes {
            let shown = latest.entry(change.review_id).or_insert_with(|| self.shown(change.review_id));
            change.at = shown.map_or(change.at, |shown| shown.max(change.at));
            if change.requests() || (shown.is_some() && !change.events.is_empty() && !change.is_internal()) {
                *shown = Some(change.at);
            }
        }
        Ok(())
    }

    /// The time that a review shows, if it was requested.
    fn shown(&self, id: Uuid) -> Option<PgTimestamp> {
        let row = self.young.rows.get(&id).or_else(|| self.old.rows.get(&id));
        row.and_then(|row| row.review.as_ref()).map(|review| review.updated_at)
    }

    /// Applies changes that have their times, in order, and writes the resulting rows. `parked` are requests that
    /// keep their numbers.
    pub(super) async fn fold(
        &mut self,
        tables: &mut Tables<'_>,
        changes: Vec<ReviewChange>,
        parked: Vec<BoardCommit>,
    ) -> sqlx::Result<()> {
        self.trail.prepare(tables).await?;
        let requested = changes.iter().filter(|change| change.requests()).map(|change| change.at);
        self.numbers.prepare(tables, requested.chain(parked.iter().map(|request| request.at))).await?;
        let mut parked = parked.into_iter().peekable();
        for change in changes {
            while let Some(request) = parked.next_if(|request| request.sequence < change.sequence) {
                self.numbers.reserve(&request);
            }
            let id = change.review_id;
            let row = self.young.rows.entry(id).or_insert_with(|| self.old.give(id));
            let before = row.review.as_ref().map(|review| self.trail.ended(review, change.sequence));
            row.review = apply(row.review.take(), &change);
            if let Some(review) = &mut row.review {
                if before.is_none() {
                    review.number = self.numbers.give(review.submitted_at);
                }
                self.trail.began(before, &change, review);
            }
            if !std::mem::replace(&mut row.changed, true) {
                self.young.changed.push(id);
            }
        }
        parked.for_each(|request| self.numbers.reserve(&request));
        self.numbers.store(tables).await?;
        self.trail.store(tables).await
    }

    /// Writes every row that has changed.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        self.old.write(tables, &mut self.fresh, &mut self.known).await?;
        self.young.write(tables, &mut self.fresh, &mut self.known).await?;
        self.age();
        Ok(())
    }

    /// Writes only the rows that have to make room.
    pub(super) async fn make_room(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        if self.young.is_full() {
            self.old.write(tables, &mut self.fresh, &mut self.known).await?;
            self.age();
        }
        Ok(())
    }

    /// Ends texts that were replaced by later ones; their rows have to exist.
    pub(super) async fn end_texts(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.trail.end_texts(db).await
    }

    /// The old rows are written by now.
    fn age(&mut self) {
        if self.young.is_full() {
            self.old = std::mem::take(&mut self.young);
        }
    }

    async fn read_missing(&mut self, db: &mut PgConnection, changes: &[ReviewChange]) -> sqlx::Result<()> {
        let mut missing: Vec<_> = changes.iter().map(|change| change.review_id).collect();
        missing.retain(|id| !self.young.rows.contains_key(id) && !self.old.rows.contains_key(id));
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        for review in sql::select(db, &missing).await? {
            self.young.rows.insert(review.review_id, KeptRow { review: Some(review), stored: true, changed: false });
        }
        Ok(())
    }
}

impl Cohort {
    fn is_full(&self) -> bool {
        self.rows.len() >= MOST
    }

    /// Takes the row out, for the other cohort to list as changed; an empty row if there is none.
    fn give(&mut self, id: Uuid) -> KeptRow {
        let row = self.rows.remove(&id).unwrap_or_default();
        KeptRow { changed: false, ..row }
    }

    async fn write(&mut self, tables: &mut Tables<'_>, fresh: &mut NewRows, known: &mut NewRows) -> sqlx::Result<()> {
        for row in self.changed.iter().filter_map(|id| self.rows.get(id)) {
            let Some(review) = &row.review else { continue };
            sql::row(if row.stored { &mut *known } else { &mut *fresh }, review);
        }
        // Read again when something happens to it.
        tables.insert("reviews", fresh).await?;
        tables.update("reviews", "review_id", sql::NAMES, known).await?;
        for id in self.changed.drain(..) {
            if let Some(row) = self.rows.get_mut(&id) {
                row.changed = false;
                row.stored = row.review.is_some();
            }
        }
        Ok(())
    }
}
