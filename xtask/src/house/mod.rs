//! `cargo xtask house`: how the source is built, in figures: sizes of files and functions, circles of files that need each
//! other, where unit tests lie, how errors are logged, where an event can be overlooked, and what a change costs.

mod alarms;
mod circles;
mod functions;
mod logs;
mod names;
mod room;
mod silent;
mod touched;
mod unit_tests;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use self::{
    room::{Room, SourceFile},
    silent::Events,
};
use crate::workspace;

/// Folders of crates, or folders of such folders.
const ROOMS: [&str; 5] = ["proto", "crates", "services", "integration-tests", "xtask"];
/// A file of more lines is to be split.
const LONGEST: usize = 400;

/// Prints figures of the source: sizes of files and functions, circles of files that need each other, and what a change costs.
#[derive(Debug, clap::Args)]
pub(crate) struct HouseArgs {
    /// Name every file that a change touches.
    #[arg(long)]
    verbose: bool,
    /// Only rooms whose path has this in it, such as `crates/cli`.
    room: Option<String>,
}

/// The faults of a room.
#[derive(Default)]
struct Faults {
    files: Vec<String>,
    functions: Vec<String>,
    circles: Vec<String>,
    tests: Vec<String>,
    logs: Vec<String>,
    silent: Vec<String>,
}

impl Faults {
    fn of(room: &Room, events: &Events) -> Result<Self> {
        let mut faults = Self::default();
        for file in &room.files {
            let path = &file.path;
            faults.sizes(path, &file.text);
            faults.tests.extend(unit_tests::astray(&file.text).into_iter().map(|what| format!("{path}: {what}")));
            faults.logs.extend(logs::astray(&file.text).into_iter().map(|what| format!("{path}: {what}")));
            faults.logs.extend(alarms::astray(path, &file.text).into_iter().map(|what| format!("{path}: {what}")));
            faults.silent.extend(events.overlooked(&file.text)?.into_iter().map(|what| format!("{path}: {what}")));
        }
        room.tests.iter().for_each(|(path, text)| faults.sizes(path, text));
        faults.circles.extend(circles::of(room).iter().map(|circle| circle.description(room)));
        Ok(faults)
    }

    /// Records files and functions that are too long, in tests too.
    fn sizes(&mut self, path: &str, text: &str) {
        let lines = text.lines().count();
        if lines > LONGEST {
            self.files.push(format!("{path} has {lines} lines, more than {LONGEST}"));
        }
        let functions = functions::too_long(text).into_iter();
        self.functions.extend(
            functions
                .map(|(name, lines)| format!("{path}: fn {name} has {lines} lines, more than {}", functions::LONGEST)),
        );
    }

    fn counts(&self) -> [usize; 6] {
        self.all().map(Vec::len)
    }

    fn all(&self) -> [&Vec<String>; 6] {
        [&self.files, &self.functions, &self.circles, &self.tests, &self.logs, &self.silent]
    }
}

/// Prints the figures.
///
/// # Errors
/// An error if a file cannot be read or is not valid Rust.
pub(crate) fn run(args: &HouseArgs) -> Result<()> {
    let wanted = |room: &Room| args.room.as_ref().is_none_or(|part| room.name.contains(part));
    println!("                                                     lines          to be mended");
    println!("room                         files   lines  median longest   files functions circles tests  logs silent");
    let events = Events::read()?;
    let mut notes = Vec::new();
    for room in rooms()?.iter().filter(|room| wanted(room)) {
        let lines = sorted(room.files.iter().map(SourceFile::lines).collect());
        let (median, longest) = (lines[lines.len() / 2], lines[lines.len() - 1]);
        let (count, total) = (lines.len(), lines.iter().sum::<usize>());
        let faults = Faults::of(room, &events)?;
        let [files, functions, circles, tests, logs, silent] = faults.counts();
        let name = &room.name;
        println!(
            "{name:<28} {count:>5} {total:>7} {median:>7} {longest:>7} {files:>7} {functions:>9} {circles:>7} {tests:>5} {logs:>5} {silent:>6}"
        );
        notes.extend(faults.all().into_iter().flatten().cloned());
    }
    println!();
    for (change, touched) in touched::CHANGES.iter().zip(touched::files()?) {
        println!("one more {} touches {}, as {} does", change.kind, touched.counted(), change.example);
        if args.verbose {
            touched.source.iter().chain(&touched.content).for_each(|file| println!("  {file}"));
        }
    }
    println!("\n{}", if notes.is_empty() { "nothing is to be mended".to_owned() } else { notes.join("\n") });
    Ok(())
}

/// Every crate of the workspace.
fn rooms() -> Result<Vec<Room>> {
    let mut rooms = Vec::new();
    for folder in ROOMS {
        for place in places(&workspace::root().join(folder))? {
            rooms.push(Room::read(&place).with_context(|| place.clone())?);
        }
    }
    Ok(rooms)
}

/// The crates in a folder, which may be one itself, by their paths from the root.
fn places(folder: &Path) -> Result<Vec<String>> {
    let root = workspace::root();
    let named = |path: &Path| Ok(path.strip_prefix(&root)?.to_string_lossy().into_owned());
    if folder.join("Cargo.toml").is_file() {
        return Ok(vec![named(folder)?]);
    }
    let entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    let crates = entries.iter().map(fs::DirEntry::path).filter(|path| path.join("Cargo.toml").is_file());
    Ok(sorted(crates.map(|path| named(&path)).collect::<Result<_>>()?))
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Circles that are still there, by room. A number may only become smaller.
    const CIRCLES: &[(&str, usize)] = NONE;

    /// Unit tests that are not kept in the one way yet, by room. A number may only become smaller.
    const ASTRAY: &[(&str, usize)] = NONE;

    /// Logs of errors without their causes, by room. Errors of the development servers are those of the system, and have none.
    /// Those of xtask are the examples in the tests of this count.
    const OUTER_TEXTS: &[(&str, usize)] = &[("crates/devstack", 3), ("xtask", 5)];

    /// Places that overlook a new event, by room. Every other match on events has to be decided before it compiles.
    /// The one of the domain says in a stored event what made a decision stale. The oracle has rules of its own.
    const SILENT: &[(&str, usize)] = &[("integration-tests", 74)];

    /// No file and no function is too long.
    const NONE: &[(&str, usize)] = &[];

    /// Files of source that each of the [`touched::CHANGES`] touches. A number may only become smaller.
    const TOUCHED: [usize; touched::CHANGES.len()] = [12, 5, 15, 5, 3];

    #[test]
    fn no_room_has_more_to_mend_than_is_known() {
        let events = Events::read().unwrap();
        for room in rooms().unwrap() {
            let faults = Faults::of(&room, &events).unwrap();
            for (known, found) in [NONE, NONE, CIRCLES, ASTRAY, OUTER_TEXTS, SILENT].into_iter().zip(faults.all()) {
                let known = known.iter().find(|(name, _)| *name == room.name).map_or(0, |(_, known)| *known);
                assert!(found.len() <= known, "{} of {known} in {}:\n{}", found.len(), room.name, found.join("\n"));
            }
        }
    }

    #[test]
    fn no_change_touches_more_files_than_it_did() {
        for ((change, touched), most) in touched::CHANGES.iter().zip(touched::files().unwrap()).zip(TOUCHED) {
            let files = &touched.source;
            assert!(files.len() <= most, "one more {} touches {}:\n{}", change.kind, files.len(), files.join("\n"));
        }
    }
}
