//! The diagnosis of a review: its checklist, the verdicts on it in rounds, and its findings. Written by checkpoint; has
//! the review's id.

mod evidence;
mod findings;
mod rejection;
mod retract;
mod revise;
mod rounds;
mod tally;
mod verdicts;

pub use evidence::add_evidence;
pub use findings::{
    assign_finding, claim_fix, decide_acceptance, reject_fix, request_acceptance, revoke_acceptance, ring, verify_fix,
};
pub use rejection::Rejection;
pub use retract::retract_finding;
pub use revise::{Revision, revise};
pub use rounds::{conclude, reopen};
pub use tally::{Standing, Tally};
pub use verdicts::record_verdicts;

use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::document::DocumentVersion;
use crate::evidence::{Evidence, EvidenceId, File, References};
use crate::finding::{self, Finding, FindingId};
use crate::ids::{Meta, Person};
use crate::policy::FindingDays;
use crate::profile::Profile;
use crate::selection::{CheckpointKey, Selected};
use crate::vocabulary::{Coverage, Level, Method, RevisionCause, VerdictResult};

/// Stored for ever: add variants, never rename or reuse one. Tallies and standings are those after the whole commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The checklist was generated.
    Generated(Generated),
    /// Checkpoints were judged.
    VerdictsRecorded {
        /// One or more.
        verdicts: Vec<Verdict>,
        /// The whole checklist afterwards.
        tally: Tally,
        /// Where it stands afterwards.
        standing: Standing,
    },
    /// A round was concluded.
    Concluded(Concluded),
    /// A new round began.
    Reopened(Reopened),
    /// The checklist was made anew.
    Revised(Box<Revised>),
    /// Something happened to a finding.
    Finding {
        /// Which.
        id: FindingId,
        /// What.
        event: finding::Event,
        /// Where the diagnosis stands afterwards.
        standing: Standing,
    },
    /// A file was added as evidence; it changes nothing about where the diagnosis stands.
    EvidenceAdded {
        /// Its number.
        id: EvidenceId,
        /// What it is.
        file: Box<File>,
    },
}

impl Event {
    /// Whether a decision made before it cannot stand without the approver looking again.
    #[must_use]
    pub const fn unsettles_decision(&self) -> bool {
        match self {
            Self::VerdictsRecorded { .. } | Self::Reopened(_) | Self::Revised(_) => true,
            Self::Finding { event, .. } => event.unsettles_decision(),
            Self::Generated(_) | Self::Concluded(_) | Self::EvidenceAdded { .. } => false,
        }
    }
}

/// A checklist and what it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The catalogue versions used.
    pub catalogs: Vec<DocumentVersion>,
    /// The inputs.
    pub profile: Profile,
    /// The level it was made for.
    pub level: Level,
    /// Requester of the review; may not judge it.
    pub requester: Person,
    /// Team of the review.
    pub team: String,
    /// In order.
    pub checkpoints: Vec<Selected>,
    /// How long fixes may take.
    pub terms: FindingTerms,
}

/// How long fixes may take, and who says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingTerms {
    /// The policy version; none for the default.
    pub policy: Option<DocumentVersion>,
    /// By severity.
    pub days: FindingDays,
}

/// One judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which checkpoint.
    pub checkpoint: CheckpointKey,
    /// The judgement.
    pub result: VerdictResult,
    /// How it was reached.
    pub method: Method,
    /// Why; required unless Pass.
    pub reason: String,
    /// What it rests on.
    pub evidence: References,
    /// What makes up for what is missing; for Partial, and empty in the first commits.
    pub compensating_control: String,
}

/// The end of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concluded {
    /// From 1.
    pub round: u32,
    /// The reviewer's; may be empty.
    pub summary: String,
    /// The whole checklist.
    pub tally: Tally,
    /// Where it stands afterwards.
    pub standing: Standing,
    /// How well each threat is covered.
    pub coverage: Vec<ThreatStanding>,
    /// What passing each control that has not passed would add, greatest gain first.
    pub gains: Vec<ControlGain>,
}

