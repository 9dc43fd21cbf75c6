//! The result of a comparison of two generations.

use std::fmt;

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDump {
    /// Its name.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of its rows as COPY text, ordered by primary key.
    pub sha256: [u8; 32],
}

/// The first row in which two generations differ. A key is missing where the table has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// The primary key of the row on the left, as COPY text.
    pub left: Option<String>,
    /// The primary key of the row at the same place on the right.
    pub right: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |key: &Option<String>| key.as_deref().unwrap_or("no row").replace('\t', ", ");
        let (left, right) = (shown(&self.left), shown(&self.right));
        if left == right {
            write!(f, "table {}, row {left}", self.table)
        } else {
            write!(f, "table {}, row {left} against {right}", self.table)
        }
    }
}
