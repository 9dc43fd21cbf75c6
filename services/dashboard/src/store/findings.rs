//! Lists of findings.

use haetae_domain::text::Text;
use sqlx::{FromRow as _, Postgres, QueryBuilder, Row as _, postgres::PgRow};

use super::{
    Whole,
    condition::Wanted,
    order::{self, Keyset, Order, OrderBy, Sorted},
    versions::At,
};
use crate::{board::Number, diagnosis::Finding, rank::rank};

/// The fields by which findings can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FindingOrder {
    DueAt,
    OpenedAt,
    UpdatedAt,
    Severity,
    Team,
}

/// A page of findings to read.
#[derive(Clone, Debug)]
pub(crate) struct FindingQuery {
    pub(crate) wanted: Wanted,
    /// One or more.
    pub(crate) order: Vec<Order<FindingOrder>>,
    /// The place of the last finding of the previous page.
    pub(crate) after: Option<Keyset>,
    pub(crate) limit: u32,
}

/// A finding with the texts it is shown with.
pub(crate) struct ListedFinding {
    pub(crate) finding: Finding,
    /// The reason of the Fail.
    pub(crate) reason: String,
    /// The title of its control; none when the log does not contain the catalogue.
    pub(crate) title: Option<Text>,
    /// The title of the review; empty when that was never requested.
    pub(crate) review: String,
    /// The short number of the review; none when the review was never requested.
    pub(crate) number: Option<Number>,
}

impl Whole {
    /// The findings of a page.
    pub(crate) async fn findings(&mut self, query: &FindingQuery) -> sqlx::Result<Vec<ListedFinding>> {
        let (at, latest) = (self.0.at, self.0.latest().await?);
        let mut sql = QueryBuilder::new("SELECT r.*, o.reason, o.title_ko, o.title_en FROM (SELECT r.*");
        push_findings(&mut sql, at);
        sql.push(" AND ");
        query.wanted.push(&mut sql, at);
        order::not_after(&mut sql, &query.order, &[FindingOrder::OpenedAt, FindingOrder::UpdatedAt], latest);
        if let Some(after) = &query.after {
            order::follows(&mut sql, &query.order, after);
        }
        order::push(&mut sql, &query.order);
        sql.push(" LIMIT ").push_bind(i64::from(query.limit));
        sql.push(") r JOIN diagnosis.openings o USING (review_id, number)");
        order::push(&mut sql, &query.order);
        let rows = sql.build().persistent(false).fetch_all(&mut *self.0.tx).await?;
        let mut listed = rows.iter().map(listed).collect::<sqlx::Result<Vec<_>>>()?;
        self.name_reviews(&mut listed).await?;
        Ok(listed)
    }

    /// The number of findings of a list.
    pub(crate) async fn count_findings(&mut self, wanted: &Wanted) -> sqlx::Result<u64> {
        let mut sql = QueryBuilder::new("SELECT count(*)");
        push_findings(&mut sql, self.0.at);
        sql.push(" AND ");
        wanted.push(&mut sql, self.0.at);
        let count: i64 = sql.build_query_scalar().persistent(false).fetch_one(&mut *self.0.tx).await?;
        Ok(count.cast_unsigned())
    }

    /// Adds the titles and numbers of the reviews.
    async fn name_reviews(&mut self, listed: &mut [ListedFinding]) -> sqlx::Result<()> {
        let mut ids: Vec<_> = listed.iter().map(|one| one.finding.key.review_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut sql = QueryBuilder::new("SELECT r.review_id, r.title, r.number");
        self.0.at.push_reviews(&mut sql);
        sql.push(" AND r.review_id = ANY(").push_bind(ids).push(")");
        let named: Vec<(uuid::Uuid, String, i64)> =
            sql.build_query_as().persistent(false).fetch_all(&mut *self.0.tx).await?;
        for one in listed {
            let Some((_, title, number)) = named.iter().find(|(id, ..)| *id == one.finding.key.review_id) else {
                continue;
            };
            (one.review, one.number) = (title.clone(), Some(Number::stored(*number)));
        }
        Ok(())
    }
}

/// Adds `FROM` the findings at a position, named `r`, and `WHERE`, to be followed by conditions with `AND`.
pub(super) fn push_findings(sql: &mut QueryBuilder<Postgres>, at: At) {
    sql.push(" FROM diagnosis.findings r WHERE r.seq <= ").push_bind(at.bound());
    sql.push(" AND r.until > ").push_bind(at.bound());
}

fn listed(row: &PgRow) -> sqlx::Result<ListedFinding> {
    let title: (String, String) = (row.try_get("title_ko")?, row.try_get("title_en")?);
    Ok(ListedFinding {
        finding: Finding::from_row(row)?,
        reason: row.try_get("reason")?,
        title: Some(title).filter(|(ko, _)| !ko.is_empty()).map(|(ko, en)| Text::new(ko, en)),
        review: String::new(),
        number: None,
    })
}

impl OrderBy for FindingOrder {
    type Row = Finding;
    const ALL: &'static [Self] = &[Self::DueAt, Self::OpenedAt, Self::UpdatedAt, Self::Severity, Self::Team];
    const KEY: &'static [&'static str] = &["review_id", "number"];

    fn name(self) -> &'static str {
        match self {
            Self::DueAt => "due_at",
            Self::OpenedAt => "opened_at",
            Self::UpdatedAt => "updated_at",
            Self::Severity => "severity",
            Self::Team => "team",
        }
    }

    fn column(self) -> &'static str {
        if self == Self::Severity { "severity_rank" } else { self.name() }
    }

    fn value(self, of: &Finding) -> Sorted {
        match self {
            Self::DueAt => Sorted::Time(of.due_at),
            Self::OpenedAt => Sorted::Time(of.opened_at),
            Self::UpdatedAt => Sorted::Time(of.updated_at),
            Self::Severity => Sorted::Number(rank(of.severity)),
            Self::Team => Sorted::Text(of.team.clone()),
        }
    }

    fn key_value(column: usize, of: &Finding) -> Sorted {
        match column {
            0 => Sorted::Id(of.key.review_id),
            _ => Sorted::Number(of.key.number),
        }
    }
}
