//! Judging: records verdicts, and opens findings for failures.

use std::collections::{HashMap, HashSet};

use super::{Diagnosis, Event, Judged, Rejection, Standing, State, Tally, Verdict};
use crate::checkpoint_key::CheckpointKey;
use crate::finding::{self, Finding, FindingId, Opened, due_after, severity};
use crate::ids::Meta;
use crate::selection::Selected;
use crate::vocabulary::{FindingStatus, VerdictResult};

/// Records verdicts, all or none. Each Fail of a checkpoint without an unclosed finding opens one. A Fail that is
/// judged again with another reason, in its round or in a later one, corrects the text of the unclosed finding.
pub fn record_verdicts(state: &State, meta: &Meta, verdicts: Vec<Verdict>) -> Result<Vec<Event>, Rejection> {
    let diagnosis = state.open()?;
    if diagnosis.is_requester(&meta.by) {
        return Err(Rejection::OwnReview);
    }
    if diagnosis.concluded {
        return Err(Rejection::Concluded);
    }
    diagnosis.check(&verdicts)?;
    let (opened, corrected) = (diagnosis.openings(&verdicts, meta), diagnosis.corrections(&verdicts));
    let mut events = vec![recorded(verdicts)];
    events.extend(opened.into_iter().chain(corrected));
    Ok(diagnosis.settled(events, meta))
}

/// Verdicts, their figures not yet known.
pub(super) fn recorded(verdicts: Vec<Verdict>) -> Event {
    Event::VerdictsRecorded { verdicts, tally: Tally::default(), standing: Standing::default() }
}

impl Diagnosis {
    pub(super) fn judged(&mut self, verdicts: &[Verdict], meta: &Meta) {
        for verdict in verdicts {
            let judged = Judged { verdict: verdict.clone(), round: self.round, by: meta.by.clone(), at: meta.at };
            self.changed.remove(&verdict.checkpoint);
            self.verdicts.insert(verdict.checkpoint.clone(), judged);
        }
        self.judges.insert(meta.by.subject.clone());
    }

    fn check(&self, verdicts: &[Verdict]) -> Result<(), Rejection> {
        if verdicts.is_empty() {
            return Err(Rejection::NoVerdicts);
        }
        Rejection::all(self.faults_in(verdicts.iter().enumerate()))
    }

    /// All faults of verdicts on this diagnosis, each with the verdict's index in the request.
    #[must_use]
    pub fn faults_in<'a>(&self, verdicts: impl Iterator<Item = (usize, &'a Verdict)>) -> Vec<Rejection> {
        let known: HashSet<_> = self.generated.checkpoints.iter().map(|c| &c.key).collect();
        let standing = self.unclosed();
        let (mut seen, mut faults) = (HashSet::new(), Vec::new());
        for (index, verdict) in verdicts {
            if !known.contains(&verdict.checkpoint) {
                faults.push(Rejection::UnknownCheckpoint { index });
            } else if !seen.insert(&verdict.checkpoint) {
                faults.push(Rejection::JudgedTwice { index });
            }
            faults.extend(verdict.faults(index));
            let unknown = self.unknown_in(&verdict.evidence);
            faults.extend(unknown.map(|file| Rejection::UnknownEvidence { verdict: Some(index), index: file }));
            if let (false, Some(finding)) =
                (verdict.result == VerdictResult::Fail, standing.get(&verdict.checkpoint).copied())
            {
                let (id, status, allowed) = (finding.id, finding.status, finding.allowed());
                let finding = finding::Rejection::Illegal { id, status, allowed };
                faults.push(Rejection::FindingStands { index, finding });
            }
        }
        faults
    }

    /// The findings that are neither closed nor void, by checkpoint: one each at most.
    fn unclosed(&self) -> HashMap<&CheckpointKey, &Finding> {
        self.findings.iter().filter(|f| !f.is_over()).map(|f| (&f.opened.checkpoint, f)).collect()
    }

    fn openings(&self, verdicts: &[Verdict], meta: &Meta) -> Vec<Event> {
        let unclosed = self.unclosed();
        let failed = verdicts.iter().filter(|v| v.result == VerdictResult::Fail);
        let fresh = failed.filter(|v| !unclosed.contains_key(&v.checkpoint));
        let fresh = fresh.filter_map(|v| Some((self.line(&v.checkpoint)?, &v.reason)));
        let next = u32::try_from(self.findings.len()).unwrap_or(u32::MAX).saturating_add(1);
        let numbered = (next..).map(FindingId).zip(fresh);
        let opened = numbered.map(|(id, (line, reason))| Event::Finding {
            id,
            event: finding::Event::Opened(Box::new(self.opened(line, reason, meta))),
            standing: Standing::default(),
        });
        opened.collect()
    }

    fn corrections(&self, verdicts: &[Verdict]) -> Vec<Event> {
        let unclosed = self.unclosed();
        let failed = verdicts.iter().filter(|v| v.result == VerdictResult::Fail);
        let findings = failed.filter_map(|v| Some((unclosed.get(&v.checkpoint)?, &v.reason)));
        let corrected = findings.filter(|(finding, reason)| finding.opened.reason != **reason);
        let corrected = corrected.map(|(finding, reason)| Event::Finding {
            id: finding.id,
            event: finding::Event::Corrected { reason: reason.clone() },
            standing: Standing::default(),
        });
        corrected.collect()
    }

    fn opened(&self, line: &Selected, reason: &str, meta: &Meta) -> Opened {
        let terms = &self.generated.terms;
        let severity = severity(self.generated.level, line.mandatory);
        let due_days = terms.days.of(severity);
        let mut earlier = self.findings.iter().rev().filter(|f| f.opened.checkpoint == line.key);
        Opened {
            checkpoint: line.key.clone(),
            reason: reason.to_owned(),
            severity,
            review_level: self.generated.level,
            mandatory: line.mandatory,
            team: self.generated.team.clone(),
            due_at: due_after(meta.at, due_days),
            due_days,
            policy: terms.policy.clone(),
            catalog: self.generated.catalogs.iter().find(|c| c.id == line.key.catalog).cloned(),
            previous: earlier.find(|f| f.status != FindingStatus::Void).map(|f| f.id),
        }
    }
}

impl Verdict {
    /// The faults of the verdict itself.
    fn faults(&self, index: usize) -> impl Iterator<Item = Rejection> {
        let (partial, named) = (self.result == VerdictResult::Partial, !self.compensating_control.trim().is_empty());
        let unreasoned = self.result != VerdictResult::Pass && self.reason.trim().is_empty();
        let compensation = match (partial, named) {
            (true, false) => Some(Rejection::CompensationMissing { index }),
            (false, true) => Some(Rejection::CompensationMisplaced { index }),
            (true, true) | (false, false) => None,
        };
        unreasoned.then_some(Rejection::ReasonMissing { index }).into_iter().chain(compensation)
    }
}
