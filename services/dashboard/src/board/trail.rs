//! What is kept of reviews beside what they are now: what they were, their texts, and how many there are.

use sqlx::PgConnection;

use super::{
    change::Change,
    counts::{Counted, Counts, counted},
    sql::Past,
    texts::Texts,
    view::Review,
};

#[derive(Debug, Default)]
pub(super) struct Trail {
    past: Past,
    texts: Texts,
    counts: Counts,
}

impl Trail {
    /// Has to be done before anything changes in a session.
    pub(super) async fn prepare(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.counts.prepare(db).await
    }

    /// A review is about to be changed by a commit. Gives what it was counted as.
    pub(super) fn ended(&mut self, review: &Review, until: u64) -> Counted {
        self.past.add(review, until);
        counted(review)
    }

    /// A review is now as `change` made it; `before` is missing for a new one.
    pub(super) fn began(&mut self, before: Option<Counted>, change: &Change, review: &Review) {
        self.texts.add(change, review, before.is_none());
        self.counts.note(before, review);
    }

    /// Writes it. Never written again: unlike the rows themselves it need not wait for more changes.
    pub(super) async fn store(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.past.store(db).await?;
        self.texts.store(db).await?;
        self.counts.store(db).await
    }
}
