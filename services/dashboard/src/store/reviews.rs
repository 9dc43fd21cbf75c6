//! Lists of reviews.

use haetae_domain::vocabulary::{Level, ServiceType, Status};
use haetae_projector::PgTimestamp;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Snapshot, Visible};
use crate::board::Review;

/// What a list is ordered by; equals are ordered by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderBy {
    SubmittedAt,
    UpdatedAt,
    Score,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) by: OrderBy,
    pub(crate) descending: bool,
}

/// One condition of a filter; a list meets all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Status(Status),
    Level(Level),
    Team(String),
    ServiceType(ServiceType),
}

/// The last row of the page before: its value in the order, and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct After {
    /// A score, or a time in microseconds since 1970.
    pub(crate) value: i64,
    pub(crate) review_id: Uuid,
}

/// A page of reviews to read.
#[derive(Clone, Debug)]
pub(crate) struct ReviewQuery {
    pub(crate) visible: Visible,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) order: Order,
    pub(crate) after: Option<After>,
    pub(crate) limit: u32,
}

impl Snapshot {
    /// One review, if the caller sees it.
    pub(crate) async fn review(&mut self, id: Uuid) -> sqlx::Result<Option<Review>> {
        let sql = "SELECT * FROM board.reviews WHERE review_id = $1";
        sqlx::query_as(sql).bind(id).fetch_optional(&mut *self.tx).await
    }

    /// The reviews of a page.
    pub(crate) async fn reviews(&mut self, query: &ReviewQuery) -> sqlx::Result<Vec<Review>> {
        let mut sql = QueryBuilder::new("SELECT * FROM board.reviews WHERE true");
        if !visible(&mut sql, &query.visible) {
            return Ok(Vec::new());
        }
        for condition in &query.conditions {
            meets(&mut sql, condition);
        }
        if let Some(after) = query.after
            && !follows(&mut sql, query.order, after)
        {
            return Ok(Vec::new());
        }
        let direction = if query.order.descending { "DESC" } else { "ASC" };
        let column = query.order.by.column();
        sql.push(format!(" ORDER BY {column} {direction}, review_id {direction} LIMIT "));
        sql.push_bind(i64::from(query.limit));
        sql.build_query_as().fetch_all(&mut *self.tx).await
    }
}

/// Adds what the caller sees; false when that is nothing.
pub(super) fn visible(sql: &mut QueryBuilder<Postgres>, visible: &Visible) -> bool {
    match visible {
        Visible::All => true,
        Visible::Nothing => false,
        Visible::Team(team) => {
            sql.push(" AND team = ").push_bind(team.clone());
            true
        }
    }
}

fn meets(sql: &mut QueryBuilder<Postgres>, condition: &Condition) {
    match condition {
        Condition::Status(status) => sql.push(" AND status = ").push_bind(status.as_str()),
        Condition::Level(level) => sql.push(" AND level = ").push_bind(level.as_str()),
        Condition::Team(team) => sql.push(" AND team = ").push_bind(team.clone()),
        Condition::ServiceType(word) => sql.push(" AND service_types @> ARRAY[").push_bind(word.as_str()).push("]"),
    };
}

/// Adds where the page starts; false when there is no such time.
fn follows(sql: &mut QueryBuilder<Postgres>, order: Order, after: After) -> bool {
    let compared = if order.descending { "<" } else { ">" };
    sql.push(format!(" AND ({}, review_id) {compared} (", order.by.column()));
    match order.by {
        OrderBy::Score => sql.push_bind(after.value).push("::bigint"),
        OrderBy::SubmittedAt | OrderBy::UpdatedAt => {
            let Some(time) = PgTimestamp::from_microseconds(after.value) else { return false };
            sql.push_bind(time)
        }
    };
    sql.push(", ").push_bind(after.review_id).push(")");
    true
}

impl OrderBy {
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::SubmittedAt => "submitted_at",
            Self::UpdatedAt => "updated_at",
            Self::Score => "score",
        }
    }

    /// The value a row has in this order.
    pub(crate) fn value(self, review: &Review) -> i64 {
        match self {
            Self::SubmittedAt => review.submitted_at.get().as_microsecond(),
            Self::UpdatedAt => review.updated_at.get().as_microsecond(),
            Self::Score => review.scored.map_or(0, |scored| scored.score.into()),
        }
    }
}
