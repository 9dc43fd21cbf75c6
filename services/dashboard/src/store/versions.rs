//! Rows as they were at a position of the log: now and any time before are one and the same question.

use sqlx::{Postgres, QueryBuilder};

/// What `reviews` and `past` have in common.
const COLUMNS: &str = "review_id, seq, title, team, requester_subject, requester_name, status, level, score, depth, \
                       service_types, components, total, mandatory, pass, fail, partial, not_applicable, \
                       mandatory_open, submitted_at, updated_at";

/// A position, and whether the rows of `reviews` are those of that very position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) position: u64,
    pub(crate) is_now: bool,
}

impl At {
    /// The position as a parameter.
    pub(super) fn bound(self) -> i64 {
        self.position.cast_signed()
    }

    /// Adds the reviews of this position as a relation named `r`.
    pub(super) fn reviews(self, sql: &mut QueryBuilder<Postgres>) {
        if self.is_now {
            sql.push("board.reviews r");
            return;
        }
        sql.push("(SELECT ").push(COLUMNS).push(" FROM board.reviews WHERE seq <= ").push_bind(self.bound());
        sql.push(" UNION ALL SELECT ").push(COLUMNS).push(" FROM board.past WHERE seq <= ").push_bind(self.bound());
        sql.push(" AND until > ").push_bind(self.bound()).push(") r");
    }
}
