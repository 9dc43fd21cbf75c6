//! In which format a table is written.

use std::path::Path;

use crate::{csv, encoding, fault::Fault, table::Tables, words::Lang, xlsx};

/// The file format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum SheetFormat {
    /// For every spreadsheet
    Csv,
    /// A sheet for each layer, with a list to choose results from
    Xlsx,
}

impl SheetFormat {
    /// Returns the format by the extension of the name.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The table as a file.
    ///
    /// # Errors
    /// The error of the writer.
    pub fn write(self, rows: &[Vec<String>], lang: Lang) -> Result<Vec<u8>, String> {
        match self {
            Self::Csv => csv::write(rows).map_err(|error| error.to_string()),
            Self::Xlsx => xlsx::write(rows, lang).map_err(|error| error.to_string()),
        }
    }

    /// Whether a file's encoding lacks characters; it contains `?` in their place.
    #[must_use]
    pub fn lacks_characters(self, bytes: &[u8]) -> bool {
        self == Self::Csv && encoding::is_cp949(bytes)
    }

    /// The tables of a file.
    ///
    /// # Errors
    /// The faults if the file is not of this format, with row and column if known.
    pub fn parse(self, bytes: &[u8]) -> Result<Tables, Fault> {
        match self {
            Self::Csv => csv::parse(bytes).map(Tables::one),
            Self::Xlsx => xlsx::parse(bytes).map_err(Fault::whole),
        }
    }
}
