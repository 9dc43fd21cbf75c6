//! The changes of a list between two positions.

use std::collections::HashMap;

use sqlx::{FromRow as _, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{Snapshot, condition::Wanted, versions::At};
use crate::board::Review;

/// Versions read in one step.
const MOST: i64 = 200;

/// One step along the log.
pub(crate) struct WatchStep {
    /// The position reached: the list at the previous position with these changes applied equals the list at this
    /// one.
    pub(crate) position: u64,
    pub(crate) changes: Vec<Changed>,
}

/// A change of a review in the list.
pub(crate) enum Changed {
    /// The review is in the list now, and was not before.
    Entered(Review),
    /// The review was and is in the list, with changes.
    Updated { before: Box<Review>, after: Review },
    /// It was in the list and no longer is.
    Left { before: Review },
}

impl Snapshot {
    /// The changes after a position, a bounded number of them.
    pub(crate) async fn changes(&mut self, after: u64, wanted: &Wanted) -> sqlx::Result<WatchStep> {
        let until = self.step(after).await?;
        let (now, before) = (self.at.moved(until), self.at.moved(after));
        let touched = self.touched(now, after, wanted).await?;
        let ids: Vec<_> = touched.iter().map(|(review, _)| review.review_id).collect();
        let mut known = self.among(before, ids, wanted).await?;
        let changes = touched.into_iter().filter_map(|(after, is_in)| match (known.remove(&after.review_id), is_in) {
            (None, true) => Some(Changed::Entered(after)),
            (Some(before), true) => Some(Changed::Updated { before: Box::new(before), after }),
            (Some(before), false) => Some(Changed::Left { before }),
            (None, false) => None,
        });
        Ok(WatchStep { position: until, changes: changes.collect() })
    }

    /// The position to advance to, so that the number of changes stays limited.
    async fn step(&mut self, after: u64) -> sqlx::Result<u64> {
        let sql = "SELECT seq FROM (SELECT seq FROM board.reviews UNION ALL SELECT seq FROM board.past) versions \
                   WHERE seq > $1 AND seq <= $2 ORDER BY seq OFFSET $3 LIMIT 1";
        let query = sqlx::query_scalar(sql).bind(after.cast_signed()).bind(self.at.bound()).bind(MOST - 1);
        let full: Option<i64> = query.fetch_optional(&mut *self.tx).await?;
        Ok(full.map_or(self.at.position, i64::cast_unsigned))
    }

    /// The reviews changed after a position, in their current state, and whether each matches the list.
    async fn touched(&mut self, now: At, after: u64, wanted: &Wanted) -> sqlx::Result<Vec<(Review, bool)>> {
        let mut sql = QueryBuilder::new("SELECT r.*, (");
        wanted.push(&mut sql, now);
        sql.push(") IS TRUE AS is_in");
        now.push_reviews(&mut sql);
        sql.push(" AND r.seq > ").push_bind(after.cast_signed()).push(" ORDER BY r.seq");
        let rows = sql.build().persistent(false).fetch_all(&mut *self.tx).await?;
        rows.iter().map(|row| Ok((Review::from_row(row)?, row.try_get("is_in")?))).collect()
    }

    /// The reviews among these that matched the list at a moment, in their state then.
    async fn among(&mut self, at: At, ids: Vec<Uuid>, wanted: &Wanted) -> sqlx::Result<HashMap<Uuid, Review>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = QueryBuilder::new("SELECT r.*");
        at.push_reviews(&mut sql);
        sql.push(" AND r.review_id = ANY(").push_bind(ids).push(") AND ");
        wanted.push(&mut sql, at);
        let known: Vec<Review> = sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await?;
        Ok(known.into_iter().map(|review| (review.review_id, review)).collect())
    }
}
