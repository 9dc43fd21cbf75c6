//! Columns that line up also with Hangul, whose characters are two columns wide.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Rows of cells under a heading.
#[derive(Debug)]
pub struct Table {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a heading for each column.
    #[must_use]
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a str, Align)>) -> Self {
        let (heading, aligns) = columns.into_iter().map(|(name, align)| (name.to_owned(), align)).unzip();
        Self { aligns, rows: vec![heading] }
    }

    /// Adds a row; it has a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines, indented, with a rule below the heading; nothing trails.
    pub fn render(&self) -> String {
        let widths: Vec<usize> = (0..self.aligns.len())
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let mut lines: Vec<String> = self.rows.iter().map(|row| self.line(row, &widths)).collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        lines.insert(1, format!("  {}", rule.join("  ")));
        lines.join("\n") + "\n"
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = row.iter().zip(widths).zip(&self.aligns);
        let padded: Vec<String> = cells
            .map(|((cell, width), align)| {
                let gap = " ".repeat(width.saturating_sub(cell.width()));
                match align {
                    Align::Left => format!("{cell}{gap}"),
                    Align::Right => format!("{gap}{cell}"),
                }
            })
            .collect();
        format!("  {}", padded.join("  ")).trim_end().to_owned()
    }
}

/// Names with their values below each other, indented; values start in one column, and so do their further lines.
#[must_use]
pub fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let facts: Vec<_> = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| {
        let (gap, below) = (" ".repeat(width - name.width()), " ".repeat(width + 4));
        let value = value.lines().collect::<Vec<_>>().join(&format!("\n{below}"));
        format!("  {name}{gap}  {value}\n")
    };
    facts.iter().map(line).collect()
}

/// The text, cut to at most `columns` columns.
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
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::new([("상태", Align::Left), ("n", Align::Right), ("title", Align::Left)]);
        table.row(["접수".to_owned(), "7".to_owned(), "가".to_owned()]);
        table.row(["in diagnosis".to_owned(), "12".to_owned(), "b".to_owned()]);
        let expected = concat!(
            "  상태           n  title\n",
            "  ────────────  ──  ─────\n",
            "  접수           7  가\n",
            "  in diagnosis  12  b\n",
        );
        assert_eq!(table.render(), expected);
    }

    #[test]
    fn facts_start_in_one_column_and_empty_ones_are_left_out() {
        let shown = facts([("상태", "접수".to_owned()), ("a", String::new()), ("note", "b\nc".to_owned())]);
        assert_eq!(shown, "  상태  접수\n  note  b\n        c\n");
    }

    #[test]
    fn a_text_is_cut_by_columns_not_characters() {
        assert_eq!(shorten("보안성 검토", 11), "보안성 검토");
        assert_eq!(shorten("보안성 검토", 10), "보안성 검…");
        assert_eq!(shorten("보안성 검토", 8), "보안성…");
        assert!(shorten("보안성 검토 요청", 9).width() <= 9);
        assert_eq!(shorten("short", 5), "short");
        assert_eq!(shorten("longer", 5), "long…");
    }
}
