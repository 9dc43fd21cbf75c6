//! The current work of each reviewer.

use haetae_domain::{ids::Person, vocabulary::Status};
use sqlx::{QueryBuilder, Row as _};

use super::{Recorded, Visible, Whole, areas::push_counted, findings::push_findings, urgent::LATE};
use crate::columns::listed;

/// The assignee of a review, and whether it is overdue.
const IN_HAND: &str = "r.review_id, r.assignee_subject AS subject, r.assignee_name AS name, r.seq, r.overdue";

/// The last used name in a group. Earlier rows keep the names they were written with.
const LAST_NAME: &str = "(array_agg(name ORDER BY seq DESC))[1] AS name, count(*)";

/// The current work of one reviewer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    /// None for reviews without an assignee.
    pub(crate) reviewer: Option<Person>,
    pub(crate) open_reviews: u64,
    pub(crate) overdue_reviews: u64,
    pub(crate) fixes_to_verify: u64,
    pub(crate) overdue_findings: u64,
    pub(crate) judged: u64,
}

impl Whole {
    /// Reviewers with open reviews, or with verdicts in the period: most open reviews first, reviews without an assignee last.
    pub(crate) async fn workload(&mut self, of: &Visible, recorded: Recorded) -> sqlx::Result<Vec<Load>> {
        let at = self.0.at;
        let mut sql = QueryBuilder::new("WITH open AS (");
        at.push_all_reviews(&mut sql, IN_HAND, |sql| {
            sql.push("r.status IN (").push(listed(Status::open())).push(") AND ");
            of.push(sql);
        });
        sql.push("), hand AS (SELECT subject, ").push(LAST_NAME).push(" AS open_reviews, ");
        sql.push("count(*) FILTER (WHERE overdue) AS overdue_reviews FROM open GROUP BY subject), ");
        sql.push("findings AS (SELECT o.subject, count(*) FILTER (WHERE r.status = 'fix_claimed') AS fixes, ");
        sql.push("count(*) FILTER (WHERE ").push(LATE).push(") AS overdue FROM (SELECT r.*");
        push_findings(&mut sql, at);
        sql.push(") r JOIN open o USING (review_id) GROUP BY o.subject), ");
        sql.push("judges AS (SELECT subject, ").push(LAST_NAME).push(" AS judged FROM (");
        sql.push("SELECT j.judge_subject AS subject, j.judge_name AS name, j.seq");
        push_counted(&mut sql, at, of, recorded);
        sql.push(") judged GROUP BY subject), ");
        sql.push("people AS (SELECT subject FROM hand UNION SELECT subject FROM judges) ");
        sql.push("SELECT p.subject, coalesce(j.name, h.name) AS name, coalesce(h.open_reviews, 0) AS open_reviews, ");
        sql.push("coalesce(h.overdue_reviews, 0) AS overdue_reviews, coalesce(f.fixes, 0) AS fixes_to_verify, ");
        sql.push("coalesce(f.overdue, 0) AS overdue_findings, coalesce(j.judged, 0) AS judged FROM people p ");
        sql.push("LEFT JOIN hand h ON h.subject IS NOT DISTINCT FROM p.subject ");
        sql.push("LEFT JOIN findings f ON f.subject IS NOT DISTINCT FROM p.subject ");
        sql.push("LEFT JOIN judges j ON j.subject = p.subject ");
        sql.push("ORDER BY p.subject IS NULL, open_reviews DESC, p.subject");
        let rows = sql.build().persistent(false).fetch_all(&mut *self.0.tx).await?;
        rows.iter().map(load).collect()
    }
}

fn load(row: &sqlx::postgres::PgRow) -> sqlx::Result<Load> {
    let get = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)?.cast_unsigned());
    let subject: Option<String> = row.try_get("subject")?;
    let name: Option<String> = row.try_get("name")?;
    Ok(Load {
        reviewer: subject.map(|subject| Person { subject, name: name.unwrap_or_default() }),
        open_reviews: get("open_reviews")?,
        overdue_reviews: get("overdue_reviews")?,
        fixes_to_verify: get("fixes_to_verify")?,
        overdue_findings: get("overdue_findings")?,
        judged: get("judged")?,
    })
}
