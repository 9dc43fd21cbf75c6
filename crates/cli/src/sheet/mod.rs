//! A checklist as a table that people fill in elsewhere: a spreadsheet, or a text in an editor.
//!
//! A row says which checkpoint it is and what its result was when it was written. So what was filled in since is told from
//! what was there, and a change that somebody else made meanwhile is seen.

mod column;
mod csv;
mod encoding;
mod merge;
mod read;
mod rows;
mod xlsx;

use std::path::Path;

use haetae_proto::checkpoint::v1::{Checkpoint, VerdictInput};

pub(crate) use self::{
    column::Column,
    merge::{Merged, Row, merge},
    read::read,
    rows::{mark, rows},
};
use crate::{files::Fault, words::Said};

/// Bytes of a file that is read.
pub(crate) const LARGEST: u64 = 16 * 1024 * 1024;
/// Rows of a table that is read, heads included.
const MOST_ROWS: usize = 20_000;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For every spreadsheet
    Csv,
    /// With a list to choose results from
    Xlsx,
}

impl Format {
    /// By the ending of the name.
    pub(crate) fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The table as a file.
    ///
    /// # Errors
    /// What the writer says.
    pub(crate) fn write(self, rows: &[Vec<String>], lang: crate::words::Lang) -> Result<Vec<u8>, String> {
        match self {
            Self::Csv => csv::write(rows).map_err(|error| error.to_string()),
            Self::Xlsx => xlsx::write(rows, lang).map_err(|error| error.to_string()),
        }
    }

    /// The table of a file.
    ///
    /// # Errors
    /// When it is no such file; with row and column where that is known.
    pub(crate) fn parse(self, bytes: &[u8]) -> Result<Vec<Vec<String>>, Fault> {
        match self {
            Self::Csv => csv::parse(bytes),
            Self::Xlsx => xlsx::parse(bytes).map_err(Fault::whole),
        }
    }
}

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
    /// The [`mark`] of the result that was there when the table was written; none if it does not say.
    pub(crate) base: Option<String>,
}

fn too_long() -> Said {
    Said { ko: format!("표가 {MOST_ROWS}행을 넘습니다."), en: format!("has more than {MOST_ROWS} rows") }
}

/// The checkpoint of a key.
pub(crate) fn find<'a>(checkpoints: &'a [Checkpoint], key: &str) -> Option<&'a Checkpoint> {
    checkpoints.iter().find(|one| one.checkpoint == key)
}

#[cfg(test)]
mod tests;
