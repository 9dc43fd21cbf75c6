//! What happened to reviews in a period, by interval. A version of a row begins with the commit that made it: what a
//! commit changed is the difference to the version that it ended.

use haetae_domain::vocabulary::{Level, Status};
use haetae_projector::PgTimestamp;
use sqlx::{FromRow, Postgres, QueryBuilder, Row as _, postgres::PgRow};

use super::{Snapshot, Visible, versions::At};

/// Which reviews are looked at, and when.
#[derive(Clone, Debug)]
pub(crate) struct Period {
    pub(crate) visible: Visible,
    pub(crate) team: Option<String>,
    /// At the position asked for.
    pub(crate) level: Option<Level>,
    /// `day`, `week` or `month`; of Korea.
    pub(crate) unit: &'static str,
    pub(crate) from: PgTimestamp,
    /// Not part of it.
    pub(crate) to: PgTimestamp,
}

/// Something counted in one interval, by its first day.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) day: String,
    pub(crate) count: u64,
}

/// Changes from one status to another.
#[derive(Debug)]
pub(crate) struct Moves {
    pub(crate) day: String,
    pub(crate) before: Status,
    /// None for all together.
    pub(crate) after: Option<Status>,
    pub(crate) count: u64,
    /// Seconds that half of the stays in `before` were no longer than.
    pub(crate) median: f64,
    /// The same for nine of ten.
    pub(crate) p90: f64,
}

/// Work done again.
#[derive(Debug)]
pub(crate) struct Rework {
    pub(crate) day: String,
    pub(crate) further_rounds: u64,
    pub(crate) fixes_rejected: u64,
}

impl Snapshot {
    /// Requests.
    pub(crate) async fn submitted(&mut self, period: &Period) -> sqlx::Result<Vec<Counted>> {
        let mut sql = QueryBuilder::new("SELECT ");
        period.push_day(&mut sql, "r.submitted_at");
        sql.push(" AS day, count(*) AS n");
        self.at.push_reviews(&mut sql);
        period.push_within(&mut sql, "r", "submitted_at");
        period.push_whose(&mut sql, "r", self.at);
        sql.push(" GROUP BY 1");
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }

    /// Changes of status: from each to each, and from each to any.
    pub(crate) async fn moves(&mut self, period: &Period) -> sqlx::Result<Vec<Moves>> {
        let mut sql = QueryBuilder::new("WITH ");
        period.push_versions(&mut sql, self.at);
        sql.push(", moves AS (SELECT ");
        period.push_day(&mut sql, "v.updated_at");
        sql.push(" AS day, p.status AS before, v.status AS after, extract(epoch FROM v.updated_at - coalesce(");
        // The first version of the run of this status began when the last one of another ended.
        sql.push("(SELECT b.updated_at FROM board.past b WHERE b.review_id = v.review_id AND b.seq = (");
        sql.push("SELECT q.until FROM board.past q WHERE q.review_id = v.review_id AND q.seq < v.seq ");
        sql.push("AND q.status <> p.status ORDER BY q.seq DESC LIMIT 1)), v.submitted_at))::float8 AS stay ");
        sql.push("FROM versions v JOIN board.past p ON p.until = v.seq AND p.status <> v.status) ");
        sql.push(
            "SELECT day, before, after, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY stay) AS median, ",
        );
        sql.push("percentile_cont(0.9) WITHIN GROUP (ORDER BY stay) AS p90 FROM moves ");
        sql.push("GROUP BY GROUPING SETS ((day, before, after), (day, before))");
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }

    /// Further rounds, and fixes that were none.
    pub(crate) async fn rework(&mut self, period: &Period) -> sqlx::Result<Vec<Rework>> {
        let mut sql = QueryBuilder::new("WITH ");
        period.push_versions(&mut sql, self.at);
        sql.push(" SELECT ");
        period.push_day(&mut sql, "v.updated_at");
        sql.push(" AS day, count(*) FILTER (WHERE t.event = 'DiagnosisReopened') AS further_rounds, ");
        sql.push("count(*) FILTER (WHERE t.event = 'FixRejected') AS fixes_rejected FROM versions v ");
        sql.push("JOIN board.timeline t ON t.review_id = v.review_id AND t.seq = v.seq ");
        sql.push("WHERE t.event IN ('DiagnosisReopened', 'FixRejected') GROUP BY 1");
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }
}

impl Period {
    /// The first day of the interval a time is in.
    fn push_day(&self, sql: &mut QueryBuilder<Postgres>, time: &str) {
        sql.push("to_char(date_trunc(").push_bind(self.unit).push(", ").push(time);
        sql.push(" AT TIME ZONE 'Asia/Seoul'), 'YYYY-MM-DD')");
    }

    fn push_within(&self, sql: &mut QueryBuilder<Postgres>, of: &str, column: &str) {
        sql.push(format_args!(" AND {of}.{column} >= ")).push_bind(self.from);
        sql.push(format_args!(" AND {of}.{column} < ")).push_bind(self.to);
    }

    fn push_whose(&self, sql: &mut QueryBuilder<Postgres>, of: &str, at: At) {
        let own = match &self.visible {
            Visible::All => None,
            Visible::Team(team) => Some(team),
            Visible::Nothing => {
                sql.push(" AND false");
                None
            }
        };
        for team in own.into_iter().chain(&self.team) {
            sql.push(format_args!(" AND {of}.team = ")).push_bind(team.clone());
        }
        if let Some(level) = self.level {
            sql.push(format_args!(" AND {of}.review_id IN (SELECT r.review_id"));
            at.push_all_reviews(sql);
            sql.push(" AND r.level = ").push_bind(level.as_str()).push(")");
        }
    }

    /// `versions`: those that began in the period.
    fn push_versions(&self, sql: &mut QueryBuilder<Postgres>, at: At) {
        sql.push("versions AS (");
        for (n, table) in ["reviews", "past"].into_iter().enumerate() {
            sql.push(if n == 0 { "" } else { " UNION ALL " });
            sql.push("SELECT x.review_id, x.seq, x.status, x.submitted_at, x.updated_at FROM board.").push(table);
            sql.push(" x WHERE x.seq <= ").push_bind(at.bound());
            self.push_within(sql, "x", "updated_at");
            self.push_whose(sql, "x", at);
        }
        sql.push(")");
    }
}

impl FromRow<'_, PgRow> for Counted {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self { day: row.try_get("day")?, count: count(row, "n")? })
    }
}

impl FromRow<'_, PgRow> for Moves {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let after: Option<&str> = row.try_get("after")?;
        Ok(Self {
            day: row.try_get("day")?,
            before: status(row.try_get("before")?)?,
            after: after.map(status).transpose()?,
            count: count(row, "n")?,
            median: row.try_get("median")?,
            p90: row.try_get("p90")?,
        })
    }
}

impl FromRow<'_, PgRow> for Rework {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let (further_rounds, fixes_rejected) = (count(row, "further_rounds")?, count(row, "fixes_rejected")?);
        Ok(Self { day: row.try_get("day")?, further_rounds, fixes_rejected })
    }
}

fn count(row: &PgRow, column: &str) -> sqlx::Result<u64> {
    Ok(row.try_get::<i64, _>(column)?.cast_unsigned())
}

fn status(word: &str) -> sqlx::Result<Status> {
    Status::parse(word).ok_or_else(|| sqlx::Error::Decode("an unknown status".into()))
}
