//! How large a table may be.

use crate::words::Said;

/// Bytes of a file that is read.
pub(crate) const LARGEST: u64 = 16 * 1024 * 1024;
/// Rows of a table that is read, heads included.
pub(super) const MOST_ROWS: usize = 20_000;

/// What is said of a table of too many rows.
pub(super) fn too_long() -> Said {
    Said { ko: format!("표가 {MOST_ROWS}행을 넘습니다."), en: format!("has more than {MOST_ROWS} rows") }
}
