//! The columns of a table.

/// Columns between two cells, and before the first.
pub(super) const GAP: usize = 2;
/// Text is not cut below this width.
const LEAST: usize = 10;

/// The alignment of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text; it is cut where the terminal is too narrow.
    Left,
    /// Numbers; they are never cut.
    Right,
}

/// A column: its heading, and what becomes of it where the terminal is too narrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub(super) heading: String,
    pub(super) align: Align,
    /// The width below which it is not cut.
    pub(super) least: usize,
    /// Columns with the highest rank are left out first; those with 0 never.
    pub(super) rank: u8,
    /// Whether it is left out where no row has anything in it.
    pub(super) unless_empty: bool,
}

impl Column {
    /// A column that is never cut, such as ids.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { least: usize::MAX, ..self }
    }

    /// A column that is not cut below a width.
    #[must_use]
    pub fn at_least(self, columns: usize) -> Self {
        Self { least: columns, ..self }
    }

    /// A column that is left out where no row has anything in it.
    #[must_use]
    pub fn unless_empty(self) -> Self {
        Self { unless_empty: true, ..self }
    }

    /// A column that may be left out, those of the highest rank first.
    #[must_use]
    pub fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }
}

impl From<(&str, Align)> for Column {
    fn from((heading, align): (&str, Align)) -> Self {
        let least = match align {
            Align::Left => LEAST,
            Align::Right => usize::MAX,
        };
        Self { heading: heading.to_owned(), align, least, rank: 0, unless_empty: false }
    }
}
