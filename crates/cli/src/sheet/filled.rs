//! What people filled in, and where.

use haetae_proto::checkpoint::v1::VerdictInput;

use super::column::{self, Column};
use crate::{files::Fault, words::Said};

/// Where something was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one for each row of a table that a person filled in, and nearly all are rows"
)]
pub(crate) enum At {
    /// A row of a table, from 1, with the places of its columns.
    Row(usize, [Option<usize>; Column::ALL.len()]),
    /// A line of a text, from 1.
    Line(usize),
    /// At the keys; nothing to point at.
    Keys,
}

impl At {
    /// Something wrong here.
    pub(crate) fn fault(&self, column: Option<Column>, told: Said) -> Fault {
        match self {
            Self::Row(row, places) => {
                let cell = column.and_then(|column| Some((column, places[column as usize]?)));
                Fault::cell(*row, cell.map(|(column, place)| (column::letters(place), column.head())), told)
            }
            Self::Line(line) => Fault::line_at(*line, column.map(Column::key), told),
            Self::Keys => Fault::line_at(0, column.map(Column::key), told),
        }
    }
}

/// What was filled in for a checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filled {
    /// Where.
    pub(crate) at: At,
    /// The result with what belongs to it; without a result nothing was filled in.
    pub(crate) input: VerdictInput,
    /// The [`mark`](super::mark) of the result that was there when the table was written; none if it does not say.
    pub(crate) base: Option<String>,
}
