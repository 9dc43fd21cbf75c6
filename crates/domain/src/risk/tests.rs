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
