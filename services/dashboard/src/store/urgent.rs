//! Counts of what needs somebody.

use sqlx::{Postgres, QueryBuilder};

use super::{Visible, Whole, findings::push_findings, versions::At};

/// What needs somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Urgent {
    pub(crate) overdue_reviews: u64,
    pub(crate) stale_decisions: u64,
    pub(crate) overdue_findings: u64,
    pub(crate) acceptances_ending: u64,
}

/// A finding is late while it is neither closed nor accepted.
pub(super) const LATE: &str = "r.overdue AND r.status <> 'closed' AND r.acceptance IS DISTINCT FROM 'granted'";

impl Whole {
    /// How much needs somebody.
    pub(crate) async fn urgent(&mut self, of: &Visible) -> sqlx::Result<Urgent> {
        Ok(Urgent {
            overdue_reviews: self.tell(of, "r.overdue", At::push_reviews).await?,
            stale_decisions: self.tell(of, "r.decision_stale", At::push_reviews).await?,
            overdue_findings: self.tell(of, LATE, |at, sql| push_findings(sql, at)).await?,
            acceptances_ending: self.tell(of, "r.acceptance_ending", |at, sql| push_findings(sql, at)).await?,
        })
    }

    /// How many rows of `from` that may be seen meet a condition.
    async fn tell(
        &mut self,
        of: &Visible,
        condition: &'static str,
        from: fn(At, &mut QueryBuilder<Postgres>),
    ) -> sqlx::Result<u64> {
        let mut sql = QueryBuilder::new("SELECT count(*)");
        from(self.0.at, &mut sql);
        sql.push(" AND ").push(condition).push(" AND ");
        of.push(&mut sql);
        let count: i64 = sql.build_query_scalar().persistent(false).fetch_one(&mut *self.0.tx).await?;
        Ok(count.cast_unsigned())
    }
}
