//! Rows as they were at a position of the log. The same queries serve the present and any earlier position.

use sqlx::{Postgres, QueryBuilder};

use crate::board::{COLUMN_NAMES, nodes_of};

/// The position whose rows are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) position: u64,
    /// The position of the rows of `reviews`; not before the other position.
    pub(crate) head: u64,
}

impl At {
    /// A position of the same snapshot, not after this one.
    pub(super) fn moved(self, position: u64) -> Self {
        Self { position, ..self }
    }

    /// Whether the rows of `reviews` are those of exactly this position.
    pub(super) fn is_now(self) -> bool {
        self.position == self.head
    }

    /// The position as a parameter.
    pub(super) fn bound(self) -> i64 {
        self.position.cast_signed()
    }

    /// Adds `FROM` the reviews at this position, named `r`, and `WHERE`, to be followed by conditions with `AND`. For
    /// reviews found by a key.
    pub(super) fn push_reviews(self, sql: &mut QueryBuilder<Postgres>) {
        if self.is_now() {
            sql.push(" FROM board.reviews r WHERE true");
            return;
        }
        sql.push(" FROM (SELECT ").push(COLUMN_NAMES).push(", 9223372036854775807 AS until FROM board.reviews");
        sql.push(" UNION ALL SELECT ").push(COLUMN_NAMES).push(", until FROM board.past) r");
        sql.push(" WHERE r.seq <= ").push_bind(self.bound()).push(" AND r.until > ").push_bind(self.bound());
    }

    /// Adds a `SELECT` of all reviews at this position that match a condition on `r`. Rows that ended since are found
    /// by their nodes; other ended rows are not read.
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

    /// Adds a `SELECT` of the reviews that have not changed since this position, to be followed by a condition on
    /// `r`.
    pub(super) fn push_unchanged(self, sql: &mut QueryBuilder<Postgres>, columns: &str) {
        sql.push("SELECT ").push(columns).push(" FROM board.reviews r WHERE ");
        if !self.is_now() {
            sql.push("r.seq <= ").push_bind(self.bound()).push(" AND ");
        }
    }

    /// Adds a `SELECT` of the reviews that have changed since and match a condition on `r`, in their state then.
    ///
    /// Queries one node after the other. The planner considers `seq` and `until` independent, so it expects far more
    /// rows than there are and would otherwise scan everything that has ended since.
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

    /// The same rows as [`At::push_changed`], for those found by walking an order; to be followed by a condition on
    /// `r`.
    pub(super) fn push_ended(self, sql: &mut QueryBuilder<Postgres>, columns: &str) {
        sql.push("SELECT ").push(columns).push(" FROM board.past r WHERE r.seq <= ").push_bind(self.bound());
        sql.push(" AND r.until > ").push_bind(self.bound()).push(" AND ");
    }

    /// The nodes of rows at this position that ended since. None of these rows ended after the head.
    fn nodes(self) -> Vec<i64> {
        nodes_of(self.position).filter(|node| *node <= self.head).map(u64::cast_signed).collect()
    }
}
