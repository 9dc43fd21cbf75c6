//! Rows as they were at a position of the log: now and any time before are one and the same question.

use sqlx::{Postgres, QueryBuilder};

use crate::board::COLUMN_NAMES;

/// A position, and whether the rows of `reviews` are those of that very position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) position: u64,
    pub(crate) is_now: bool,
}

impl At {
    /// A position of the same snapshot, not after this one.
    pub(super) fn moved(self, position: u64) -> Self {
        Self { position, is_now: self.is_now && position == self.position }
    }

    /// The position as a parameter.
    pub(super) fn bound(self) -> i64 {
        self.position.cast_signed()
    }

    /// Adds `FROM` the reviews of this position, named `r`, and `WHERE`, to be followed by conditions with `AND`.
    ///
    /// The position is compared outside of the union: only then does the planner merge the two tables in the order of
    /// their indexes instead of sorting what it finds in both.
    pub(super) fn push_reviews(self, sql: &mut QueryBuilder<Postgres>) {
        if self.is_now {
            sql.push(" FROM board.reviews r WHERE true");
            return;
        }
        sql.push(" FROM (SELECT ").push(COLUMN_NAMES).push(", 9223372036854775807 AS until FROM board.reviews");
        sql.push(" UNION ALL SELECT ").push(COLUMN_NAMES).push(", until FROM board.past) r WHERE r.seq <= ");
        sql.push_bind(self.bound()).push(" AND r.until > ").push_bind(self.bound());
    }
}
