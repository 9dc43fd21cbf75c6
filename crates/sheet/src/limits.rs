//! Limits on the size of a table.

use crate::words::Said;

/// Bytes of a file that is read.
pub const LARGEST: u64 = 16 * 1024 * 1024;
/// Maximum size of an unpacked workbook: a few bytes can unpack to gigabytes.
pub(crate) const UNPACKED: u64 = 48 * 1024 * 1024;
/// Maximum number of rows in all tables, headers included.
pub(crate) const MOST_ROWS: usize = 20_000;
/// Maximum number of columns that are read.
pub(crate) const MOST_COLUMNS: u32 = 200;
/// Maximum number of sheets.
pub(crate) const MOST_SHEETS: usize = 50;

/// The text for a table with too many rows.
pub(crate) fn too_long() -> Said {
    Said { ko: format!("표가 {MOST_ROWS}행을 넘습니다."), en: format!("has more than {MOST_ROWS} rows") }
}

/// The text for a workbook that is too large when unpacked, or has too many sheets.
pub(crate) fn too_large() -> Said {
    Said {
        ko: format!("XLSX 파일이 너무 큽니다. 압축을 푼 크기는 48 MiB, 시트는 {MOST_SHEETS}개까지입니다."),
        en: format!("is too large a workbook: at most 48 MiB unpacked, and {MOST_SHEETS} sheets"),
    }
}
