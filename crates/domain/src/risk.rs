//! The risk assessment of a review. Written by risk; has the review's id.

use jiff::Timestamp;

use crate::document::DocumentVersion;
use crate::ids::{Meta, Person};
use crate::profile::Profile;
use crate::residual::Residual;
use crate::scoring::Score;

/// Stored for ever: add variants, never rename or reuse one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The review was scored.
    Assessed(Assessment),
    /// A round of diagnosis was concluded: the residual of the score.
    ResidualAssessed(Residual),
}

impl Event {
    /// The score; none for any other event.
    #[must_use]
    pub const fn assessment(&self) -> Option<&Assessment> {
        match self {
            Self::Assessed(assessment) => Some(assessment),
            Self::ResidualAssessed(_) => None,
        }
    }
}

/// A score with the inputs and the policy version it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The policy version used.
    pub policy: DocumentVersion,
    /// The inputs.
    pub profile: Profile,
    /// Requester of the review.
    pub requester: Person,
    /// Team of the review.
    pub team: String,
    /// The result.
    pub score: Score,
}

/// The latest assessment of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not scored yet.
    #[default]
    New,
    /// Scored.
    Assessed {
        /// The latest one.
        assessment: Box<Assessment>,
        /// When.
        at: Timestamp,
        /// The residual of this score after the last concluded round, and the time it was recorded.
        residual: Option<Box<(Residual, Timestamp)>>,
    },
}

/// Folds one event.
pub fn evolve(state: State, event: &Event, meta: &Meta) -> State {
    match (event, state) {
        (Event::Assessed(assessment), State::New | State::Assessed { .. }) => {
            State::Assessed { assessment: Box::new(assessment.clone()), at: meta.at, residual: None }
        }
        (Event::ResidualAssessed(residual), State::Assessed { assessment, at, residual: _ }) => {
            State::Assessed { assessment, at, residual: Some(Box::new((residual.clone(), meta.at))) }
        }
        (Event::ResidualAssessed(_), State::New) => State::New,
    }
}

/// Records the residual of the score after a concluded round. `residual` computes it from the score.
pub fn assess_residual(state: &State, residual: impl Fn(u8) -> Residual) -> Vec<Event> {
    match state {
        State::New => vec![],
        State::Assessed { assessment, .. } => vec![Event::ResidualAssessed(residual(assessment.score.score))],
    }
}

/// Records the first assessment; a second one for the same submission changes nothing.
pub fn assess(state: &State, assessment: Assessment) -> Vec<Event> {
    match state {
        State::New => vec![Event::Assessed(assessment)],
        State::Assessed { .. } => vec![],
    }
}

/// Scores an amended review again; a review already scored with these inputs is left unchanged.
pub fn assess_amended(state: &State, assessment: Assessment) -> Vec<Event> {
    match state {
        State::Assessed { assessment: known, .. } if known.profile == assessment.profile => vec![],
        State::Assessed { .. } | State::New => vec![Event::Assessed(assessment)],
    }
}

/// Scores a reopened review again, like a new request. `target` is the policy and the days of its target date. An
/// unchanged assessment is recorded again if the target follows from another one, as after an amendment of the closed
/// review, because the target of a review follows from an assessment made while the review is open.
pub fn assess_reopened(state: &State, assessment: Assessment, target: Option<(&DocumentVersion, u16)>) -> Vec<Event> {
    match state {
        State::Assessed { assessment: known, .. }
            if (&known.profile, &known.policy) == (&assessment.profile, &assessment.policy)
                && target == Some((&known.policy, known.score.target_days)) =>
        {
            vec![]
        }
        State::Assessed { .. } | State::New => vec![Event::Assessed(assessment)],
    }
}

/// Scores an open review again from its recorded inputs, under another policy version. A review already scored under
/// this version, or never scored, is left unchanged.
pub fn reassess(state: &State, policy: &DocumentVersion, score: impl Fn(&Profile) -> Score) -> Vec<Event> {
    match state {
        State::Assessed { assessment, .. } if assessment.policy != *policy => {
            let score = score(&assessment.profile);
            vec![Event::Assessed(Assessment { policy: policy.clone(), score, ..Assessment::clone(assessment) })]
        }
        State::Assessed { .. } | State::New => vec![],
    }
}

#[cfg(test)]
mod tests;
