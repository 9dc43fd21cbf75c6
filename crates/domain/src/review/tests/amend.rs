use super::*;
use crate::vocabulary::{Component, Exposure};

fn exposed() -> Amendment {
    let mut profile = harmless();
    profile.exposure = Exposure::Internet;
    profile.components = [Component::Device, Component::Management].into();
    Amendment { profile: Some(profile), ..Amendment::default() }
}

fn amended(events: &[Event]) -> &Amended {
    match events {
        [Event::Amended(amended), ..] => amended,
        _ => panic!("no amendment in {events:?}"),
    }
}

#[test]
fn an_amendment_names_each_field_before_and_after() {
    let events = change(&given(&[]), &exposed()).expect("amended");
    let told = amended(&events);
    let told: Vec<_> = told.changes.iter().map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str())).collect();
    assert_eq!(told, [("profile.components", "", "management, device"), ("profile.exposure", "internal", "internet")]);
    let state = after(given(&[]), &events);
    let review = state.review().expect("a review");
    assert_eq!(Some(&review.request.profile), exposed().profile.as_ref());
    assert_eq!((&review.request.requester, review.request.team.as_str()), (&person("kim"), "pay"));
}

#[test]
fn a_typo_leaves_score_and_decision_alone_and_what_matters_makes_the_decision_stale() {
    let approved =
        [Event::DiagnosisStarted, concluded(0), Event::Decided(Box::new(decided(DecisionOutcome::Approved)))];
    let typo = Amendment { description: Some("고침".into()), ..Amendment::default() };
    let events = change(&given(&approved), &typo).expect("amended");
    assert!(!amended(&events).material && events.len() == 1, "{events:?}");

    let events = change(&given(&approved), &exposed()).expect("amended");
    assert!(amended(&events).material);
    let fields = ["profile.components", "profile.exposure"];
    let moved = fields.map(|field| Moved { what: field.into(), sequence: 0 }).to_vec();
    assert_eq!(events[1..], [Event::DecisionStaled { moved: moved.clone() }]);
    let state = after(given(&approved), &events);
    let review = state.review().expect("a review");
    assert_eq!(review.decision.as_ref().map(|d| d.moved.clone()), Some(moved));
    assert_eq!(review.status, Status::Approved);
}

#[test]
fn a_waiver_ends_with_an_amendment_that_matters() {
    let waived = given(&[Event::Triaged(triaged(TriageOutcome::Waive))]);
    let events = change(&waived, &exposed()).expect("amended");
    assert_eq!(events[1..], [Event::Reopened { reason: String::new(), status: Status::Received }]);
    assert_eq!(status(&after(waived, &events)), Status::Received);
}

#[test]
fn a_review_whose_waiver_ended_has_a_target_date_again() {
    let waived = given(&[
        Event::TargetSet(target("2026-03-16", TargetCause::Assessed)),
        Event::Triaged(triaged(TriageOutcome::Waive)),
    ]);
    let events = change(&waived, &exposed()).expect("amended");
    assert_eq!(events[2..], [Event::TargetSet(target("2026-03-30", TargetCause::Reopened))]);
}

#[test]
fn the_same_again_changes_nothing_and_nothing_at_all_is_refused() {
    let same = Amendment { title: Some("t".into()), profile: Some(harmless()), ..Amendment::default() };
    assert_eq!(change(&given(&[]), &same), Ok(vec![]));
    assert_eq!(change(&given(&[]), &Amendment::default()), Err(Rejection::NothingToAmend));
}
