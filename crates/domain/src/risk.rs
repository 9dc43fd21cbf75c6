//! The risk assessment of a review. Written by risk; has the review's id.

use jiff::Timestamp;

use crate::document::DocumentVersion;
use crate::ids::{Meta, Person};
use crate::profile::Profile;
use crate::scoring::Score;

/// Stored for ever: add variants, never rename or reuse one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The review was scored.
    Assessed(Assessment),
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
    },
}

/// Folds one event.
pub fn evolve(_: State, event: &Event, meta: &Meta) -> State {
    match event {
        Event::Assessed(assessment) => State::Assessed { assessment: Box::new(assessment.clone()), at: meta.at },
    }
}

/// Records the first assessment; a second one for the same submission changes nothing.
pub fn assess(state: &State, assessment: Assessment) -> Vec<Event> {
    match state {
        State::New => vec![Event::Assessed(assessment)],
        State::Assessed { .. } => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::{score, tests};

    #[test]
    fn a_review_is_scored_once() {
        let profile = tests::harmless();
        let assessment = Assessment {
            policy: DocumentVersion { id: "scoring".into(), version: 1, content_hash: [0; 32] },
            requester: Person::default(),
            team: "pay".into(),
            score: score(&tests::policy(), &profile),
            profile,
        };
        let events = assess(&State::New, assessment.clone());
        assert_eq!(events, vec![Event::Assessed(assessment.clone())]);
        let meta = Meta { by: Person::default(), at: Timestamp::UNIX_EPOCH };
        let state = events.iter().fold(State::New, |s, e| evolve(s, e, &meta));
        assert_eq!(assess(&state, assessment), vec![]);
    }
}
