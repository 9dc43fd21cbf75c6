//! `cargo xtask house`: how the source is built, in figures: sizes of files, and circles of files that need each other.

mod circles;
mod names;
mod room;

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use self::room::Room;
use crate::workspace;

/// Where the rooms are: the folders of the crates, or folders of such folders.
const ROOMS: [&str; 5] = ["proto", "crates", "services", "integration-tests", "xtask"];
/// A file of more lines is to be split.
const LONGEST: usize = 400;

/// Prints the figures.
///
/// # Errors
/// When a file cannot be read, or is no Rust.
pub(crate) fn run() -> Result<()> {
    println!("{:<28} {:>5} {:>7} {:>7} {:>7} {:>8}", "room", "files", "lines", "median", "longest", "circles");
    let mut notes = Vec::new();
    for room in rooms()? {
        let circles = circles::of(&room);
        let lines = sorted(room.files.iter().map(|file| file.lines).collect());
        let (median, longest) = (lines[lines.len() / 2], lines[lines.len() - 1]);
        let total: usize = lines.iter().sum();
        println!("{:<28} {:>5} {total:>7} {median:>7} {longest:>7} {:>8}", room.name, lines.len(), circles.len());
        notes.extend(
            room.files
                .iter()
                .filter(|file| file.lines > LONGEST)
                .map(|file| format!("{} has {} lines, more than {LONGEST}", file.path, file.lines)),
        );
        notes.extend(circles.iter().map(|circle| circle.told(&room)));
    }
    println!(
        "\n{}",
        if notes.is_empty() { "no file is too long, and there are no circles".to_owned() } else { notes.join("\n") }
    );
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
    const CIRCLES: &[(&str, usize)] = &[("services/dashboard", 1)];

    #[test]
    fn no_room_gets_a_circle_more() {
        for room in rooms().unwrap() {
            let known = CIRCLES.iter().find(|(name, _)| *name == room.name).map_or(0, |(_, known)| *known);
            let circles = circles::of(&room);
            let told: Vec<_> = circles.iter().map(|circle| circle.told(&room)).collect();
            assert!(circles.len() <= known, "{} of {known}:\n{}", room.name, told.join("\n"));
        }
    }
}
