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
    /// A round of diagnosis was concluded: what is left of the score.
    ResidualAssessed(Residual),
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
        /// What the last concluded round left of this score, and when that was said.
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

/// Records what a concluded round leaves of the score. `residual` is given the score.
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

/// Scores an amended review again; one that was scored with these inputs already stays as it is.
pub fn assess_amended(state: &State, assessment: Assessment) -> Vec<Event> {
    match state {
        State::Assessed { assessment: known, .. } if known.profile == assessment.profile => vec![],
        State::Assessed { .. } | State::New => vec![Event::Assessed(assessment)],
    }
}

/// Scores a reopened review again, as a new request would be. `target` is the policy and the days of its target date. An
/// assessment that stays the same is recorded again where the target follows from another one, as after an amendment of
/// the closed review: the target of a review follows from an assessment that is made while the review is open.
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

/// Scores an open review again from its recorded inputs, under another policy version than it was scored with. A
/// review that has this version, or was never scored, stays as it is.
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
mod tests {
    use super::*;
    use crate::scoring::{score, tests};

    fn version(version: u32) -> DocumentVersion {
        DocumentVersion { id: "scoring".into(), version, content_hash: [0; 32] }
    }

    fn assessment() -> Assessment {
        let profile = tests::harmless();
        let score = score(&tests::policy(), &profile);
        Assessment { policy: version(1), requester: Person::default(), team: "pay".into(), score, profile }
    }

    fn given(events: &[Event]) -> State {
        let meta = Meta { by: Person::default(), at: Timestamp::UNIX_EPOCH };
        events.iter().fold(State::New, |s, e| evolve(s, e, &meta))
    }

    #[test]
    fn a_review_is_scored_once() {
        let events = assess(&State::New, assessment());
        assert_eq!(events, vec![Event::Assessed(assessment())]);
        assert_eq!(assess(&given(&events), assessment()), vec![]);
    }

    #[test]
    fn an_amended_review_is_scored_again_and_the_same_inputs_are_not() {
        let state = given(&[Event::Assessed(assessment())]);
        assert_eq!(assess_amended(&state, assessment()), vec![]);
        let mut profile = assessment().profile;
        profile.exposure = crate::vocabulary::Exposure::Internet;
        let amended = Assessment { score: score(&tests::policy(), &profile), profile, ..assessment() };
        let events = assess_amended(&state, amended.clone());
        assert_eq!(events, vec![Event::Assessed(amended.clone())]);
        assert_eq!(assess_amended(&given(&events), amended.clone()), vec![]);
        assert_eq!(assess_amended(&State::New, amended.clone()), vec![Event::Assessed(amended)]);
    }

    #[test]
    fn a_reopened_review_is_scored_again_unless_score_and_target_are_those_of_now() {
        let state = given(&[Event::Assessed(assessment())]);
        let again = |new: &Assessment, policy: u32, days: u16| {
            assess_reopened(&state, new.clone(), Some((&version(policy), days))) == vec![Event::Assessed(new.clone())]
        };
        let (same, days) = (assessment(), assessment().score.target_days);
        assert!(!again(&same, 1, days), "nothing changed");
        assert!(again(&same, 1, days + 1), "the target has other days");
        assert!(again(&same, 2, days), "the target has another policy");
        assert_eq!(assess_reopened(&state, same.clone(), None).len(), 1, "there is no target");
        assert!(again(&Assessment { policy: version(2), ..same.clone() }, 1, days), "another policy is in use");
        let mut profile = same.profile.clone();
        profile.exposure = crate::vocabulary::Exposure::Internet;
        assert!(again(&Assessment { profile, ..same }, 1, days), "another profile is asked for");
    }

    #[test]
    fn another_policy_scores_the_recorded_inputs_again_and_the_same_one_does_not() {
        let mut policy = tests::policy();
        policy.cut_offs.medium = 1;
        policy.exposure.items.values_mut().for_each(|item| item.points += 3);
        let again = |state: &State, n| reassess(state, &version(n), |profile| score(&policy, profile));
        let state = given(&[Event::Assessed(assessment())]);

        let events = again(&state, 2);
        let expected = Assessment { policy: version(2), score: score(&policy, &tests::harmless()), ..assessment() };
        assert_ne!(expected.score, assessment().score);
        assert_eq!(events, vec![Event::Assessed(expected)]);
        assert_eq!(again(&state, 1), vec![]);
        assert_eq!(again(&given(&events), 2), vec![]);
        assert_eq!(again(&State::New, 2), vec![]);
    }
}
