//! Lists of reviews.

use sqlx::{Postgres, QueryBuilder, Row as _};
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
        let latest = self.latest().await?;
        let mut sql = QueryBuilder::new("SELECT r.*");
        self.at.push_reviews(&mut sql);
        sql.push(" AND ");
        query.wanted.push(&mut sql, self.at);
        let times = [ReviewOrder::SubmittedAt, ReviewOrder::UpdatedAt];
        order::not_after(&mut sql, &query.order, &times, latest);
        if let Some(after) = &query.after {
            order::follows(&mut sql, &query.order, after);
        }
        order::push(&mut sql, &query.order);
        sql.push(" LIMIT ").push_bind(i64::from(query.limit));
        // The planner has to know the values: where to begin depends on the position.
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }

    /// The reviews of the first page, and how many the list has: for what no order leads to, every row is looked at once.
    pub(crate) async fn counted(&mut self, query: &ReviewQuery) -> sqlx::Result<(Vec<Review>, u64)> {
        let mut sql = QueryBuilder::new("WITH listed AS MATERIALIZED (SELECT r.review_id");
        for column in query.order.iter().map(|order| order.by.column()) {
            sql.push(", r.").push(column);
        }
        self.at.push_all_reviews(&mut sql);
        sql.push(" AND ");
        query.wanted.push(&mut sql, self.at);
        sql.push(") SELECT (SELECT count(*) FROM listed) AS total, ARRAY(SELECT review_id FROM listed");
        order::push(&mut sql, &query.order);
        sql.push(" LIMIT ").push_bind(i64::from(query.limit)).push(") AS page");
        let found = sql.build().persistent(false).fetch_one(&mut *self.tx).await?;
        let reviews = self.all_of(&found.try_get::<Vec<Uuid>, _>("page")?).await?;
        Ok((reviews, found.try_get::<i64, _>("total")?.cast_unsigned()))
    }

    /// These reviews, in their order.
    async fn all_of(&mut self, ids: &[Uuid]) -> sqlx::Result<Vec<Review>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = QueryBuilder::new("SELECT r.*");
        self.at.push_reviews(&mut sql);
        sql.push(" AND r.review_id = ANY(").push_bind(ids).push(") ORDER BY array_position(");
        sql.push_bind(ids).push(", r.review_id)");
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
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
