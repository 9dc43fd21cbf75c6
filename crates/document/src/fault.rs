//! A fault in a file, with its position.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use haetae_sheet::{
    Cell, Place,
    words::{Lang, Said},
};

use crate::{step::Step, syntax};

/// Stands after each language of a text that went through a parser, which takes one text only. Parsers escape control
/// characters, so it is a visible one that no text of ours holds.
const BOTH: char = '∥';

/// A fault in a file, with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    file: Option<PathBuf>,
    /// The path of the field, e.g. `impact.safety`; empty for the whole file.
    path: String,
    line: Option<usize>,
    /// The cell, if the file is a table. Boxed to keep a `Result` with a fault small.
    cell: Option<Box<Cell>>,
    told: Said,
}

impl From<haetae_sheet::Fault> for Fault {
    fn from(haetae_sheet::Fault { place, told }: haetae_sheet::Fault) -> Self {
        match place {
            Place::Whole => Self::whole(told),
            Place::Cell(cell) => Self { cell: Some(cell), ..Self::whole(told) },
            Place::Line { line, field } => Self::line_at(line, field, told),
        }
    }
}

impl Fault {
    /// Something about the whole file.
    #[must_use]
    pub const fn whole(told: Said) -> Self {
        Self { file: None, path: String::new(), line: None, cell: None, told }
    }

    /// Creates a fault from a parser's message. The parser writes `.` for the whole file and `?` for an unknown path.
    pub(crate) fn new(path: String, line: Option<usize>, told: &str) -> Self {
        let path = if [".", "?"].contains(&path.as_str()) { String::new() } else { path };
        Self { path, line: line.filter(|line| *line > 0), ..Self::whole(both(told)) }
    }

    /// Something at a value.
    #[must_use]
    pub fn placed(path: &[Step], line: Option<usize>, told: Said) -> Self {
        let mut shown = String::new();
        for step in path {
            match step {
                Step::Key(key) if shown.is_empty() => shown.push_str(key),
                Step::Key(key) => {
                    shown.push('.');
                    shown.push_str(key);
                }
                Step::Index(index) => shown.push_str(&format!("[{index}]")),
            }
        }
        Self { path: shown, line: line.filter(|line| *line > 0), ..Self::whole(told) }
    }

    /// Something at a line of a text; at none for line 0.
    #[must_use]
    pub fn line_at(line: usize, field: Option<&str>, told: Said) -> Self {
        let path = field.unwrap_or_default().to_owned();
        Self { path, line: Some(line).filter(|line| *line > 0), ..Self::whole(told) }
    }

    /// Its line, if it has one.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        self.line
    }

    /// The sort key of a fault: sheet and row, or line.
    #[must_use]
    pub fn order(&self) -> (usize, usize) {
        self.cell.as_ref().map_or_else(|| (0, self.line.unwrap_or(0)), |cell| cell.order())
    }

    /// Whether it is about a field, named as the contract does, or says that it is missing or misspelt.
    #[must_use]
    pub fn covers(&self, field: &str) -> bool {
        let (row, leaf) = field.rsplit_once('.').unwrap_or(("", field));
        let said = [format!("did you mean `{leaf}`?"), format!("missing field `{leaf}`")];
        self.path == field || (self.path.starts_with(row) && said.iter().any(|said| self.told.en.ends_with(said)))
    }

    /// Names the file.
    #[must_use]
    pub fn within(self, file: &Path) -> Self {
        Self { file: Some(name(file)), ..self }
    }

    /// The line of a position in a text, from 1.
    pub(crate) fn line_of(text: &str, position: usize) -> usize {
        text.bytes().take(position).filter(|byte| *byte == b'\n').count() + 1
    }

    /// Formats the fault as one line: file, line, path and text.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let file = self.file.as_ref().map(|file| file.display().to_string());
        let line = self.line.map(|line| match lang {
            Lang::Ko => format!("{line}행"),
            Lang::En => format!("line {line}"),
        });
        let cell = self.cell.as_ref().map(|cell| cell.say(lang));
        let path = Some(self.path.clone()).filter(|path| !path.is_empty());
        let place: Vec<String> = [file, line, cell, path].into_iter().flatten().collect();
        let told = self.told.say(lang);
        if place.is_empty() { told.to_owned() } else { format!("{}: {told}", place.join(", ")) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl std::error::Error for Fault {}

/// A text in both languages that a parser takes for one.
#[must_use]
pub fn joined(said: &Said) -> String {
    format!("{}{BOTH}{}{BOTH}", said.en, said.ko)
}

/// Translates a parser's message into both languages; messages of this crate are returned unchanged.
fn both(told: &str) -> Said {
    if let Some((en, rest)) = told.split_once(BOTH) {
        let ko = rest.split_once(BOTH).map_or(rest, |(ko, _)| ko);
        return Said { ko: ko.to_owned(), en: en.to_owned() };
    }
    // The line is removed from the message because it is reported separately; the column stays.
    let column = told.rsplit_once(", column ").or_else(|| told.rsplit_once(" column "));
    let column = column.and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok());
    let told = told.split(" at line ").next().unwrap_or(told).lines().next().unwrap_or(told);
    syntax::said(told, column)
}

/// A file's name as people gave it.
fn name(file: &Path) -> PathBuf {
    if file == Path::new("-") { PathBuf::from("<stdin>") } else { file.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// D7: a parser's message is entirely in Korean, including the list of allowed fields.
    #[test]
    fn a_parser_is_heard_in_one_language() {
        let said = both("unknown field `endpont`, expected one of `endpoint`, `intake`");
        assert_eq!(said.ko, "알 수 없는 항목입니다: `endpont`. 가능한 항목: `endpoint`, `intake`");
        assert_eq!(said.en, "unknown field `endpont`, expected one of `endpoint`, `intake`");
    }
}
