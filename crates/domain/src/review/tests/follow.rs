use super::*;

fn news(sequence: u64, standing: Standing, unsettling: &[&str]) -> DiagnosisNews {
    let unsettling = unsettling.iter().map(|event| (*event).to_owned()).collect();
    DiagnosisNews { sequence, standing, judged: true, cause: "DiagnosisConcluded".into(), unsettling }
}

fn assessment(sequence: u64) -> AssessmentNews {
    AssessmentNews { sequence, policy: version(1), target_days: 5, waives: false }
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
    assert_eq!(follow_diagnosis(&state, &news(20, standing(1, true, 0), &["ChecklistRevised"])), Ok(vec![]));
    assert_eq!(follow_diagnosis(&state, &news(21, standing(1, true, 0), &[])), Ok(vec![]), "what unsettles nothing");

    let events = follow_diagnosis(&state, &news(21, standing(2, false, 0), &["ChecklistRevised"])).expect("followed");
    let kept = progressed(Status::Approved, standing(2, false, 0));
    assert_eq!(events, [kept, moved("ChecklistRevised", 21)]);
    let state = after(state, &events);
    assert_eq!(follow_diagnosis(&state, &news(22, standing(2, false, 0), &["ChecklistRevised"])), Ok(vec![]));
    assert_eq!(follow_assessment(&state, &assessment(23), &calendar()), Ok(vec![moved("RiskAssessed", 23)]));
}

#[test]
fn the_policy_may_waive_what_nobody_has_touched() {
    let waives = AssessmentNews { waives: true, ..assessment(1) };
    let waived = Triaged { reason: String::new(), automatic: true, ..triaged(TriageOutcome::Waive) };
    assert_eq!(follow_assessment(&given(&[]), &waives, &calendar()), Ok(vec![Event::Triaged(waived)]));
    let touched = given(&[Event::Assigned { assignee: person("lee"), claimed: true }]);
    let events = follow_assessment(&touched, &waives, &calendar()).expect("followed");
    assert_eq!(events, [Event::TargetSet(target("2026-03-16", TargetCause::Assessed))]);
    let begun = follow_assessment(&given(&[Event::DiagnosisStarted]), &waives, &calendar()).expect("followed");
    assert!(matches!(begun.as_slice(), [Event::TargetSet(_)]), "{begun:?}");
}
