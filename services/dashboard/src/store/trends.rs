//! Events of reviews in a period, by interval.

use haetae_domain::vocabulary::{Level, Status};
use haetae_projector::PgTimestamp;
use sqlx::{FromRow, Postgres, QueryBuilder, Row as _, postgres::PgRow};

use super::{Snapshot, Visible, versions::At};

/// The reviews and the time range to count.
#[derive(Clone, Debug)]
pub(crate) struct Period {
    pub(crate) visible: Visible,
    pub(crate) team: Option<String>,
    /// At the requested position.
    pub(crate) level: Option<Level>,
    /// When each interval begins, in order.
    pub(crate) begins: Vec<PgTimestamp>,
    /// When the last interval is over.
    pub(crate) end: PgTimestamp,
}

/// A group of equal events in one interval: changes from one status to another, or durations of one status.
#[derive(Debug)]
pub(crate) struct TrendEvent {
    /// The number of the interval, from 0.
    pub(crate) interval: usize,
    /// None for a request, and for an event without a change of status.
    pub(crate) before: Option<Status>,
    /// None for an event without a change of status, and for durations.
    pub(crate) after: Option<Status>,
    pub(crate) count: u64,
    pub(crate) further_rounds: u64,
    pub(crate) fixes_rejected: u64,
    /// Median and 90th percentile of the time spent in `before`, in seconds.
    pub(crate) stays: Option<[f64; 2]>,
}

const CHANGES: &str = ") SELECT interval, before, after, count(*) AS n, sum(further_rounds) AS further_rounds, \
        sum(fixes_rejected) AS fixes_rejected, NULL::float8[] AS stays FROM happened GROUP BY interval, before, after \
    UNION ALL SELECT interval, before, NULL, count(*), 0, 0, \
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY stay::float8 / 1000000) \
    FROM happened WHERE before IS NOT NULL GROUP BY interval, before";

impl Snapshot {
    /// The events in a period.
    pub(crate) async fn happened(&mut self, period: &Period) -> sqlx::Result<Vec<TrendEvent>> {
        let mut sql = QueryBuilder::new("WITH happened AS MATERIALIZED (SELECT width_bucket(r.at, ");
        sql.push_bind(&period.begins).push(") - 1 AS interval, r.before, r.after, r.stay, r.further_rounds, ");
        sql.push("r.fixes_rejected FROM board.moves r WHERE r.seq <= ").push_bind(self.at.bound());
        sql.push(" AND r.at >= ").push_bind(period.begins.first()).push(" AND r.at < ").push_bind(period.end);
        period.push_whose(&mut sql, self.at);
        sql.push(CHANGES);
        sql.build_query_as().persistent(false).fetch_all(&mut *self.tx).await
    }
}

impl Period {
    fn push_whose(&self, sql: &mut QueryBuilder<Postgres>, at: At) {
        sql.push(" AND ");
        self.visible.push(sql);
        if let Some(team) = &self.team {
            sql.push(" AND r.team = ").push_bind(team.clone());
        }
        if let Some(level) = self.level {
            sql.push(" AND r.review_id IN (");
            at.push_all_reviews(sql, "r.review_id", |sql| {
                sql.push("r.level = ").push_bind(level.as_str());
            });
            sql.push(")");
        }
    }
}

impl FromRow<'_, PgRow> for TrendEvent {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let count = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)?.cast_unsigned());
        let status = |column| row.try_get::<Option<&str>, _>(column)?.map(status).transpose();
        let interval = usize::try_from(row.try_get::<i32, _>("interval")?);
        let stays = row.try_get::<Option<Vec<f64>>, _>("stays")?.map(<[f64; 2]>::try_from).transpose();
        Ok(Self {
            interval: interval.map_err(|error| sqlx::Error::Decode(error.into()))?,
            before: status("before")?,
            after: status("after")?,
            count: count("n")?,
            further_rounds: count("further_rounds")?,
            fixes_rejected: count("fixes_rejected")?,
            stays: stays.map_err(|_| sqlx::Error::Decode("other than two shares".into()))?,
        })
    }
}

fn status(word: &str) -> sqlx::Result<Status> {
    Status::parse(word).ok_or_else(|| sqlx::Error::Decode("an unknown status".into()))
}
