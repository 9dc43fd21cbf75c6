use super::*;
use crate::basis::{BasisChange, basis_change};

fn news(sequence: u64, standing: Standing, unsettling: &[BasisChange]) -> DiagnosisNews {
    let unsettling = unsettling.to_vec();
    DiagnosisNews { sequence, standing, judged: true, cause: "DiagnosisConcluded".into(), unsettling }
}

fn assessment(sequence: u64) -> AssessmentNews {
    let (policy, profile) = (version(1), harmless());
    AssessmentNews { sequence, policy, profile, level: Level::Low, target_days: 5, waives: false }
}

fn moved(what: &str, sequence: u64) -> Event {
    Event::DecisionStaled { moved: vec![Moved { what: what.into(), sequence }] }
}

#[test]
fn the_first_verdict_starts_the_diagnosis_and_the_second_changes_nothing() {
    assert_eq!(start_diagnosis(&State::New), Err(Rejection::NotFound));
    let first = news(1, standing(1, false, 1), &[]);
    assert_eq!(follow_diagnosis(&given(&[]), &first), Ok(vec![Event::DiagnosisStarted]));
    let state = given(&[Event::DiagnosisStarted]);
    assert_eq!(follow_diagnosis(&state, &first), Ok(vec![]));
    assert_eq!(start_diagnosis(&state), Ok(vec![]));
    assert_eq!(status(&state), Status::InDiagnosis);
}

#[test]
fn the_status_follows_the_diagnosis() {
    let mut state = given(&[Event::DiagnosisStarted]);
    for (at, led) in [
        (standing(1, true, 2), Status::AwaitingRemediation),
        (standing(1, true, 1), Status::AwaitingRemediation),
        (standing(1, true, 0), Status::AwaitingDecision),
        (standing(2, false, 0), Status::InDiagnosis),
        (standing(2, true, 0), Status::AwaitingDecision),
    ] {
        let events = follow_diagnosis(&state, &news(1, at, &[])).expect("followed");
        assert_eq!(events, [progressed(led, at)]);
        state = after(state, &events);
        assert_eq!(follow_diagnosis(&state, &news(1, at, &[])), Ok(vec![]), "once");
    }
}

#[test]
fn before_the_conclusion_findings_say_nothing() {
    let state = given(&[Event::DiagnosisStarted]);
    assert_eq!(follow_diagnosis(&state, &news(1, standing(1, false, 9), &[])), Ok(vec![]));
}

#[test]
fn a_review_that_waits_or_is_closed_keeps_its_status_and_remembers() {
    let waiting = given(&[Event::DiagnosisStarted, Event::InfoRequested { question: "q".into() }]);
    let at = standing(1, true, 0);
    let events = follow_diagnosis(&waiting, &news(1, at, &[])).expect("followed");
    assert_eq!(events, [progressed(Status::NeedsInfo, at)]);
    let answered = provide_info(&after(waiting.clone(), &events), "a", noon("2026-03-16"), &calendar());
    let state = after(after(waiting, &events), &answered.expect("answered"));
    assert_eq!(status(&state), Status::AwaitingDecision);
}

#[test]
fn a_decision_goes_stale_by_what_came_after_its_basis_and_says_each_once() {
    let state =
        given(&[Event::DiagnosisStarted, concluded(0), Event::Decided(Box::new(decided(DecisionOutcome::Approved)))]);
    // Seen when it was decided: 10 and 20.
    assert_eq!(follow_assessment(&state, &assessment(10), &calendar()), Ok(vec![]));
    assert_eq!(
        follow_diagnosis(&state, &news(20, standing(1, true, 0), &[basis_change!(ChecklistRevised)])),
        Ok(vec![])
    );
    assert_eq!(follow_diagnosis(&state, &news(21, standing(1, true, 0), &[])), Ok(vec![]), "what unsettles nothing");

    let events = follow_diagnosis(&state, &news(21, standing(2, false, 0), &[basis_change!(ChecklistRevised)]))
        .expect("followed");
    let kept = progressed(Status::Approved, standing(2, false, 0));
    assert_eq!(events, [kept, moved("ChecklistRevised", 21)]);
    let state = after(state, &events);
    assert_eq!(
        follow_diagnosis(&state, &news(22, standing(2, false, 0), &[basis_change!(ChecklistRevised)])),
        Ok(vec![])
    );
    assert_eq!(follow_assessment(&state, &assessment(23), &calendar()), Ok(vec![moved("RiskAssessed", 23)]));
}

