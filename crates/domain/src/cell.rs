//! Cells of spreadsheet files, escaped so that no program evaluates one as a formula.

use std::borrow::Cow;

/// A cell that no spreadsheet interprets as a formula: a leading apostrophe makes it text. A cell that begins with an
/// apostrophe gets another, so that removing one leading apostrophe from every cell that has one restores the
/// exported values.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    // Spreadsheets skip leading invisible characters.
    let skipped = |c: char| {
        (c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n'))
            || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    };
    match cell.trim_start_matches(skipped).chars().next() {
        // Full-width signs count: some spreadsheets read them as the plain ones.
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{cell}"))
        }
        _ if cell.starts_with('\'') => Cow::Owned(format!("'{cell}")),
        _ => Cow::Borrowed(cell),
    }
}

/// The text that a cell was made from, whatever program saved the file since.
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "\u{a0}=1", "\u{200b}+1", "\u{feff}@A1"]
        {
            assert_eq!(guarded(cell), format!("'{cell}"));
            assert_eq!(plain(&guarded(cell)), cell);
        }
        // F21: `=1` and `'=1` are two texts.
        assert_eq!(guarded("'=1"), "''=1");
        assert_eq!(plain("''=1"), "'=1");
        for cell in ["", "결제", "1-1", "a=b", "it's"] {
            assert_eq!((guarded(cell).as_ref(), plain(cell)), (cell, cell));
        }
    }
}
