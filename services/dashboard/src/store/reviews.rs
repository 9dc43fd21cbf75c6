//! Lists of reviews.

use haetae_projector::PgTimestamp;
use sqlx::{Postgres, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{
    Snapshot,
    condition::{Folded, List, Wanted, find, folded_in},
    order::{self, Keyset, Order, OrderBy, Sorted},
    versions::At,
};
use crate::{
    board::{COLUMN_NAMES, Review},
    filter::{Filter, Operator, Test, Value},
};

/// The fields by which reviews can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewOrder {
    SubmittedAt,
    UpdatedAt,
    Score,
    Title,
    Team,
    Level,
    DueAt,
    OpenFindings,
}

/// A page of reviews to read.
#[derive(Clone, Debug)]
pub(crate) struct ReviewQuery {
    pub(crate) wanted: Wanted,
    /// One or more.
    pub(crate) order: Vec<Order<ReviewOrder>>,
    /// The place of the last review of the previous page.
    pub(crate) after: Option<Keyset>,
    pub(crate) limit: u32,
}

/// At or below this many matches, scan all matches and sort them; above it, walk the index in order until a page is full. The
/// fewer matches there are, the more other reviews lie between two of them.
const FEW: u64 = 400;
/// Number of reviews changed since a position above which they are not all scanned for one page.
pub(super) const MANY: u64 = 2_048;
/// Orders by times of commits.
const TIMES: [ReviewOrder; 2] = [ReviewOrder::SubmittedAt, ReviewOrder::UpdatedAt];

impl Snapshot {
    /// One review.
    pub(crate) async fn review(&mut self, id: Uuid) -> sqlx::Result<Option<Review>> {
        let mut sql = QueryBuilder::new("SELECT r.*");
        self.at.push_reviews(&mut sql);
        sql.push(" AND r.review_id = ").push_bind(id);
        sql.build_query_as().persistent(false).fetch_optional(&mut *self.tx).await
    }

    /// The team of a review that exists now, whatever the moment of this snapshot, and the time of its request.
    pub(crate) async fn requested(&mut self, id: Uuid) -> sqlx::Result<Option<(String, PgTimestamp)>> {
        let sql = "SELECT team, submitted_at FROM board.reviews WHERE review_id = $1";
        sqlx::query_as(sql).bind(id).fetch_optional(&mut *self.tx).await
    }

    /// The reviews of a page, and the length of the list, which may be known.
    pub(crate) async fn page(&mut self, query: &ReviewQuery, known: Option<u64>) -> sqlx::Result<(Vec<Review>, u64)> {
        if known == Some(0) {
            return Ok((Vec::new(), 0));
        }
        let query = self.found(query).await?;
        let all = query.wanted.filter == Filter::EVERYTHING;
        if let Some(total) = known.filter(|total| all || *total > FEW) {
            let changed = self.changed().await?;
            if all || self.leads(&query, total, changed).await? {
                return Ok((self.ordered(&query, changed).await?, total));
            }
        }
        self.counted(&query).await
    }

    /// The reviews of a page, without the length of the list.
    pub(crate) async fn reviews(&mut self, query: &ReviewQuery) -> sqlx::Result<Vec<Review>> {
        let query = self.found(query).await?;
        let changed = self.changed().await?;
        self.ordered(&query, changed).await
    }

    /// The same query with its searches replaced by their results. The number of results decides how rows are found,
    /// and the planner can estimate that only from values.
    async fn found(&mut self, query: &ReviewQuery) -> sqlx::Result<ReviewQuery> {
        let mut query = query.clone();
        for search in query.wanted.filter.searches() {
            let (folded, line) = match &*search {
                Filter::Search(folded) => (folded, None),
                Filter::Part(column, folded) => match folded_in(List::Reviews, column) {
                    Folded::Texts(line) => (folded, Some(line)),
                    Folded::Row(..) => continue,
                },
                Filter::All(_) | Filter::Any(_) | Filter::Not(_) | Filter::Test(_) => continue,
            };
            let mut sql = QueryBuilder::new("");
            find(&mut sql, (folded, line), self.at);
            let ids = sql.build_query_scalar().persistent(false).fetch_all(&mut *self.tx).await?;
            *search = Filter::Test(Test { column: "review_id", operator: Operator::Equal, value: Value::Ids(ids) });
        }
        Ok(query)
    }

    /// The number of reviews of this position that have changed since, up to [`MANY`].
    async fn changed(&mut self) -> sqlx::Result<u64> {
        if self.at.is_now() {
            return Ok(0);
        }
        let mut sql = count_changed(self.at, |sql| {
            sql.push("true");
        });
        // The SQL text is always the same, and one plan suits every position.
        let count: i64 = sql.build_query_scalar().fetch_one(&mut *self.tx).await?;
        Ok(count.cast_unsigned())
    }