/// How well a threat is covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreatStanding {
    /// The catalogue that names it.
    pub catalog: String,
    /// Its id.
    pub threat: String,
    /// How well.
    pub coverage: Coverage,
}

/// What a control that has not passed would add if all of its checkpoints passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlGain {
    /// The catalogue that names it.
    pub catalog: String,
    /// Its id.
    pub control: String,
    /// Checkpoints of it that have not passed, without those that do not apply.
    pub checkpoints: u32,
    /// Coverage gained, in halves of a threat.
    pub coverage_halves: u32,
}

/// The start of another round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopened {
    /// The new round.
    pub round: u32,
    /// Why; empty when the revision in the same commit is the reason.
    pub reason: String,
    /// Those to judge: failed, changed or added.
    pub checkpoints: Vec<CheckpointKey>,
    /// The whole checklist afterwards.
    pub tally: Tally,
    /// Where it stands afterwards.
    pub standing: Standing,
}

/// A checklist made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    /// Why.
    pub cause: RevisionCause,
    /// The catalogue versions now.
    pub catalogs: Vec<DocumentVersion>,
    /// The inputs now.
    pub profile: Profile,
    /// The level now.
    pub level: Level,
    /// The whole checklist now, in order.
    pub checkpoints: Vec<Selected>,
    /// Those that were not on it before.
    pub added: Vec<CheckpointKey>,
    /// Those that stay with another requirement or check.
    pub changed: Vec<CheckpointKey>,
    /// Those that left it.
    pub retired: Vec<CheckpointKey>,
    /// How long fixes may take from now on.
    pub terms: FindingTerms,
    /// The whole checklist afterwards.
    pub tally: Tally,
    /// Where it stands afterwards.
    pub standing: Standing,
}

/// Where a diagnosis stands.
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
    /// The checklist as it stands.
    pub generated: Generated,
    /// From 1.
    pub round: u32,
    /// Whether the round is concluded.
    pub concluded: bool,
    /// The verdict that holds on each checkpoint.
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
    /// Subjects of everybody who judged anything.
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

/// Makes the checklist; a second time it changes nothing.
pub fn generate(state: &State, generated: Generated) -> Vec<Event> {
    match state {
        State::New => vec![Event::Generated(generated)],
        State::Open(_) => vec![],
    }
}

impl State {
    fn open(&self) -> Result<&Diagnosis, Rejection> {
        match self {
            Self::New => Err(Rejection::NotFound),
            Self::Open(diagnosis) => Ok(diagnosis),
        }
    }
}

impl Diagnosis {
    /// A checklist on which nothing is judged.
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

    fn take(&mut self, event: &Event, meta: &Meta) {
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
                if let finding::Event::Retracted { checkpoint, .. } = event {
                    self.verdicts.remove(checkpoint);
                    self.changed.remove(checkpoint);
                }
            }
        }
    }

    /// The events with the tally and the standing that hold after all of them.
    fn settled(&self, mut events: Vec<Event>, meta: &Meta) -> Vec<Event> {
        let mut after = self.clone();
        events.iter().for_each(|event| after.take(event, meta));
        let (tally, standing) = (after.tally(), after.standing());
        events.iter_mut().for_each(|event| event.settle(tally, standing));
        events
    }

    fn is_requester(&self, by: &Person) -> bool {
        self.generated.requester.subject == by.subject
    }
}

impl Event {
    fn settle(&mut self, now: Tally, stands: Standing) {
        match self {
            Self::Generated(_) | Self::EvidenceAdded { .. } => {}
            Self::VerdictsRecorded { tally, standing, .. }
            | Self::Concluded(Concluded { tally, standing, .. })
            | Self::Reopened(Reopened { tally, standing, .. }) => (*tally, *standing) = (now, stands),
            Self::Revised(revised) => (revised.tally, revised.standing) = (now, stands),
            Self::Finding { event, standing, .. } => {
                *standing = stands;
                if let finding::Event::Retracted { tally, .. } = event {
                    *tally = now;
                }
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
