//! The files and folders of the repository.

use std::{collections::BTreeSet, fs, path::Path};

use crate::workspace;

/// Folders of the build and of version control; pages do not refer to them.
const MADE: [&str; 3] = ["target", ".git", "node_modules"];

/// Paths from the root, with `/`.
pub(super) struct Tree {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Tree {
    pub(super) fn of_the_repository() -> Self {
        let mut tree = Self { files: BTreeSet::new(), folders: BTreeSet::new() };
        tree.add(&workspace::root(), "");
        tree
    }

    fn add(&mut self, folder: &Path, prefix: &str) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if MADE.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type().unwrap().is_dir() {
                self.add(&entry.path(), &format!("{path}/"));
                self.folders.insert(path);
            } else {
                self.files.insert(path);
            }
        }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    pub(super) fn text(&self, path: &str) -> String {
        fs::read_to_string(workspace::root().join(path)).unwrap()
    }

    pub(super) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.contains(path) || self.folders.contains(path)
    }

    /// Whether a path exists; `<area>` and `*` stand for any name or part of one.
    pub(super) fn has_like(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.iter().chain(&self.folders).any(|there| {
            there.split('/').count() == path.split('/').count()
                && there.split('/').zip(path.split('/')).all(|(there, wanted)| is_like(there, wanted))
        })
    }

    /// Whether a piece of code is a path from the root.
    pub(super) fn is_path(&self, code: &str) -> bool {
        let Some((first, rest)) = code.split_once('/') else { return false };
        self.folders.contains(first) && !rest.is_empty() && !code.contains(char::is_whitespace)
    }
}

/// Expands `a/{b,c}` into paths.
pub(super) fn alternatives(path: &str) -> Vec<String> {
    let parts = path.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (names, after))) = parts else { return vec![path.to_owned()] };
    names.split(',').flat_map(|name| alternatives(&format!("{before}{name}{after}"))).collect()
}

/// Resolves a link of a page.
pub(super) fn beside(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a name matches a pattern: `*` and `<…>` stand for any number of characters.
fn is_like(name: &str, kind: &str) -> bool {
    let Some(at) = kind.find(['*', '<']) else { return name == kind };
    let (before, rest) = kind.split_at(at);
    let rest = rest.split_once('>').map_or(&rest[1..], |(_, rest)| rest);
    name.strip_prefix(before).is_some_and(|name| {
        name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| is_like(&name[at..], rest))
    })
}
