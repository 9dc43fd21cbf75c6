//! Faults in a filled-in table, with their positions.

use std::{collections::HashSet, sync::Arc};

use crate::words::{Lang, Said, Word};

/// A fault with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The position.
    pub place: Place,
    /// The text, in both languages.
    pub told: Said,
}

/// The position of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The whole file.
    Whole,
    /// In a table.
    Cell(Box<Cell>),
    /// In a text, or at the keys.
    Line {
        /// The line, from 1; 0 for none.
        line: usize,
        /// The contract's name of the field; none for the whole line.
        field: Option<&'static str>,
    },
}

/// A place in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The sheet; none in a file that has one table.
    pub sheet: Option<Sheet>,
    /// The row, from 1.
    pub row: usize,
    /// The letters and the display name of the column; none for the whole row.
    pub column: Option<(String, Word)>,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sheet {
    /// Its place in the workbook.
    pub place: usize,
    /// The display name.
    pub name: Arc<str>,
}

impl Cell {
    /// Its place among others of a file: by sheet and row.
    #[must_use]
    pub fn order(&self) -> (usize, usize) {
        (self.sheet.as_ref().map_or(0, |sheet| sheet.place), self.row)
    }

    /// The position as text, e.g. `sheet Data, row 3, column F (result)`.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let sheet = self.sheet.as_ref().map(|sheet| match lang {
            Lang::Ko => format!("'{}' 시트", sheet.name),
            Lang::En => format!("sheet {}", sheet.name),
        });
        let row = match lang {
            Lang::Ko => format!("{}행", self.row),
            Lang::En => format!("row {}", self.row),
        };
        let column = self.column.as_ref().map(|(letters, head)| match lang {
            Lang::Ko => format!("{letters}열({})", head.say(lang)),
            Lang::En => format!("column {letters} ({})", head.say(lang)),
        });
        [sheet, Some(row), column].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Place {
    /// Its place among others of a file: by sheet and row, or by line.
    #[must_use]
    pub fn order(&self) -> (usize, usize) {
        match self {
            Self::Whole => (0, 0),
            Self::Cell(cell) => cell.order(),
            Self::Line { line, .. } => (0, *line),
        }
    }
}

impl Fault {
    /// Something about the whole file.
    #[must_use]
    pub const fn whole(told: Said) -> Self {
        Self { place: Place::Whole, told }
    }

    /// The position and the text of the fault.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let told = self.told.say(lang);
        match &self.place {
            Place::Cell(cell) => format!("{}: {told}", cell.say(lang)),
            Place::Whole | Place::Line { .. } => told.to_owned(),
        }
    }
}

/// Removes faults of cells that already have one: whatever is read from such a cell is wrong anyway.
#[must_use]
pub fn once(faults: Vec<Fault>) -> Vec<Fault> {
    let mut kept: Vec<Fault> = Vec::new();
    let mut seen = HashSet::new();
    for fault in faults {
        let is_new = match &fault.place {
            Place::Cell(cell) if cell.column.is_some() => {
                let letters = cell.column.as_ref().map(|(letters, _)| letters.clone());
                seen.insert((cell.sheet.clone().map(|sheet| sheet.place), cell.row, letters))
            }
            Place::Cell(_) | Place::Whole | Place::Line { .. } => true,
        };
        if is_new {
            kept.push(fault);
        }
    }
    kept
}
