//! The result of a comparison of two generations.

use std::fmt;

/// The content of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDump {
    /// Its name.
    pub table: &'static str,
    /// The number of rows.
    pub rows: u64,
    /// SHA-256 of its rows as COPY text, ordered by primary key.
    pub sha256: [u8; 32],
}

/// The rows in which two generations differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The first of them.
    pub rows: Vec<DifferingRow>,
    /// The number of them.
    pub total: u64,
    /// Whether the comparison of a table was stopped because too many rows had no counterpart: the real number
    /// exceeds `total`.
    pub more: bool,
}

/// A row in which two generations differ. A key is missing where the generation has no such row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferingRow {
    /// The table.
    pub table: &'static str,
    /// The primary key of the row on the left, as COPY text.
    pub left: Option<String>,
    /// The primary key of the row on the right.
    pub right: Option<String>,
}

impl Difference {
    /// Rows that are named; of more only the number is.
    const NAMED: usize = 50;

    /// One row.
    pub fn of(table: &'static str, left: Option<String>, right: Option<String>) -> Self {
        Self { rows: vec![DifferingRow { table, left, right }], total: 1, more: false }
    }

    /// Counts a row, and adds it to the list if it is one of the first.
    pub(crate) fn add(&mut self, table: &'static str, left: Option<String>, right: Option<String>) {
        self.total += 1;
        if self.rows.len() < Self::NAMED {
            self.rows.push(DifferingRow { table, left, right });
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<_> = self.rows.iter().map(ToString::to_string).collect();
        f.write_str(&rows.join("; "))?;
        match self {
            Self { more: true, total, .. } => write!(f, "; more than {total} rows in all"),
            Self { total: 2.., .. } => write!(f, "; {} rows in all", self.total),
            Self { .. } => Ok(()),
        }
    }
}

/// The right generation is the one to go by.
impl fmt::Display for DifferingRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |key: &str| key.replace('\t', ", ");
        write!(f, "table {}, row ", self.table)?;
        match (&self.left, &self.right) {
            (Some(left), Some(right)) if left == right => f.write_str(&shown(left)),
            (Some(left), Some(right)) => write!(f, "{} against {}", shown(left), shown(right)),
            (Some(left), None) => write!(f, "{} added", shown(left)),
            (None, Some(right)) => write!(f, "{} missing", shown(right)),
            (None, None) => Ok(()),
        }
    }
}
