//! The current state of a diagnosis: the fold of its events.

use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Event, Generated, Rejection, Verdict};
use crate::checkpoint_key::CheckpointKey;
use crate::document::DocumentVersion;
use crate::evidence::Evidence;
use crate::finding::{self, Finding, FindingId};
use crate::ids::{Meta, Person};
use crate::selection::Selected;

/// The state of a diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// No checklist yet.
    #[default]
    New,
    /// There is a checklist.
    Open(Box<Diagnosis>),
}

/// A checklist with its verdicts and findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The current checklist.
    pub generated: Generated,
    /// From 1.
    pub round: u32,
    /// Whether the round is concluded.
    pub concluded: bool,
    /// The current verdict of each checkpoint.
    pub verdicts: HashMap<CheckpointKey, Judged>,
    /// Verdicts of earlier rounds that were to be judged again, oldest first.
    pub earlier: Vec<Judged>,
    /// Checkpoints whose text changed after they were judged.
    pub changed: HashSet<CheckpointKey>,
    /// Checkpoints that left the checklist, in the order they did.
    pub retired: Vec<Retired>,
    /// By number.
    pub findings: Vec<Finding>,
    /// By number.
    pub evidence: Vec<Evidence>,
    /// Subjects of all people who recorded a verdict.
    pub judges: BTreeSet<String>,
}

/// A verdict, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The judgement.
    pub verdict: Verdict,
    /// The round it was given in.
    pub round: u32,
    /// Who.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// A checkpoint that is no longer on the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retired {
    /// As it was.
    pub line: Selected,
    /// The version its texts are in.
    pub catalog: Option<DocumentVersion>,
}

/// Folds one event.
pub fn evolve(state: State, event: &Event, meta: &Meta) -> State {
    match (event, state) {
        (Event::Generated(generated), State::New | State::Open(_)) => {
            State::Open(Box::new(Diagnosis::new(generated.clone())))
        }
        (
            Event::VerdictsRecorded { .. }
            | Event::Concluded(_)
            | Event::Reopened(_)
            | Event::Revised(_)
            | Event::Finding { .. }
            | Event::EvidenceAdded { .. },
            State::New,
        ) => State::New,
        (event, State::Open(mut diagnosis)) => {
            diagnosis.take(event, meta);
            State::Open(diagnosis)
        }
    }
}

/// Generates the checklist; a second call changes nothing.
pub fn generate(state: &State, generated: Generated) -> Vec<Event> {
    match state {
        State::New => vec![Event::Generated(generated)],
        State::Open(_) => vec![],
    }
}

impl State {
    /// The diagnosis; an error if there is none.
    pub(super) fn open(&self) -> Result<&Diagnosis, Rejection> {
        match self {
            Self::New => Err(Rejection::NotFound),
            Self::Open(diagnosis) => Ok(diagnosis),
        }
    }
}

impl Diagnosis {
    /// A checklist without verdicts.
    pub fn new(generated: Generated) -> Self {
        Self {
            generated,
            round: 1,
            concluded: false,
            verdicts: HashMap::new(),
            earlier: vec![],
            changed: HashSet::new(),
            retired: vec![],
            findings: vec![],
            evidence: vec![],
            judges: BTreeSet::new(),
        }
    }

    /// The finding with this number.
    pub fn finding(&self, id: FindingId) -> Option<&Finding> {
        self.findings.get(id.index()?)
    }

    /// The line of the checklist with this key.
    pub fn line(&self, key: &CheckpointKey) -> Option<&Selected> {
        self.generated.checkpoints.iter().find(|c| c.key == *key)
    }

    pub(super) fn take(&mut self, event: &Event, meta: &Meta) {
        match event {
            Event::Generated(_) => {}
            Event::VerdictsRecorded { verdicts, .. } => self.judged(verdicts, meta),
            Event::Concluded(_) => self.concluded = true,
            Event::Reopened(reopened) => self.reopened(reopened),
            Event::Revised(revised) => self.revised(revised),
            Event::EvidenceAdded { id, file } => self.added(*id, file, meta),
            Event::Finding { id, event, .. } => {
                let at = id.index().filter(|at| *at < self.findings.len());
                let known = at.map(|at| self.findings.remove(at));
                let place = at.unwrap_or(self.findings.len());
                if let Some(finding) = finding::evolve(known, *id, event, meta) {
                    self.findings.insert(place, finding);
                }
                if let Some((checkpoint, _)) = event.takes_back() {
                    self.verdicts.remove(checkpoint);
                    self.changed.remove(checkpoint);
                }
            }
        }
    }

    /// The events with the tally and the standing after all of them.
    pub(super) fn settled(&self, mut events: Vec<Event>, meta: &Meta) -> Vec<Event> {
        let mut after = self.clone();
        events.iter().for_each(|event| after.take(event, meta));
        let (tally, standing) = (after.tally(), after.standing());
        events.iter_mut().for_each(|event| event.settle(tally, standing));
        events
    }

    pub(super) fn is_requester(&self, by: &Person) -> bool {
        self.generated.requester.subject == by.subject
    }
}
