//! Lists of reviews.

use haetae_projector::PgTimestamp;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::{
    Snapshot,
    condition::Wanted,
    order::{self, Order, OrderBy},
};
use crate::board::Review;

/// What reviews can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewOrder {
    SubmittedAt,
    UpdatedAt,
    Score,
    Title,
    Team,
}

/// A page of reviews to read.
#[derive(Clone, Debug)]
pub(crate) struct ReviewQuery {
    pub(crate) wanted: Wanted,
    /// One or more.
    pub(crate) order: Vec<Order<ReviewOrder>>,
    /// The last review of the page before.
    pub(crate) after: Option<Review>,
    pub(crate) limit: u32,
}

impl Snapshot {
    /// One review.
    pub(crate) async fn review(&mut self, id: Uuid) -> sqlx::Result<Option<Review>> {
        let mut sql = QueryBuilder::new("SELECT r.*");
        self.at.push_reviews(&mut sql);
        sql.push(" AND r.review_id = ").push_bind(id);
        sql.build_query_as().persistent(false).fetch_optional(&mut *self.tx).await
    }

    /// The reviews of a page.
    pub(crate) async fn reviews(&mut self, query: &ReviewQuery) -> sqlx::Result<Vec<Review>> {
        let latest = if self.at.is_now { None } else { self.latest().await? };
        let mut sql = QueryBuilder::new("SELECT r.*");
        self.at.push_reviews(&mut sql);
        sql.push(" AND ");
        query.wanted.push(&mut sql, self.at);
        if let Some(latest) = latest {
            not_after(&mut sql, &query.order, latest);
        }
        if let Some(after) = &query.after {
            order::follows(&mut sql, &query.order, after);
        }
        order::push(&mut sql, &query.order);
        sql.push(" LIMIT ").push_bind(i64::from(query.limit));
        // The planner has to know the values: where to begin depends on the position.
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }

    /// How many reviews a list has.
    pub(crate) async fn count(&mut self, wanted: &Wanted) -> sqlx::Result<u64> {
        let mut sql = QueryBuilder::new("SELECT count(*)");
        self.at.push_reviews(&mut sql);
        sql.push(" AND ");
        wanted.push(&mut sql, self.at);
        let count: i64 = sql.build_query_scalar().persistent(false).fetch_one(&mut *self.tx).await?;
        Ok(count.cast_unsigned())
    }

    /// The latest time up to this position.
    async fn latest(&mut self) -> sqlx::Result<Option<PgTimestamp>> {
        let sql = "SELECT at FROM board.clock WHERE seq <= $1 ORDER BY seq DESC LIMIT 1";
        sqlx::query_scalar(sql).bind(self.at.bound()).fetch_optional(&mut *self.tx).await
    }
}

/// Nothing at a position is later than the position. The condition says nothing new but where an index begins to hold
/// such rows: without it a list of long ago would go through everything since.
fn not_after(sql: &mut QueryBuilder<Postgres>, order: &[Order<ReviewOrder>], latest: PgTimestamp) {
    let first = order.first().map(|order| order.by);
    if let Some(by @ (ReviewOrder::SubmittedAt | ReviewOrder::UpdatedAt)) = first {
        sql.push(" AND r.").push(by.column()).push(" <= ").push_bind(latest);
    }
}

impl OrderBy for ReviewOrder {
    type Row = Review;
    const ALL: &'static [Self] = &[Self::SubmittedAt, Self::UpdatedAt, Self::Score, Self::Title, Self::Team];
    const KEY: &'static [&'static str] = &["review_id"];

    fn name(self) -> &'static str {
        match self {
            Self::SubmittedAt => "submitted_at",
            Self::UpdatedAt => "updated_at",
            Self::Score => "score",
            Self::Title => "title",
            Self::Team => "team",
        }
    }

    fn bind(self, sql: &mut QueryBuilder<Postgres>, of: &Review) {
        match self {
            Self::SubmittedAt => sql.push_bind(of.submitted_at),
            Self::UpdatedAt => sql.push_bind(of.updated_at),
            Self::Score => sql.push_bind(of.scored.map_or(0, |scored| i32::from(scored.score))),
            Self::Title => sql.push_bind(of.title.clone()),
            Self::Team => sql.push_bind(of.team.clone()),
        };
    }

    fn bind_key(_: usize, sql: &mut QueryBuilder<Postgres>, of: &Review) {
        sql.push_bind(of.review_id);
    }
}
