//! The log as a whole: sequences and commit ids.

use std::collections::HashMap;

use super::{
    history::{History, home, names},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, findings: &mut Findings) {
    let mut expected = 1;
    let mut seen = HashMap::new();
    for entry in &history.entries {
        let sequence = entry.sequence;
        findings.when(sequence != expected, Rule::Contiguous, || {
            format!("sequence {expected} belongs where {sequence} is")
        });
        expected = sequence + 1;
        let Some(id) = entry.commit_id() else {
            findings.add(Rule::Readable, format!("the commit at sequence {sequence} has no id"));
            continue;
        };
        if let Some(first) = seen.insert(id, sequence) {
            findings.add(Rule::CommitOnce, format!("commit {id} is at sequence {first} and again at {sequence}"));
        }
        let misplaced = entry.events().any(|(_, event)| home(event) != entry.category);
        let whole = entry.events().count() == entry.commit.events.len() && !entry.commit.events.is_empty();
        findings.when(misplaced || !whole, Rule::Readable, || {
            format!("sequence {sequence} of {} holds [{}]", entry.category, names(entry))
        });
    }
}
