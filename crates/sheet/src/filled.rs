//! Filled-in values with their positions.

use haetae_proto::checkpoint::v1::VerdictInput;

use crate::{
    column::{self, Column},
    fault::{Cell, Fault, Place, Sheet},
    words::Said,
};

/// The places of the columns of a table, in the order of [`Column::ALL`].
pub(crate) type Places = [Option<usize>; Column::ALL.len()];

/// The position of a filled-in value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one for each row of a table that a person filled in, and nearly all are rows"
)]
pub enum At {
    /// A row of a table.
    Row {
        /// The sheet; none in a file that has one table.
        sheet: Option<Sheet>,
        /// The row, from 1.
        row: usize,
        /// The places of its columns, in the order of [`Column::ALL`].
        places: [Option<usize>; Column::ALL.len()],
    },
    /// A line of a text, from 1.
    Line(usize),
    /// At the keys; nothing to point at.
    Keys,
}

impl At {
    /// Something wrong here.
    #[must_use]
    pub fn fault(&self, column: Option<Column>, told: Said) -> Fault {
        let place = match self {
            Self::Row { sheet, row, places } => {
                let column = column.and_then(|column| Some((column, places[column as usize]?)));
                let column = column.map(|(column, place)| (column::letters(place), column.head()));
                Place::Cell(Box::new(Cell { sheet: sheet.clone(), row: *row, column }))
            }
            Self::Line(line) => Place::Line { line: *line, field: column.map(Column::key) },
            Self::Keys => Place::Line { line: 0, field: column.map(Column::key) },
        };
        Fault { place, told }
    }
}

/// The values filled in for a checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The position.
    pub at: At,
    /// The result with its details; no result means that nothing was filled in.
    pub input: VerdictInput,
    /// The [`mark`](crate::mark) of the result that was there when the table was written; none if it does not say.
    pub base: Option<String>,
}
