//! Rows that have not ended.

/// The end of a row that is still valid: greater than every commit.
pub(super) const NEVER: i64 = i64::MAX;
