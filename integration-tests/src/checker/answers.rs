//! What clients read: everything up to the token they gave.

use std::collections::HashMap;

use haetae_event_log::Category;

use super::{
    history::History,
    ledger::Ledger,
    problem::{Findings, Rule},
};

pub(super) fn check(ledger: &Ledger, history: &History, findings: &mut Findings) {
    let mut sequences: HashMap<&str, Vec<u64>> = HashMap::new();
    for entry in &history.entries {
        if matches!(entry.category, Category::Review | Category::Risk | Category::Diagnosis) {
            let events = entry.events().map(|_| entry.sequence);
            sequences.entry(&entry.id).or_default().extend(events);
        }
    }
    for read in &ledger.reads {
        let all = sequences.get(read.review_id.as_str()).map(Vec::as_slice).unwrap_or_default();
        // More may have happened while the read waited, but nothing in between may be missing.
        let whole = all.starts_with(&read.shown);
        let last = all.iter().rev().find(|sequence| **sequence <= read.position).copied();
        findings.when(!whole || last > read.shown.last().copied(), Rule::ReadYourWrites, || {
            format!("review {} read at {} showed {:?} of {all:?}", read.review_id, read.position, read.shown)
        });
    }
}
