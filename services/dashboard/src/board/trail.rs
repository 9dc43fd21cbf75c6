//! The history of reviews beside their current rows: earlier versions, texts, counts and moves.

use haetae_projector::{NewRows, Tables};
use sqlx::PgConnection;

use super::{
    before::Before, cells::Cell, change::ReviewChange, counts::TeamCounts, moves::Moves, sql::past_row, texts::Texts,
    view::Review,
};

#[derive(Debug, Default)]
pub(super) struct Trail {
    past: NewRows,
    texts: Texts,
    counts: TeamCounts,
    moves: Moves,
}

impl Trail {
    /// Has to be done before anything changes in a session.
    pub(super) async fn prepare(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.counts.prepare(db).await
    }

    /// Records a review that a commit is about to change. Returns its values before the change.
    pub(super) fn ended(&mut self, review: &Review, until: u64) -> Before {
        past_row(&mut self.past, review, until);
        Before { cell: Cell::of(review), since: review.status_since }
    }

    /// A review is now as `change` made it; `before` is missing for a new one.
    pub(super) fn began(&mut self, before: Option<Before>, change: &ReviewChange, review: &Review) {
        self.texts.add(change, review, before.is_none());
        self.counts.note(before.map(|before| before.cell), review);
        self.moves.add(before.as_ref(), change, review);
    }

    /// Writes the collected rows. They never change, so unlike the rows of reviews they need not wait for more
    /// changes.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        tables.append("past", &mut self.past).await?;
        self.texts.store(tables).await?;
        self.counts.store(tables).await?;
        self.moves.store(tables).await
    }

    /// Ends texts that were replaced by later ones.
    pub(super) async fn end_texts(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.texts.end_amended(db).await
    }
}
