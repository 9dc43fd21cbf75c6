//! The cost of a change: the files that name one existing event, board column or service type. Another one of its kind
//! touches the same files.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use crate::workspace;

/// Folders of source and content that may have to change. Contracts, tests and pages change with everything and are not
/// counted.
const FOLDERS: [&str; 4] = ["crates", "services", "xtask", "migrations"];
/// Folders of content: documents that people write, and what the demo submits.
const CONTENT: [&str; 2] = ["/content/", "xtask/data/"];
/// This very file names the examples, and is not to be changed with them.
const THIS: &str = "touched.rs";
/// Endings of files that may have to change.
const ENDINGS: [&str; 4] = ["rs", "sql", "toml", "tsv"];

/// A kind of change, by an example.
pub(super) struct Change {
    /// The kind of addition.
    pub(super) kind: &'static str,
    /// An existing example, in snake case.
    pub(super) example: &'static str,
    /// Files that one more of its kind touches although they have another name for the example.
    also: &'static [&'static str],
}

/// The kinds of changes whose cost is watched.
///
/// The example of a column that is only shown is the name of the requester, which no rule uses. The review's row and
/// the contract keep it within the person, so two files do not name it. Other columns have rules of their own and touch
/// more files: `decision_stale`, for example, is counted, coloured, indexed and part of the timeline.
pub(super) const CHANGES: [Change; 5] = [
    Change { kind: "event", example: "acceptance_revoked", also: &[] },
    Change {
        kind: "column of the board",
        example: "requester_name",
        also: &["services/dashboard/src/board/view.rs", "services/dashboard/src/grpc/show.rs"],
    },
    Change { kind: "column of the board with rules of its own", example: "decision_stale", also: &[] },
    // Reviews have a time of this name too, in one view.
    Change { kind: "column of findings", example: "closed_at", also: &[] },
    Change { kind: "service type", example: "iot_device", also: &[] },
];

/// The files that a change touches, by their paths from the root.
#[derive(Default)]
pub(super) struct Touched {
    /// Source.
    pub(super) source: Vec<String>,
    /// Documents. How many there are is up to their authors.
    pub(super) content: Vec<String>,
}

/// The files that each of [`CHANGES`] touches.
pub(super) fn files() -> Result<[Touched; CHANGES.len()]> {
    let mut touched = CHANGES.map(|_| Touched::default());
    for folder in FOLDERS {
        visit(&workspace::root().join(folder), &mut |path, text| {
            for (change, touched) in CHANGES.iter().zip(&mut touched) {
                if change.also.contains(&path) || change.is_named(text) {
                    touched.add(path);
                }
            }
        })?;
    }
    for touched in &mut touched {
        touched.source.sort();
        touched.content.sort();
    }
    Ok(touched)
}

impl Touched {
    fn add(&mut self, path: &str) {
        let is_content = CONTENT.iter().any(|folder| path.contains(folder));
        let files = if is_content { &mut self.content } else { &mut self.source };
        files.push(path.to_owned());
    }

    /// The counts, such as `2 files and 3 of content`.
    pub(super) fn counted(&self) -> String {
        let source = format!("{} files", self.source.len());
        if self.content.is_empty() { source } else { format!("{source} and {} of content", self.content.len()) }
    }
}

impl Change {
    /// Whether a text names the example, in any spelling.
    fn is_named(&self, text: &str) -> bool {
        self.spellings().iter().any(|spelling| {
            text.match_indices(spelling).any(|(at, _)| {
                let inner = |c: char| c.is_alphanumeric() || c == '_';
                !text[..at].ends_with(inner) && !text[at + spelling.len()..].starts_with(inner)
            })
        })
    }

    fn spellings(&self) -> [String; 4] {
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let camel = self.example.split('_').map(capital).collect();
        [self.example.to_owned(), self.example.to_uppercase(), self.example.replace('_', "-"), camel]
    }
}

/// Shows every file in a folder that may have to change.
fn visit(folder: &Path, see: &mut impl FnMut(&str, &str)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "tests" && name != "target" {
                visit(&path, see)?;
            }
        } else if ENDINGS.contains(&path.extension().unwrap_or_default().to_string_lossy().as_ref())
            && !is_beside(&name)
        {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            see(&path.strip_prefix(workspace::root())?.to_string_lossy(), &code(&text));
        }
    }
    Ok(())
}

/// Whether nothing has to change in a file of this name.
fn is_beside(name: &str) -> bool {
    matches!(name, THIS | "tests.rs" | "testing.rs") || name.ends_with("_tests.rs")
}

/// A text without comments of whole lines and without its unit tests.
fn code(text: &str) -> String {
    let (code, _tests) = text.split_once("#[cfg(test)]\nmod tests {").unwrap_or((text, ""));
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_named_in_each_spelling_and_as_a_whole() {
        let [event, ..] = CHANGES;
        for named in ["Event::AcceptanceRevoked {", "'acceptance_revoked'", "x: ACCEPTANCE_REVOKED"] {
            assert!(event.is_named(named), "{named}");
        }
        for other in ["NotAcceptanceRevoked", "acceptance_revoked_at", "Acceptance, Revoked"] {
            assert!(!event.is_named(other), "{other}");
        }
        assert_eq!(code("a\n  // b\nc\n#[cfg(test)]\nmod tests {\n  d\n}\n"), "a\nc\n");
    }

    #[test]
    fn content_is_counted_apart_and_files_with_another_name_are_there() {
        let mut touched = Touched::default();
        for path in ["services/risk/content/policy.toml", "xtask/data/requests.toml", "crates/domain/src/contents.rs"] {
            touched.add(path);
        }
        assert_eq!(touched.counted(), "1 files and 2 of content");
        for path in CHANGES.iter().flat_map(|change| change.also) {
            assert!(workspace::root().join(path).is_file(), "{path}");
        }
    }
}
