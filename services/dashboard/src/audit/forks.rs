//! Forks, as `audit export` writes them and `audit verify` tells them: one line of JSON for each commit of a log that had
//! parted from the archive, with its bytes and what became of it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{BufRead, Read, Write},
};

use anyhow::{Context as _, Result};
use haetae_audit::Records;
use haetae_proof::leaf::Leaf;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::restore::kept::{self, Fate};

/// One commit of a fork.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// The number of the fork.
    fork: i64,
    /// The first sequence at which log and archive differed.
    parted_at: i64,
    /// How far the log went, and the archive.
    log_head: i64,
    archived: i64,
    /// When it was found.
    found_at: String,
    /// Where the commit was in the log that had parted.
    sequence: u64,
    subject: String,
    /// Its bytes, in hexadecimal digits.
    payload: String,
    /// Where the log has it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now_at: Option<u64>,
    /// Why it was put aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aside: Option<String>,
}

/// Writes all forks; nothing when there was none. Gives their number.
pub(super) async fn write(db: &mut PgConnection, out: &mut impl Write) -> Result<usize> {
    let forks = kept::forks(db).await?;
    for fork in &forks {
        let fates: HashMap<u64, Fate> = kept::fates(db, fork.fork).await?;
        for commit in kept::commits(db, fork.fork).await? {
            let (now_at, aside) = match fates.get(&commit.sequence) {
                Some(Fate::Now(at)) => (Some(*at), None),
                Some(Fate::Aside(why)) => (None, Some(why.clone())),
                None => (None, None),
            };
            let line = Line {
                fork: fork.fork,
                parted_at: fork.parted_at,
                log_head: fork.log_head,
                archived: fork.archived,
                found_at: fork.found_at.get().to_string(),
                sequence: commit.sequence,
                subject: commit.key.subject(),
                payload: hex::encode(&commit.payload),
                now_at,
                aside,
            };
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(forks.len())
}

/// What there is to tell of forks.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// One paragraph for each fork.
    pub(super) text: String,
    /// Commits of which it is not known what became of them, or that are not where it is said.
    pub(super) wrong: usize,
}

/// Reads what [`write()`] wrote, and looks for each commit that is said to be in the log now.
pub(super) fn tell(forks: impl BufRead, export: impl Read) -> Result<Told> {
    let mut lines: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for (number, line) in (1..).zip(forks.lines()) {
        let line: Line = serde_json::from_str(&line?).with_context(|| format!("line {number}"))?;
        lines.entry(line.fork).or_default().push(line);
    }
    let found = find(&lines, export)?;
    let mut told = Told { text: format!("forks      {}", lines.len()), wrong: 0 };
    for (fork, lines) in &lines {
        let Some(Line { parted_at, log_head, archived, found_at, .. }) = lines.first() else { continue };
        let now = lines.iter().filter(|line| line.now_at.is_some()).count();
        told.text.push_str(&format!(
            "\n  Fork {fork} at {parted_at}, found {found_at}: the log went on to {log_head} and the archive to {archived}, whose \
             history this is; of {} commits of the log {now} are at other sequences now, {} were put aside",
            lines.len(),
            lines.len() - now
        ));
        for line in lines {
            told.add(line, &found);
        }
    }
    Ok(told)
}

impl Told {
    fn add(&mut self, line: &Line, found: &HashMap<u64, (String, String)>) {
        let Line { sequence, subject, payload, now_at, aside, .. } = line;
        let became = match (now_at, aside) {
            (Some(at), _) if found.get(at).is_some_and(|(on, bytes)| (on, bytes) == (subject, payload)) => {
                format!("now at {at}")
            }
            (Some(at), _) => {
                self.wrong += 1;
                format!("said to be at {at} now, and is not there")
            }
            (None, Some(why)) => format!("put aside: {why}"),
            (None, None) => {
                self.wrong += 1;
                "not accounted for yet: run haetae-dashboard log restore again".to_owned()
            }
        };
        self.text.push_str(&format!("\n    {sequence} on {subject}: {became}"));
    }
}

/// Subject and bytes of the commits of an export that forks speak of.
fn find(forks: &BTreeMap<i64, Vec<Line>>, export: impl Read) -> Result<HashMap<u64, (String, String)>> {
    let mut found: HashMap<u64, (String, String)> = HashMap::new();
    let wanted: BTreeSet<u64> = forks.values().flatten().filter_map(|line| line.now_at).collect();
    let Some(last) = wanted.last() else { return Ok(found) };
    for leaf in Records::new(export).take(usize::try_from(*last)?) {
        // What is wrong with a record is a finding elsewhere.
        let Ok(leaf) = leaf? else { break };
        if let Some(Leaf { sequence, subject, payload }) =
            Leaf::decode(&leaf).filter(|leaf| wanted.contains(&leaf.sequence))
        {
            found.insert(sequence, (subject.to_owned(), hex::encode(payload)));
        }
    }
    Ok(found)
}