    /// Whether walking the order of a list of `total` reviews, more than a few, soon fills a page. Reviews changed
    /// since are all scanned; the walk has to find the rest.
    async fn leads(&mut self, query: &ReviewQuery, total: u64, changed: u64) -> sqlx::Result<bool> {
        if total > changed + FEW {
            return Ok(true);
        }
        let at = self.at;
        let mut sql = count_changed(at, |sql| query.wanted.push(sql, at));
        let wanted: i64 = sql.build_query_scalar().persistent(false).fetch_one(&mut *self.tx).await?;
        Ok(total > wanted.cast_unsigned() + FEW)
    }

    /// The reviews of a page, found by walking the order. Indexes contain current rows only: reviews changed since
    /// are searched through the order only when they are too many to scan.
    pub(super) async fn ordered(&mut self, query: &ReviewQuery, changed: u64) -> sqlx::Result<Vec<Review>> {
        let (at, latest) = (self.at, self.latest().await?);
        let push_first = |sql: &mut QueryBuilder<Postgres>| {
            query.push_condition(sql, at);
            order::not_after(sql, &query.order, &TIMES, latest);
            query.push_first(sql);
        };
        let mut sql = QueryBuilder::new("SELECT * FROM ((");
        at.push_unchanged(&mut sql, COLUMN_NAMES);
        push_first(&mut sql);
        if changed >= MANY {
            sql.push(") UNION ALL (");
            at.push_ended(&mut sql, COLUMN_NAMES);
            push_first(&mut sql);
        } else if changed > 0 {
            sql.push(") UNION ALL (");
            at.push_changed(&mut sql, COLUMN_NAMES, |sql| query.push_condition(sql, at));
        }
        sql.push(")) r");
        query.push_first(&mut sql);
        // The planner has to know the values, because the start of the scan depends on the position.
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }

    /// The reviews of a page, and the length of the list: scans every row once, where walking the order would not be
    /// fast.
    pub(super) async fn counted(&mut self, query: &ReviewQuery) -> sqlx::Result<(Vec<Review>, u64)> {
        let at = self.at;
        let columns = query.order.iter().map(|order| order.by.column());
        let columns = columns.fold("r.review_id".to_owned(), |columns, column| format!("{columns}, r.{column}"));
        let mut sql = QueryBuilder::new("WITH listed AS MATERIALIZED (");
        at.push_all_reviews(&mut sql, &columns, |sql| query.wanted.push(sql, at));
        sql.push(") SELECT (SELECT count(*) FROM listed) AS total, ARRAY(SELECT review_id FROM listed r WHERE true");
        query.push_after(&mut sql);
        query.push_first(&mut sql);
        sql.push(") AS page");
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

/// The number of reviews that match a condition on `r` and have changed since a position, up to [`MANY`].
fn count_changed(at: At, condition: impl Fn(&mut QueryBuilder<Postgres>)) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("SELECT count(*) FROM (");
    at.push_changed(&mut sql, "r.seq", condition);
    sql.push(" LIMIT ").push_bind(MANY.cast_signed()).push(") few");
    sql
}

impl ReviewQuery {
    /// Adds the condition for the rows of this page and the following ones.
    fn push_condition(&self, sql: &mut QueryBuilder<Postgres>, at: At) {
        self.wanted.push(sql, at);
        self.push_after(sql);
    }

    fn push_after(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(after) = &self.after {
            order::follows(sql, &self.order, after);
        }
    }

    /// Adds the order and the limit of this page.
    fn push_first(&self, sql: &mut QueryBuilder<Postgres>) {
        order::push(sql, &self.order);
        sql.push(" LIMIT ").push_bind(i64::from(self.limit));
    }
}

impl OrderBy for ReviewOrder {
    type Row = Review;
    const ALL: &'static [Self] = &[
        Self::SubmittedAt,
        Self::UpdatedAt,
        Self::Score,
        Self::Title,
        Self::Team,
        Self::Level,
        Self::DueAt,
        Self::OpenFindings,
    ];
    const KEY: &'static [&'static str] = &["review_id"];

    fn name(self) -> &'static str {
        match self {
            Self::SubmittedAt => "submitted_at",
            Self::UpdatedAt => "updated_at",
            Self::Score => "score",
            Self::Title => "title",
            Self::Team => "team",
            Self::Level => "level",
            Self::DueAt => "due_at",
            Self::OpenFindings => "open_findings",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Level => "level_rank",
            Self::DueAt => "due_by",
            Self::SubmittedAt | Self::UpdatedAt | Self::Score | Self::Title | Self::Team | Self::OpenFindings => {
                self.name()
            }
        }
    }

    fn value(self, of: &Review) -> Sorted {
        match self {
            Self::SubmittedAt => Sorted::Time(of.submitted_at),
            Self::UpdatedAt => Sorted::Time(of.updated_at),
            Self::Score => Sorted::Number(of.scored.map_or(0, |scored| i32::from(scored.score))),
            Self::Title => Sorted::Text(of.title.clone()),
            Self::Team => Sorted::Text(of.team.clone()),
            Self::Level => Sorted::Number(of.level_rank()),
            Self::DueAt => Sorted::Time(of.due_by()),
            Self::OpenFindings => Sorted::Number(i32::try_from(of.findings.open).unwrap_or(i32::MAX)),
        }
    }

    fn key_value(_: usize, of: &Review) -> Sorted {
        Sorted::Id(of.review_id)
    }
}
