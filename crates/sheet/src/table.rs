//! The tables of a file, unprocessed.

use crate::{
    column::Column,
    fault::{Fault, Sheet},
};

/// The tables of a file: one, or in a workbook one for each sheet that has a part of the checklist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// In the order of the file.
    pub tables: Vec<Table>,
    /// Cells whose text cannot be determined.
    pub faults: Vec<Fault>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The sheet; none in a file that has one table.
    pub sheet: Option<Sheet>,
    /// Its rows, with the names of the columns first.
    pub rows: Vec<Vec<String>>,
}

impl Tables {
    /// A file with one table.
    #[must_use]
    pub fn one(rows: Vec<Vec<String>>) -> Self {
        Self { tables: vec![Table { sheet: None, rows }], faults: Vec::new() }
    }
}

/// The column of ours at a place of a table, by its name in the first row.
pub(crate) fn column_at(rows: &[Vec<String>], place: usize) -> Option<Column> {
    let name = rows.first()?.get(place)?;
    Column::ALL.into_iter().find(|column| column.key() == name.trim())
}
