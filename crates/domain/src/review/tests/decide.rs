use super::*;

fn ready() -> State {
    given(&[Event::DiagnosisStarted, concluded(0)])
}

fn by(subject: &str, outcome: DecisionOutcome) -> Result<Vec<Event>, Rejection> {
    decide(&ready(), &person(subject), decided(outcome), &BTreeSet::from(["lee".to_owned()]))
}

#[test]
fn a_decision_keeps_what_it_was_made_on() {
    for outcome in DecisionOutcome::ALL {
        let events = by("park", *outcome).expect("decided");
        assert_eq!(events, [Event::Decided(Box::new(decided(*outcome)))]);
        let state = after(ready(), &events);
        assert_eq!(status(&state).as_str(), outcome.as_str());
        let decision = state.review().expect("a review").decision.clone().expect("a decision");
        assert_eq!((decision.decided, decision.moved), (decided(*outcome), vec![]));
    }
}

#[test]
fn neither_the_requester_nor_a_program_nor_a_judge_of_a_high_level_decides() {
    assert_eq!(by("kim", DecisionOutcome::Approved), Err(Rejection::OwnReview));
    assert_eq!(by("service:robot", DecisionOutcome::Rejected), Err(Rejection::Service));
    for outcome in DecisionOutcome::ALL {
        assert_eq!(by("lee", *outcome), Err(Rejection::OwnJudgement));
    }
    let mut medium = decided(DecisionOutcome::Approved);
    medium.basis.level = Level::Medium;
    let judged = decide(&ready(), &person("lee"), medium, &BTreeSet::from(["lee".to_owned()]));
    assert!(judged.is_ok(), "{judged:?}");
}

#[test]
fn with_findings_open_it_can_only_be_rejected() {
    let state = given(&[Event::DiagnosisStarted, concluded(2)]);
    let decide = |outcome| decide(&state, &person("park"), decided(outcome), &BTreeSet::new());
    for approval in [DecisionOutcome::Approved, DecisionOutcome::ApprovedWithConditions] {
        assert_eq!(decide(approval), Err(Rejection::FindingsOpen { open: 2 }));
    }
    assert!(decide(DecisionOutcome::Rejected).is_ok());
    // The diagnosis knows of one that has not reached the review yet.
    let mut ahead = decided(DecisionOutcome::Approved);
    ahead.basis.open_findings = 1;
    let ahead = super::decide(&ready(), &person("park"), ahead, &BTreeSet::new());
    assert_eq!(ahead, Err(Rejection::FindingsOpen { open: 1 }));
}

#[test]
fn conditions_go_with_an_approval_with_conditions_only() {
    let none = Decided { conditions: vec![], ..decided(DecisionOutcome::ApprovedWithConditions) };
    let some = Decided { conditions: vec!["c".into()], ..decided(DecisionOutcome::Approved) };
    for wrong in [none, some] {
        let refused = decide(&ready(), &person("park"), wrong, &BTreeSet::new());
        assert_eq!(refused, Err(Rejection::Conditions));
    }
}

#[test]
fn taken_up_again_it_stands_where_its_diagnosis_stands_and_its_time_starts_anew() {
    let closed = [
        Event::TargetSet(target("2026-03-16", TargetCause::Assessed)),
        Event::DiagnosisStarted,
        concluded(0),
        Event::Decided(Box::new(decided(DecisionOutcome::Rejected))),
        progressed(Status::Rejected, standing(2, false, 0)),
    ];
    let events = reopen(&given(&closed), "r", noon("2026-03-23"), &calendar()).expect("reopened");
    let opened = Event::Reopened { reason: "r".into(), status: Status::InDiagnosis };
    assert_eq!(events, [opened, Event::TargetSet(target("2026-03-30", TargetCause::Reopened))]);
    let state = after(given(&closed), &events);
    let review = state.review().expect("a review");
    assert_eq!((review.status, &review.decision), (Status::InDiagnosis, &None));

    let waived = given(&[Event::Triaged(triaged(TriageOutcome::Waive))]);
    let events = reopen(&waived, "r", noon("2026-03-23"), &calendar()).expect("reopened");
    assert_eq!(events, [Event::Reopened { reason: "r".into(), status: Status::Received }]);
}
