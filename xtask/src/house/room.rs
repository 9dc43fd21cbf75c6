//! One crate: its files, which are its modules, with their definitions and dependencies.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::names::{self, Named};
use crate::workspace;

/// Maximum length of a chain of re-exports that is followed.
const DEEPEST: usize = 8;

/// A crate.
pub(super) struct Room {
    pub(super) name: String,
    pub(super) files: Vec<SourceFile>,
    /// The paths and texts of all other files with Rust: those of tests.
    pub(super) tests: Vec<(String, String)>,
}

/// A file: one module.
pub(super) struct SourceFile {
    /// The path from the root of the workspace.
    pub(super) path: String,
    pub(super) text: String,
    /// The names from the root of the crate.
    module: Vec<String>,
    children: BTreeMap<String, usize>,
    named: Named,
}

impl SourceFile {
    pub(super) fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

impl Room {
    /// Reads the crate in this folder.
    pub(super) fn read(place: &str) -> Result<Self> {
        let source = workspace::root().join(place).join("src");
        let mut room = Self { name: place.to_owned(), files: Vec::new(), tests: Vec::new() };
        let root = ["lib.rs", "main.rs"].map(|name| source.join(name)).into_iter().find(|path| path.is_file());
        room.add(&root.context("neither lib.rs nor main.rs")?, &source, Vec::new())?;
        room.add_tests(&workspace::root().join(place))?;
        Ok(room)
    }

    /// Adds a file and those of its submodules, which lie in `folder`.
    fn add(&mut self, path: &Path, folder: &Path, module: Vec<String>) -> Result<usize> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let named = names::of(&text).with_context(|| path.display().to_string())?;
        let submodules: Vec<String> = named.modules.iter().cloned().collect();
        let path = path.strip_prefix(workspace::root())?.to_string_lossy().into_owned();
        let (at, children) = (self.files.len(), BTreeMap::new());
        self.files.push(SourceFile { path, text, module: module.clone(), children, named });
        for name in submodules {
            let (file, own) = (folder.join(format!("{name}.rs")), folder.join(&name));
            let file: PathBuf = if file.is_file() { file } else { own.join("mod.rs") };
            let child = self.add(&file, &own, [&module[..], std::slice::from_ref(&name)].concat())?;
            self.files[at].children.insert(name, child);
        }
        Ok(at)
    }

    /// Adds files of a folder that are not modules of the program.
    fn add_tests(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                self.add_tests(&path)?;
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let named = path.strip_prefix(workspace::root())?.to_string_lossy().into_owned();
                if self.files.iter().all(|file| file.path != named) {
                    self.tests.push((named, fs::read_to_string(&path)?));
                }
            }
        }
        Ok(())
    }

    /// The files that a file takes something from.
    pub(super) fn needs(&self, at: usize) -> BTreeSet<usize> {
        let file = &self.files[at];
        let paths = file.named.uses.iter().chain(&file.named.paths);
        paths.filter_map(|path| self.definer(&self.rooted(at, path)?, DEEPEST)).filter(|&to| to != at).collect()
    }

    /// A path from the root of the crate; none when it leads out of the crate or is a local name.
    fn rooted(&self, at: usize, path: &[String]) -> Option<Vec<String>> {
        let file = &self.files[at];
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&file.module[..], rest].concat()),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let above = file.module.len().checked_sub(ups)?;
                Some([&file.module[..above], &path[ups..]].concat())
            }
            name if file.children.contains_key(name) => Some([&file.module[..], path].concat()),
            name => {
                let imported = file.named.imports.get(name)?;
                // An import that names itself, such as that of a crate of the same name, leads out.
                let leads_on = imported.first().is_some_and(|first| first != name);
                leads_on.then(|| self.rooted(at, &[&imported[..], rest].concat()))?
            }
        }
    }

    /// Returns the file that defines the item at a path from the crate root; `None` for a module.
    fn definer(&self, path: &[String], depth: usize) -> Option<usize> {
        let (mut at, mut rest) = (0, path);
        while let Some(child) = rest.first().and_then(|name| self.files[at].children.get(name)) {
            (at, rest) = (*child, &rest[1..]);
        }
        let (name, more) = rest.split_first()?;
        let named = &self.files[at].named;
        if named.items.contains(name) || depth == 0 {
            return Some(at);
        }
        if let Some(imported) = named.imports.get(name) {
            let target = self.rooted(at, &[&imported[..], more].concat())?;
            return self.definer(&target, depth - 1);
        }
        let mut globs = named.globs.iter().filter_map(|glob| self.rooted(at, &[&glob[..], rest].concat()));
        globs.find_map(|target| self.definer(&target, depth - 1))
    }
}
