//! How large a table may be.

use crate::words::Said;

/// Bytes of a file that is read.
pub const LARGEST: u64 = 16 * 1024 * 1024;
/// Bytes of a workbook when it is unpacked: a workbook of a few bytes can name gigabytes.
pub(crate) const UNPACKED: u64 = 48 * 1024 * 1024;
/// Rows of all tables that are read, heads included.
pub(crate) const MOST_ROWS: usize = 20_000;
/// Columns of a table that are read.
pub(crate) const MOST_COLUMNS: u32 = 200;
/// Sheets of a workbook.
pub(crate) const MOST_SHEETS: usize = 50;

/// What is said of a table of too many rows.
pub(crate) fn too_long() -> Said {
    Said { ko: format!("표가 {MOST_ROWS}행을 넘습니다."), en: format!("has more than {MOST_ROWS} rows") }
}

/// What is said of a workbook that unpacks to too much, or has too many sheets.
pub(crate) fn too_large() -> Said {
    Said {
        ko: format!("XLSX 파일이 너무 큽니다. 압축을 푼 크기는 48 MiB, 시트는 {MOST_SHEETS}개까지입니다."),
        en: format!("is too large a workbook: at most 48 MiB unpacked, and {MOST_SHEETS} sheets"),
    }
}
