//! Columns that line up also with Hangul, whose characters are two columns wide, cut to the width of the terminal.

mod column;
mod fit;
mod wrap;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use self::column::GAP;
pub use self::column::{Align, Column};
use crate::screen::{Paint, Screen};

/// A cell: one line, and how it is painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    paint: Paint,
}

impl Cell {
    /// A painted cell.
    #[must_use]
    pub fn painted(text: &str, paint: Paint) -> Self {
        Self { paint, ..Self::from(text) }
    }
}

impl From<&str> for Cell {
    /// Line breaks and control characters would break the table, or command the terminal.
    fn from(text: &str) -> Self {
        let shown = |character: char| if character.is_control() { ' ' } else { character };
        Self { text: text.chars().map(shown).collect(), paint: Paint::Plain }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// Rows of cells under a heading.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these columns.
    #[must_use]
    pub fn new(columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row; it has a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<Cell>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether it has no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether every text is whole on this screen.
    #[must_use]
    pub fn is_whole_on(&self, screen: Screen) -> bool {
        let natural = (0..self.columns.len()).map(|column| self.natural(column));
        screen.width.is_none_or(|columns| fit::total(natural) <= columns)
    }

    /// Whether the columns that are never left out have their least widths on this screen.
    #[must_use]
    pub fn has_room_on(&self, screen: Screen) -> bool {
        let kept = self.columns.iter().enumerate().filter(|(_, column)| column.rank == 0);
        let least = kept.map(|(place, column)| column.least.min(self.natural(place)));
        screen.width.is_none_or(|columns| fit::total(least) <= columns)
    }

    /// The lines, indented, with a rule below the heading; nothing trails. Names the columns that had to be left out.
    #[must_use]
    pub fn render(&self, screen: Screen) -> String {
        if let Some(filled) = self.filled() {
            return filled.render(screen);
        }
        let natural: Vec<usize> = (0..self.columns.len()).map(|column| self.natural(column)).collect();
        let widths = fit::fit(&self.columns, &natural, screen.width);
        let heading: Vec<Cell> = self.columns.iter().map(|column| Cell::from(column.heading.as_str())).collect();
        let rule: Vec<Cell> = widths.iter().map(|width| Cell::from("─".repeat(width.unwrap_or(0)))).collect();
        let lines = [&heading, &rule].into_iter().chain(&self.rows);
        let mut shown: String = lines.map(|row| self.line(row, &widths, screen) + "\n").collect();
        let left_out = self.columns.iter().zip(&widths).filter(|(_, width)| width.is_none());
        let left_out: Vec<&str> = left_out.map(|(column, _)| column.heading.as_str()).collect();
        if !left_out.is_empty() && !self.rows.is_empty() {
            let note = shorten(&format!("  … --wide: {}", left_out.join(", ")), screen.width.unwrap_or(usize::MAX));
            shown.push_str(&format!("{}\n", screen.paint(Paint::Quiet, &note)));
        }
        shown
    }

    /// The table without the columns that are left out because nothing is in them, if there are such columns.
    fn filled(&self) -> Option<Self> {
        let is_empty =
            |place: usize| self.rows.iter().all(|row| row.get(place).is_none_or(|cell| cell.text.is_empty()));
        let kept: Vec<bool> =
            self.columns.iter().enumerate().map(|(place, column)| !(column.unless_empty && is_empty(place))).collect();
        if kept.iter().all(|kept| *kept) {
            return None;
        }
        let columns = without(&self.columns, &kept);
        let rows = self.rows.iter().map(|row| without(row, &kept)).collect();
        Some(Self { columns, rows })
    }

    /// The width of a column whose texts are all whole.
    fn natural(&self, column: usize) -> usize {
        let heading = self.columns.get(column).map_or(0, |column| column.heading.width());
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.width());
        cells.fold(heading, usize::max)
    }

    fn line(&self, row: &[Cell], widths: &[Option<usize>], screen: Screen) -> String {
        let mut line = String::new();
        // Gaps wait for the next text, so that nothing trails.
        let mut gap = 0;
        for ((cell, width), column) in row.iter().zip(widths).zip(&self.columns) {
            let Some(width) = *width else { continue };
            let text = shorten(&cell.text, width);
            let text = text.trim_end();
            let room = width.saturating_sub(text.width());
            let (before, after) = if column.align == Align::Right { (room, 0) } else { (0, room) };
            if !text.is_empty() {
                line.push_str(&" ".repeat(gap + GAP + before));
                line.push_str(&screen.paint(cell.paint, text));
                gap = after;
            } else {
                gap += GAP + width;
            }
        }
        line
    }
}

/// Returns the kept parts of a row.
fn without<T: Clone>(row: &[T], kept: &[bool]) -> Vec<T> {
    row.iter().zip(kept).filter(|(_, kept)| **kept).map(|(one, _)| one.clone()).collect()
}

/// The minimum width of a value, however narrow the screen.
const LEAST_VALUE: usize = 20;

/// Names with their values below each other, indented; values start in one column, and so do their further lines, in
/// which they go on where the screen is narrow.
#[must_use]
pub fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, String)>, screen: Screen) -> String {
    let facts: Vec<_> = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let room = screen.width.map_or(usize::MAX, |columns| columns.saturating_sub(width + 4).max(LEAST_VALUE));
    let line = |(name, value): &(&str, String)| {
        let (gap, below) = (" ".repeat(width - name.width()), " ".repeat(width + 4));
        let value = wrap::wrap(value, room, 0).join(&format!("\n{below}"));
        format!("  {name}{gap}  {value}\n")
    };
    facts.iter().map(line).collect()
}

/// The text in lines that fit the screen; where a line goes on, it does so two columns to the right.
#[must_use]
pub fn lines(text: &str, screen: Screen) -> String {
    match screen.width {
        Some(columns) => wrap::wrap(text, columns, 2).join("\n"),
        None => text.to_owned(),
    }
}

/// The text, cut to at most `columns` columns.
#[must_use]
pub fn shorten(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut width = 0;
    let fits = |character: &char| {
        width += character.width().unwrap_or(0);
        width < columns
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests;
