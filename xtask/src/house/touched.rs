//! What a change costs: the files that name one event, one column of the board or one service type that is there already. One
//! more of its kind touches the same files.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use crate::workspace;

/// Where source and content lie that may have to change. Contracts, tests and pages change with everything, and are not counted.
const FOLDERS: [&str; 4] = ["crates", "services", "xtask", "migrations"];
/// This very file names the examples, and is not to be changed with them.
const THIS: &str = "touched.rs";
/// Endings of files that may have to change.
const ENDINGS: [&str; 4] = ["rs", "sql", "toml", "tsv"];

/// A kind of change, by an example.
pub(super) struct Change {
    /// What is added.
    pub(super) kind: &'static str,
    /// One that is there, as files with underscores call it.
    pub(super) example: &'static str,
}

/// The kinds of changes whose cost is watched.
pub(super) const CHANGES: [Change; 3] = [
    Change { kind: "event", example: "acceptance_revoked" },
    Change { kind: "column of the board", example: "decision_stale" },
    Change { kind: "service type", example: "iot_device" },
];

/// The files that name each example of [`CHANGES`], by their paths from the root.
pub(super) fn files() -> Result<[Vec<String>; CHANGES.len()]> {
    let mut touched = CHANGES.map(|_| Vec::new());
    for folder in FOLDERS {
        visit(&workspace::root().join(folder), &mut |path, text| {
            for (change, files) in CHANGES.iter().zip(&mut touched) {
                if change.is_named(text) {
                    files.push(path.to_owned());
                }
            }
        })?;
    }
    touched.iter_mut().for_each(|files| files.sort());
    Ok(touched)
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
}
