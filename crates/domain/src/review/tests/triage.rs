use super::*;

#[test]
fn each_outcome_leads_where_it_says() {
    for (outcome, led) in [
        (TriageOutcome::Diagnose, Status::InDiagnosis),
        (TriageOutcome::Waive, Status::Waived),
        (TriageOutcome::Reject, Status::Rejected),
        (TriageOutcome::Duplicate, Status::Rejected),
    ] {
        let events = triage(&given(&[]), ID, &person("lee"), triaged(outcome)).expect("triaged");
        assert_eq!(events, [Event::Triaged(triaged(outcome))]);
        assert_eq!(status(&after(given(&[]), &events)), led);
    }
}

#[test]
fn a_duplicate_names_another_review_and_only_a_duplicate_does() {
    let of = |outcome, other: Option<&str>| Triaged { duplicate_of: other.map(str::to_owned), ..triaged(outcome) };
    for wrong in [
        of(TriageOutcome::Duplicate, None),
        of(TriageOutcome::Duplicate, Some(ID)),
        of(TriageOutcome::Waive, Some("r2")),
    ] {
        assert_eq!(triage(&given(&[]), ID, &person("lee"), wrong), Err(Rejection::DuplicateOf));
    }
}

#[test]
fn a_requester_does_not_triage_the_own_review() {
    let own = triage(&given(&[]), ID, &person("kim"), triaged(TriageOutcome::Waive));
    assert_eq!(own, Err(Rejection::OwnReview));
}

#[test]
fn the_first_verdict_of_a_triaged_review_is_still_told() {
    let state = given(&[Event::Triaged(triaged(TriageOutcome::Diagnose))]);
    assert_eq!(start_diagnosis(&state), Ok(vec![Event::DiagnosisStarted]));
    assert_eq!(status(&after(state, &[Event::DiagnosisStarted])), Status::InDiagnosis);
}
