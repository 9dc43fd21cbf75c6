//! What failed: each Fail opens a finding in its own commit, unless one of the same checkpoint is not closed yet. A Fail that
//! was taken back has none any more.

use std::collections::BTreeMap;

use haetae_proto::{
    common::v1::VerdictResult,
    event::v1::{FindingRetracted, VerdictsRecorded, event::Event},
};

use super::{
    history::{History, LogEntry},
    problem::{Findings, Rule},
};

/// The findings of one review.
#[derive(Default)]
struct Fails {
    /// How many were opened.
    count: usize,
    /// Those not closed: their checkpoints, by number.
    standing: BTreeMap<String, String>,
}

pub(super) fn check(history: &History, findings: &mut Findings) {
    let mut reviews: BTreeMap<&str, Fails> = BTreeMap::new();
    for entry in &history.entries {
        for (_, event) in entry.events() {
            let known = reviews.entry(&entry.id).or_default();
            if let Event::VerdictsRecorded(verdicts) = event {
                known.recorded(entry, verdicts, findings);
            } else if let Event::FixVerified(closed) = event {
                known.standing.remove(&closed.finding);
            } else if let Event::FindingRetracted(void) = event {
                known.retracted(entry, void, findings);
            }
        }
        if let Some(known) = reviews.get(entry.id.as_str()) {
            known.compare(entry, findings);
        }
    }
}

impl Fails {
    fn recorded(&mut self, entry: &LogEntry, verdicts: &VerdictsRecorded, findings: &mut Findings) {
        let failed = verdicts.verdicts.iter().filter(|v| v.result() == VerdictResult::Fail).map(|v| &v.checkpoint);
        let fresh = failed.filter(|key| !self.standing.values().any(|standing| standing == *key));
        let due: Vec<_> = (self.count + 1..).map(|n| format!("F-{n}")).zip(fresh.cloned()).collect();
        let opened: Vec<_> = entry.events().filter_map(|(_, event)| opening(event)).collect();
        findings.when(opened != due, Rule::Findings, || {
            format!("sequence {} opened {opened:?} where the verdicts give {due:?}", entry.sequence)
        });
        self.count += opened.len();
        self.standing.extend(opened);
    }

    /// It stood, and was of the checkpoint whose result is taken away.
    fn retracted(&mut self, entry: &LogEntry, void: &FindingRetracted, findings: &mut Findings) {
        let stood = self.standing.remove(&void.finding);
        findings.when(stood.as_ref() != Some(&void.checkpoint), Rule::Findings, || {
            let (sequence, finding, checkpoint) = (entry.sequence, &void.finding, &void.checkpoint);
            format!("sequence {sequence} takes back {finding} of {checkpoint}, which stood as {stood:?}")
        });
    }

    /// After a commit as many stand as each of its events tells; verdicts always tell.
    fn compare(&self, entry: &LogEntry, findings: &mut Findings) {
        for (_, event) in entry.events() {
            let told = event.standing().map(|standing| (standing.open_findings + standing.accepted_findings) as usize);
            let has_to_tell = matches!(event, Event::VerdictsRecorded(_) | Event::FindingRetracted(_));
            findings.when(told.map_or(has_to_tell, |told| told != self.standing.len()), Rule::Findings, || {
                format!("sequence {} tells of {told:?} findings where {:?} stand", entry.sequence, self.standing)
            });
        }
    }
}

fn opening(event: &Event) -> Option<(String, String)> {
    if let Event::FindingOpened(opened) = event {
        return Some((opened.finding.clone(), opened.checkpoint.clone()));
    }
    None
}
