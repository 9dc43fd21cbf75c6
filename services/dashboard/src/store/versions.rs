//! Rows as they were at a position of the log: now and any time before are one and the same question.

use sqlx::{Postgres, QueryBuilder};

use crate::board::{COLUMN_NAMES, nodes_of};

/// A position of the log, of which the rows are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) position: u64,
    /// The position of the rows of `reviews`; not before the other.
    pub(crate) head: u64,
}

impl At {
    /// A position of the same snapshot, not after this one.
    pub(super) fn moved(self, position: u64) -> Self {
        Self { position, ..self }
    }

    /// Whether the rows of `reviews` are those of this very position.
    pub(super) fn is_now(self) -> bool {
        self.position == self.head
    }

    /// The position as a parameter.
    pub(super) fn bound(self) -> i64 {
        self.position.cast_signed()
    }

    /// Adds `FROM` the reviews of this position, named `r`, and `WHERE`, to be followed by conditions with `AND`. For
    /// those that a key leads to.
    pub(super) fn push_reviews(self, sql: &mut QueryBuilder<Postgres>) {
        if self.is_now() {
            sql.push(" FROM board.reviews r WHERE true");
            return;
        }
        sql.push(" FROM (SELECT ").push(COLUMN_NAMES).push(", 9223372036854775807 AS until FROM board.reviews");
        sql.push(" UNION ALL SELECT ").push(COLUMN_NAMES).push(", until FROM board.past) r");
        sql.push(" WHERE r.seq <= ").push_bind(self.bound()).push(" AND r.until > ").push_bind(self.bound());
    }

    /// Adds `SELECT` of all reviews of this position that meet a condition on `r`: what has ended since is found by its
    /// nodes, and everything else that has ever ended stays untouched.
    pub(super) fn push_all_reviews(
        self,
        sql: &mut QueryBuilder<Postgres>,
        columns: &str,
        condition: impl Fn(&mut QueryBuilder<Postgres>),
    ) {
        self.push_unchanged(sql, columns);
        condition(sql);
        if !self.is_now() {
            sql.push(" UNION ALL ");
            self.push_changed(sql, columns, condition);
        }
    }

    /// Adds `SELECT` of the reviews that are as they were at this position, to be followed by a condition on `r`.
    pub(super) fn push_unchanged(self, sql: &mut QueryBuilder<Postgres>, columns: &str) {
        sql.push("SELECT ").push(columns).push(" FROM board.reviews r WHERE ");
        if !self.is_now() {
            sql.push("r.seq <= ").push_bind(self.bound()).push(" AND ");
        }
    }

    /// Adds `SELECT` of the reviews that have changed since and meet a condition on `r`, as they were.
    ///
    /// One node after the other: to the planner `seq` and `until` are independent, so that it expects far more rows than
    /// there are and would rather go through all that has ended since.
    pub(super) fn push_changed(
        self,
        sql: &mut QueryBuilder<Postgres>,
        columns: &str,
        condition: impl Fn(&mut QueryBuilder<Postgres>),
    ) {
        sql.push("SELECT v.* FROM unnest(").push_bind(self.nodes()).push(") AS above (node), LATERAL (");
        self.push_ended(sql, columns);
        sql.push("r.node = above.node AND ");
        condition(sql);
        sql.push(" OFFSET 0) v");
    }

    /// The same rows as [`At::push_changed`], for those that an order leads to; to be followed by a condition on `r`.
    pub(super) fn push_ended(self, sql: &mut QueryBuilder<Postgres>, columns: &str) {
        sql.push("SELECT ").push(columns).push(" FROM board.past r WHERE r.seq <= ").push_bind(self.bound());
        sql.push(" AND r.until > ").push_bind(self.bound()).push(" AND ");
    }

    /// The nodes that rows of this position may have which ended since: none of them ended after the head.
    fn nodes(self) -> Vec<i64> {
        nodes_of(self.position).filter(|node| *node <= self.head).map(u64::cast_signed).collect()
    }
}
