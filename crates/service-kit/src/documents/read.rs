//! Reads and checks a submitted document, and reports all its faults at once.

use haetae_domain::{document::ContentHash, faults::Fault};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::json::Node;
use super::shape::{At, Notes, Stop};

/// Largest document, in bytes: a commit with it has to fit into one message of the log.
pub const LARGEST: usize = 512 * 1024;

/// Missing values that are reported individually before reading stops.
const MOST_MISSING: usize = 64;

/// Reads a document, normalises its texts as all stored texts are, and checks it with `examine`.
///
/// # Errors
/// Every fault: first those of its shape, then those that `examine` finds in values with the right shape.
pub fn read_document<T: DeserializeOwned>(bytes: &[u8], examine: impl Fn(&T) -> Vec<Fault>) -> Result<T, Vec<Fault>> {
    if bytes.len() > LARGEST {
        let kib = LARGEST / 1024;
        return Err(vec![Fault::new("", (format!("{kib}KiB를 넘습니다."), format!("larger than {kib} KiB")))]);
    }
    let root: Node = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let ko = format!("{line}행 {column}열에서 JSON으로 읽을 수 없습니다.");
        vec![Fault::new("", (ko, format!("not JSON at line {line}, column {column}")))]
    })?;
    let (document, mut faults) = shaped(&root.stored())?;
    let found = examine(&document);
    let shapes: Vec<String> = faults.iter().map(|f| general(&f.path)).collect();
    faults.extend(found.into_iter().filter(|fault| {
        let path = general(&fault.path);
        !shapes.iter().any(|shape| shape.starts_with(&path) || path.starts_with(shape))
    }));
    if faults.is_empty() { Ok(document) } else { Err(faults) }
}

/// The published form of the document: equal content has equal bytes.
///
/// # Errors
/// When the type cannot be written as JSON.
pub fn canonical<T: Serialize>(document: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(document)
}

/// The hash that identifies the content of a version: SHA-256 of its canonical bytes.
pub fn content_hash(canonical: &[u8]) -> ContentHash {
    Sha256::digest(canonical).into()
}

/// The document, with default values in place of values that do not fit, and the faults found.
fn shaped<T: DeserializeOwned>(root: &Node) -> Result<(T, Vec<Fault>), Vec<Fault>> {
    let mut notes = Notes::default();
    loop {
        let stop = match T::deserialize(At { node: Some(root), path: String::new(), notes: &notes }) {
            Ok(_) if notes.leave_out_unknown() => continue,
            Ok(document) => return Ok((document, all(notes))),
            Err(stop) => stop,
        };
        match stop {
            Stop::Missing(_, Some(path)) if notes.missing.len() < MOST_MISSING && !notes.missing.contains(&path) => {
                notes.missing.insert(path);
                notes.faults.borrow_mut().clear();
            }
            Stop::Missing(_, Some(path)) => {
                notes.missing.insert(path);
                return Err(all(notes));
            }
            stop @ (Stop::Missing(_, None) | Stop::Refused(_)) => {
                let mut faults = all(notes);
                faults.push(Fault::new("", ("문서로 읽을 수 없습니다.", stop.to_string())));
                return Err(faults);
            }
        }
    }
}

fn all(notes: Notes) -> Vec<Fault> {
    let missing = notes.missing.into_iter().map(|path| Fault::new(path, ("값이 없습니다.", "missing")));
    notes.faults.into_inner().into_iter().chain(missing).collect()
}

/// A path without the parts that identify list entries: these are numbers here and ids in other checks.
fn general(path: &str) -> String {
    let mut inside = false;
    path.chars()
        .filter(|c| {
            let was = inside;
            inside = (inside || *c == '[') && *c != ']';
            !was || *c == ']'
        })
        .collect()
}

#[cfg(test)]
mod tests;
