//! Lists of reviews.

use haetae_projector::PgTimestamp;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Snapshot, condition::Wanted};
use crate::board::Review;

/// What a list can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderBy {
    SubmittedAt,
    UpdatedAt,
    Score,
    Title,
    Team,
}

/// One part of the order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) by: OrderBy,
    pub(crate) descending: bool,
}

/// A page of reviews to read.
#[derive(Clone, Debug)]
pub(crate) struct ReviewQuery {
    pub(crate) wanted: Wanted,
    /// One or more; equals are ordered by id, in the direction of the last.
    pub(crate) order: Vec<Order>,
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
            follows(&mut sql, &query.order, after);
        }
        sql.push(" ORDER BY ");
        for Order { by, descending } in &query.order {
            sql.push(by.column()).push(direction(*descending)).push(", ");
        }
        sql.push("review_id").push(direction(ties_descend(&query.order)));
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
fn not_after(sql: &mut QueryBuilder<Postgres>, order: &[Order], latest: PgTimestamp) {
    let first = order.first().map(|order| order.by);
    if let Some(by @ (OrderBy::SubmittedAt | OrderBy::UpdatedAt)) = first {
        sql.push(" AND r.").push(by.column()).push(" <= ").push_bind(latest);
    }
}

/// Adds where the page starts: after `last`, in an order whose parts may have directions of their own.
fn follows(sql: &mut QueryBuilder<Postgres>, order: &[Order], last: &Review) {
    let parts = order.iter().map(|order| (order.by.column(), order.descending, Some(order.by)));
    let parts: Vec<_> = parts.chain([("review_id", ties_descend(order), None)]).collect();
    let value = |sql: &mut QueryBuilder<Postgres>, by: Option<OrderBy>| match by {
        Some(by) => by.bind(sql, last),
        None => {
            sql.push_bind(last.review_id);
        }
    };
    // Where the index is entered.
    if let Some((column, descending, by)) = parts.first() {
        sql.push(" AND r.").push(*column).push(if *descending { " <= " } else { " >= " });
        value(sql, *by);
    }
    sql.push(" AND (");
    for (n, (column, descending, by)) in parts.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { " OR (" });
        for (column, _, by) in &parts[..n] {
            sql.push("r.").push(*column).push(" = ");
            value(sql, *by);
            sql.push(" AND ");
        }
        sql.push("r.").push(*column).push(if *descending { " < " } else { " > " });
        value(sql, *by);
        sql.push(")");
    }
    sql.push(")");
}

fn ties_descend(order: &[Order]) -> bool {
    order.last().is_some_and(|last| last.descending)
}

const fn direction(descending: bool) -> &'static str {
    if descending { " DESC" } else { " ASC" }
}

impl OrderBy {
    pub(crate) const ALL: [Self; 5] = [Self::SubmittedAt, Self::UpdatedAt, Self::Score, Self::Title, Self::Team];

    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::SubmittedAt => "submitted_at",
            Self::UpdatedAt => "updated_at",
            Self::Score => "score",
            Self::Title => "title",
            Self::Team => "team",
        }
    }

    /// Adds the value a review has in this order.
    fn bind(self, sql: &mut QueryBuilder<Postgres>, of: &Review) {
        match self {
            Self::SubmittedAt => sql.push_bind(of.submitted_at),
            Self::UpdatedAt => sql.push_bind(of.updated_at),
            Self::Score => sql.push_bind(of.scored.map_or(0, |scored| i32::from(scored.score))),
            Self::Title => sql.push_bind(of.title.clone()),
            Self::Team => sql.push_bind(of.team.clone()),
        };
    }
}
