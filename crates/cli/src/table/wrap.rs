//! Texts in lines that fit.

use unicode_width::UnicodeWidthStr as _;

/// The lines of a text, none wider than `columns` as long as its words are not: a word, such as an id or an address, is of
/// no use in part. Further lines of one line start `below` columns to the right.
pub(super) fn wrap(text: &str, columns: usize, below: usize) -> Vec<String> {
    text.lines().flat_map(|line| line_in(line, columns, below)).collect()
}

fn line_in(line: &str, columns: usize, below: usize) -> Vec<String> {
    if line.width() <= columns {
        return vec![line.to_owned()];
    }
    let own = line.len() - line.trim_start().len();
    let indent = " ".repeat(own + below);
    let mut lines = Vec::new();
    let mut current = line.get(..own).unwrap_or_default().to_owned();
    let mut empty = true;
    for word in line.split_whitespace() {
        if !empty && current.width() + 1 + word.width() > columns {
            lines.push(std::mem::replace(&mut current, indent.clone()));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    lines.push(current);
    lines
}
