//! Rows that have not ended.

/// What has not ended, and a commit after all others.
pub(super) const NEVER: i64 = i64::MAX;
