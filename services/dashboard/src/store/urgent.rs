//! Counts of findings that wait for action.

use sqlx::{FromRow, QueryBuilder, Row as _, postgres::PgRow};

use super::{Visible, Whole, findings::push_findings};

/// Findings that wait for action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Urgent {
    pub(crate) overdue: u64,
    /// Accepted, with an acceptance that ends soon.
    pub(crate) ending: u64,
}

/// A finding is late while it is neither closed nor accepted.
pub(super) const LATE: &str = "r.overdue AND r.status <> 'closed' AND r.acceptance IS DISTINCT FROM 'granted'";

impl Whole {
    /// The number of findings that wait for action.
    pub(crate) async fn urgent(&mut self, of: &Visible) -> sqlx::Result<Urgent> {
        let mut sql = QueryBuilder::new("SELECT ");
        for (name, condition) in [("overdue", LATE), ("ending", "r.acceptance_ending")] {
            sql.push(if name == "overdue" { "(" } else { ", (" }).push("SELECT count(*)");
            push_findings(&mut sql, self.0.at);
            sql.push(" AND ").push(condition).push(" AND ");
            of.push(&mut sql);
            sql.push(") AS ").push(name);
        }
        sql.build_query_as().persistent(false).fetch_one(&mut *self.0.tx).await
    }
}

impl FromRow<'_, PgRow> for Urgent {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let count = |name| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(name)?.cast_unsigned());
        Ok(Self { overdue: count("overdue")?, ending: count("ending")? })
    }
}
