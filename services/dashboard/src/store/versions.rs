//! Rows as they were at a position of the log: now and any time before are one and the same question.

use sqlx::{Postgres, QueryBuilder};

use crate::board::{COLUMN_NAMES, nodes_of};

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

    /// Adds `FROM` the reviews of this position, named `r`, and `WHERE`, to be followed by conditions with `AND`. For
    /// those that an order or a key leads to.
    ///
    /// The position is compared outside of the union, and columns have the same types in both tables: only then does the
    /// planner merge the two in the order of their indexes instead of sorting what it finds in both.
    pub(super) fn push_reviews(self, sql: &mut QueryBuilder<Postgres>) {
        self.push(sql);
    }

    /// [`At::push_reviews`] for all reviews of the position: what has ended since is found by its nodes, and everything
    /// else that has ever ended stays untouched.
    pub(super) fn push_all_reviews(self, sql: &mut QueryBuilder<Postgres>) {
        self.push(sql);
        if !self.is_now {
            sql.push(" AND r.node = ANY(").push_bind(self.nodes()).push(")");
        }
    }

    fn push(self, sql: &mut QueryBuilder<Postgres>) {
        if self.is_now {
            sql.push(" FROM board.reviews r WHERE true");
            return;
        }
        sql.push(" FROM (SELECT ").push(COLUMN_NAMES).push(", 9223372036854775807 AS until, 0::bigint AS node");
        sql.push(" FROM board.reviews UNION ALL SELECT ").push(COLUMN_NAMES).push(", until, node FROM board.past) r");
        sql.push(" WHERE r.seq <= ").push_bind(self.bound()).push(" AND r.until > ").push_bind(self.bound());
    }

    /// The nodes that rows of this position may have: 0 is that of rows which have not ended.
    fn nodes(self) -> Vec<i64> {
        std::iter::once(0).chain(nodes_of(self.position).map(u64::cast_signed)).collect()
    }
}
