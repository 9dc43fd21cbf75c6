//! Forks: the position where a log once diverged from the archive, and the fate of the commits on the side that is
//! not the history.
//!
//! The file `forks` of an export has one JSON line for each of these commits.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{self, BufRead, Read},
};

use haetae_proof::leaf::Leaf;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::export::Records;

/// A line of the file `forks`: one commit of the side that is not the history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForkLine {
    /// The number of the fork.
    pub fork: i64,
    /// The first sequence at which log and archive differed.
    pub parted_at: i64,
    /// The last sequence of the log.
    pub log_head: i64,
    /// The last sequence of the archive.
    pub archived: i64,
    /// When it was found, a time of RFC 3339.
    pub found_at: String,
    /// The sequence of the commit in the diverged log.
    pub sequence: u64,
    /// Its subject.
    pub subject: String,
    /// Its bytes, in hexadecimal digits.
    pub payload: String,
    /// Its sequence in the log now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_at: Option<u64>,
    /// Why it was not appended to the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<String>,
}

/// A fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// Its number.
    pub number: i64,
    /// The first sequence at which log and archive differed.
    pub parted_at: i64,
    /// The last sequence of the log.
    pub log_head: i64,
    /// The end of the archive, which is the history.
    pub archived: i64,
    /// When it was found.
    pub found_at: String,
    /// The commits of the log from there on, in their order.
    pub commits: Vec<Forked>,
}

/// A commit of the side that is not the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forked {
    /// Its sequence in the diverged log.
    pub sequence: u64,
    /// Its subject.
    pub subject: String,
    /// Its outcome.
    pub became: Became,
}

/// The fate of a commit of a fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// The export has it at this sequence.
    Now(u64),
    /// The file claims this sequence, where the export has something else.
    NotThere(u64),
    /// It was not appended to the history, for this reason.
    Aside(String),
    /// Not recorded yet.
    Unknown,
}

impl Became {
    /// Whether the commit is unaccounted for.
    #[must_use]
    pub const fn is_wrong(&self) -> bool {
        matches!(self, Self::NotThere(_) | Self::Unknown)
    }
}

/// Why forks cannot be read.
#[derive(Debug, Error)]
pub enum ForksError {
    /// The file or the export.
    #[error(transparent)]
    Unread(#[from] io::Error),
    /// A line is no commit of a fork.
    #[error("line {line}: {cause}")]
    NoFork {
        /// Its number, from 1.
        line: usize,
        /// The fault.
        cause: serde_json::Error,
    },
}

/// Reads the file `forks`, and searches the export for each commit that is claimed to be in the log now.
///
/// # Errors
/// When one of them cannot be read, or a line is no commit of a fork.
pub fn read_forks(forks: impl BufRead, export: impl Read) -> Result<Vec<Fork>, ForksError> {
    let mut lines: BTreeMap<i64, Vec<ForkLine>> = BTreeMap::new();
    for (number, line) in (1..).zip(forks.lines()) {
        let line: ForkLine =
            serde_json::from_str(&line?).map_err(|cause| ForksError::NoFork { line: number, cause })?;
        lines.entry(line.fork).or_default().push(line);
    }
    let found = find(&lines, export)?;
    Ok(lines.into_iter().filter_map(|(number, lines)| fork(number, lines, &found)).collect())
}

fn fork(number: i64, lines: Vec<ForkLine>, found: &HashMap<u64, (String, String)>) -> Option<Fork> {
    let ForkLine { parted_at, log_head, archived, found_at, .. } = lines.first()?.clone();
    let commits = lines.into_iter().map(|line| forked(line, found)).collect();
    Some(Fork { number, parted_at, log_head, archived, found_at, commits })
}

fn forked(line: ForkLine, found: &HashMap<u64, (String, String)>) -> Forked {
    let ForkLine { sequence, subject, payload, now_at, aside, .. } = line;
    let is_at = |at| found.get(&at).is_some_and(|(on, bytes)| (on, bytes) == (&subject, &payload));
    let became = match (now_at, aside) {
        (Some(at), _) if is_at(at) => Became::Now(at),
        (Some(at), _) => Became::NotThere(at),
        (None, Some(why)) => Became::Aside(why),
        (None, None) => Became::Unknown,
    };
    Forked { sequence, subject, became }
}

/// Subject and bytes of the commits of an export that forks speak of.
fn find(forks: &BTreeMap<i64, Vec<ForkLine>>, export: impl Read) -> io::Result<HashMap<u64, (String, String)>> {
    let mut found: HashMap<u64, (String, String)> = HashMap::new();
    let wanted: BTreeSet<u64> = forks.values().flatten().filter_map(|line| line.now_at).collect();
    let Some(last) = wanted.last() else { return Ok(found) };
    for leaf in Records::new(export).take(usize::try_from(*last).unwrap_or(usize::MAX)) {
        // The verification of the export reports faults of records.
        let Ok(leaf) = leaf? else { break };
        if let Some(Leaf { sequence, subject, payload }) =
            Leaf::decode(&leaf).filter(|leaf| wanted.contains(&leaf.sequence))
        {
            found.insert(sequence, (subject.to_owned(), hex::encode(payload)));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sequence: u64, became: &str) -> String {
        let place = r#""fork":1,"parted_at":5,"log_head":9,"archived":7,"found_at":"2026-01-31T00:00:00Z""#;
        format!(r#"{{{place},"sequence":{sequence},"subject":"ev.review.a","payload":"ab"{became}}}"#) + "\n"
    }

    fn export() -> Vec<u8> {
        let leaf = |sequence, payload: &[u8]| Leaf { sequence, subject: "ev.review.a", payload }.encode();
        let records = [leaf(1, &[0xab]), leaf(2, &[0xcd])];
        records.iter().flat_map(|leaf| [&(leaf.len() as u32).to_be_bytes()[..], leaf].concat()).collect()
    }

    /// Every commit of a fork is accounted for, or named as wrong: not where it is said to be, or without any outcome.
    #[test]
    fn every_commit_of_a_fork_is_accounted_for() {
        let forks = [line(5, r#","now_at":1"#), line(6, r#","now_at":2"#), line(7, r#","aside":"why""#), line(8, "")];
        let read = read_forks(forks.concat().as_bytes(), export().as_slice()).expect("readable");
        let [fork] = &read[..] else { panic!("{read:?}") };
        let became: Vec<_> = fork.commits.iter().map(|commit| commit.became.clone()).collect();
        assert_eq!(became, [Became::Now(1), Became::NotThere(2), Became::Aside("why".into()), Became::Unknown]);
        assert_eq!(became.iter().filter(|one| one.is_wrong()).count(), 2);
        let cut = read_forks(&b"{\"fork\":1"[..], export().as_slice());
        assert!(matches!(cut, Err(ForksError::NoFork { line: 1, .. })), "{cut:?}");
    }
}