/// The policy's own step.
fn waiver() -> Event {
    let reason = "scoring v1: low".into();
    Event::Triaged(Triaged { reason, automatic: true, ..triaged(TriageOutcome::Waive) })
}

fn waives(sequence: u64) -> AssessmentNews {
    AssessmentNews { waives: true, ..assessment(sequence) }
}

fn aimed() -> Event {
    Event::TargetSet(target("2026-03-16", TargetCause::Assessed))
}

#[test]
fn the_policy_waives_once_what_nobody_has_touched() {
    let events = follow_assessment(&given(&[]), &waives(1), &calendar()).expect("followed");
    assert_eq!(events, [aimed(), waiver()]);
    let state = after(given(&[]), &events);
    assert_eq!(status(&state), Status::Waived);
    assert_eq!(follow_assessment(&state, &waives(1), &calendar()), Ok(vec![]), "once");

    let taken = Event::Assigned { assignee: person("lee"), claimed: true, reason: String::new() };
    let given_back = Event::Released { reason: "r".into() };
    let asked = Event::InfoRequested { question: "q".into() };
    let answered = Event::InfoProvided { answer: "a".into(), status: Status::Received };
    let by_hand = Event::Triaged(triaged(TriageOutcome::Reject));
    let again = Event::Reopened { reason: "r".into(), status: Status::Received };
    let touched = [vec![taken, given_back], vec![asked, answered], vec![by_hand, again.clone()], vec![waiver(), again]];
    for touched in touched {
        let state = given(&touched);
        assert_eq!(status(&state), Status::Received, "{touched:?}");
        let events = follow_assessment(&state, &waives(9), &calendar()).expect("followed");
        assert!(matches!(events.as_slice(), [Event::TargetSet(_)]), "{touched:?}: {events:?}");
    }
    let begun = follow_assessment(&given(&[Event::DiagnosisStarted]), &waives(1), &calendar()).expect("followed");
    assert!(matches!(begun.as_slice(), [Event::TargetSet(_)]), "{begun:?}");
}

#[test]
fn what_was_amended_is_waived_by_its_own_assessment_only() {
    let mut exposed = harmless();
    exposed.exposure = crate::vocabulary::Exposure::Internet;
    let amendment = Amendment { profile: Some(exposed.clone()), ..Amendment::default() };
    let amend = |state: &State| change(state, &amendment).expect("amended");

    // The assessment of what was asked first comes too late to waive what is asked now.
    let amended = after(given(&[]), &amend(&given(&[])));
    let events = follow_assessment(&amended, &waives(1), &calendar()).expect("followed");
    assert!(matches!(events.as_slice(), [Event::TargetSet(_)]), "{events:?}");

    // And what was waived is open again, until its own assessment waives that too.
    let waived = given(&[aimed(), waiver()]);
    let amended = after(waived.clone(), &amend(&waived));
    assert_eq!(status(&amended), Status::Received);
    let raised = AssessmentNews { profile: exposed.clone(), level: Level::High, ..assessment(2) };
    assert_eq!(follow_assessment(&amended, &raised, &calendar()), Ok(vec![]), "it has its target date");
    let waived_too = AssessmentNews { profile: exposed, ..waives(2) };
    assert_eq!(follow_assessment(&amended, &waived_too, &calendar()), Ok(vec![waiver()]));
}
