//! What is wrong with something that was filled in, and where.

use std::{collections::HashSet, sync::Arc};

use crate::words::{Lang, Said, Word};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What, in both languages.
    pub told: Said,
}

/// Where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The whole file.
    Whole,
    /// In a table.
    Cell(Box<Cell>),
    /// In a text, or at the keys.
    Line {
        /// From 1; 0 for none.
        line: usize,
        /// As the contract names it; none for the whole line.
        field: Option<&'static str>,
    },
}

/// A place in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The sheet; none in a file that has one table.
    pub sheet: Option<Sheet>,
    /// From 1.
    pub row: usize,
    /// The letters of the column, and what people call it; none for the whole row.
    pub column: Option<(String, Word)>,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sheet {
    /// Its place in the workbook.
    pub place: usize,
    /// What people call it.
    pub name: Arc<str>,
}

impl Cell {
    /// Its place among others of a file: by sheet and row.
    #[must_use]
    pub fn order(&self) -> (usize, usize) {
        (self.sheet.as_ref().map_or(0, |sheet| sheet.place), self.row)
    }

    /// As people name it, e.g. `sheet Data, row 3, column F (result)`.
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

    /// The place and what is wrong there.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let told = self.told.say(lang);
        match &self.place {
            Place::Cell(cell) => format!("{}: {told}", cell.say(lang)),
            Place::Whole | Place::Line { .. } => told.to_owned(),
        }
    }
}

/// The faults without those of a cell that another fault names already: what is read of such a cell is wrong in any case.
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
