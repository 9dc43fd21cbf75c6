//! The diagnosis of a review: its checklist and the verdicts on it. Written by checkpoint; has the review's id.

use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

use crate::document::DocumentVersion;
use crate::ids::{Meta, Person};
use crate::profile::Profile;
use crate::selection::{CheckpointKey, Selected};
use crate::vocabulary::{Level, Method, VerdictResult};

/// Stored for ever: add variants, never rename or reuse one.
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
    },
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
    /// Names of what it rests on.
    pub evidence: Vec<String>,
}

/// Checkpoints by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub total: u32,
    /// Those that must be judged.
    pub mandatory: u32,
    /// 양호.
    pub pass: u32,
    /// 취약.
    pub fail: u32,
    /// 부분.
    pub partial: u32,
    /// 해당없음.
    pub not_applicable: u32,
    /// Mandatory ones not judged yet.
    pub mandatory_open: u32,
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

/// A checklist with its verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The checklist as generated.
    pub generated: Generated,
    /// The latest verdict on each checkpoint.
    pub verdicts: HashMap<CheckpointKey, Judged>,
}

/// A verdict, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The judgement.
    pub verdict: Verdict,
    /// Who.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// Folds one event.
pub fn evolve(state: State, event: &Event, meta: &Meta) -> State {
    match (event, state) {
        (Event::Generated(generated), State::New | State::Open(_)) => {
            State::Open(Box::new(Diagnosis { generated: generated.clone(), verdicts: HashMap::new() }))
        }
        (Event::VerdictsRecorded { verdicts, tally: _ }, State::Open(mut diagnosis)) => {
            for verdict in verdicts {
                let judged = Judged { verdict: verdict.clone(), by: meta.by.clone(), at: meta.at };
                diagnosis.verdicts.insert(verdict.checkpoint.clone(), judged);
            }
            State::Open(diagnosis)
        }
        (Event::VerdictsRecorded { .. }, State::New) => State::New,
    }
}

/// Makes the checklist; a second time it changes nothing.
pub fn generate(state: &State, generated: Generated) -> Vec<Event> {
    match state {
        State::New => vec![Event::Generated(generated)],
        State::Open(_) => vec![],
    }
}

/// Records verdicts, all or none.
pub fn record_verdicts(state: &State, by: &Person, verdicts: Vec<Verdict>) -> Result<Vec<Event>, Rejection> {
    let State::Open(diagnosis) = state else {
        return Err(Rejection::NotFound);
    };
    if diagnosis.generated.requester.subject == by.subject {
        return Err(Rejection::OwnReview);
    }
    diagnosis.check(&verdicts)?;
    let tally = diagnosis.tally_with(&verdicts);
    Ok(vec![Event::VerdictsRecorded { verdicts, tally }])
}

impl Diagnosis {
    /// Checkpoints by verdict as it stands.
    pub fn tally(&self) -> Tally {
        self.tally_with(&[])
    }

    fn check(&self, verdicts: &[Verdict]) -> Result<(), Rejection> {
        let known: HashSet<_> = self.generated.checkpoints.iter().map(|c| &c.key).collect();
        let mut seen = HashSet::new();
        for (index, verdict) in verdicts.iter().enumerate() {
            if !known.contains(&verdict.checkpoint) {
                return Err(Rejection::UnknownCheckpoint { index });
            }
            if !seen.insert(&verdict.checkpoint) {
                return Err(Rejection::JudgedTwice { index });
            }
            if verdict.result != VerdictResult::Pass && verdict.reason.trim().is_empty() {
                return Err(Rejection::ReasonMissing { index });
            }
        }
        if verdicts.is_empty() { Err(Rejection::NoVerdicts) } else { Ok(()) }
    }

    fn tally_with(&self, new: &[Verdict]) -> Tally {
        let new: HashMap<_, _> = new.iter().map(|v| (&v.checkpoint, v.result)).collect();
        let mut tally = Tally::default();
        for checkpoint in &self.generated.checkpoints {
            let result = new.get(&checkpoint.key).copied();
            let result = result.or_else(|| self.verdicts.get(&checkpoint.key).map(|j| j.verdict.result));
            tally.count(checkpoint.mandatory, result);
        }
        tally
    }
}

impl Tally {
    fn count(&mut self, mandatory: bool, result: Option<VerdictResult>) {
        self.total += 1;
        self.mandatory += u32::from(mandatory);
        match result {
            Some(VerdictResult::Pass) => self.pass += 1,
            Some(VerdictResult::Fail) => self.fail += 1,
            Some(VerdictResult::Partial) => self.partial += 1,
            Some(VerdictResult::NotApplicable) => self.not_applicable += 1,
            None => self.mandatory_open += u32::from(mandatory),
        }
    }
}

/// Why a command was refused; an index counts the verdicts of the command from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no checklist.
    #[error("there is no checklist")]
    NotFound,
    /// A requester may not judge their own review.
    #[error("a requester may not judge their own review")]
    OwnReview,
    /// Nothing to record.
    #[error("there are no verdicts to record")]
    NoVerdicts,
    /// Not on the checklist.
    #[error("verdict {index} is for a checkpoint that is not on the checklist")]
    UnknownCheckpoint {
        /// Which verdict.
        index: usize,
    },
    /// The same checkpoint twice in one command.
    #[error("verdict {index} is for a checkpoint judged earlier in the same request")]
    JudgedTwice {
        /// Which verdict.
        index: usize,
    },
    /// Fail, Partial and N/A need a reason.
    #[error("verdict {index} needs a reason")]
    ReasonMissing {
        /// Which verdict.
        index: usize,
    },
}

#[cfg(test)]
#[path = "diagnosis_tests.rs"]
mod tests;
