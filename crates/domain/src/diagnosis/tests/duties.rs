//! Who may not do what.

use super::*;
use crate::finding::Rejection as Refused;

fn refused(found: Result<Vec<Event>, Rejection>) -> Rejection {
    found.expect_err("refused")
}

#[test]
fn a_requester_neither_judges_nor_verifies_nor_accepts_in_the_own_review() {
    let kim = by("kim");
    let own = [
        record_verdicts(&open(), &kim, vec![pass("1")]),
        verify(&claimed(), "kim"),
        reject_fix(&claimed(), &kim, F1, "r".into()),
        approve(&requested(Level::High, 30), "kim"),
        decide_acceptance(&requested(Level::High, 30), &kim, F1, false, "r".into()),
        conclude(&open(), &kim, String::new(), |_| (vec![], vec![])),
    ];
    for found in own {
        assert_eq!(refused(found), Rejection::OwnReview);
    }
    assert!(claim_fix(&failed(), &kim, F1, "d".into(), no_files()).is_ok(), "but fixes it");
    assert!(request_acceptance(&failed(), &kim, F1, asked(day(9))).is_ok(), "and asks");
}

#[test]
fn who_claims_a_fix_does_not_judge_it_and_who_asks_does_not_decide() {
    assert_eq!(refused(verify(&claimed(), "park")), Refused::OwnFix.into());
    assert_eq!(refused(reject_fix(&claimed(), &by("park"), F1, "r".into())), Refused::OwnFix.into());
    let asked = requested(Level::High, 30);
    assert_eq!(refused(approve(&asked, "park")), Refused::OwnRequest.into());
    let declined = decide_acceptance(&asked, &by("park"), F1, false, "r".into());
    assert_eq!(refused(declined), Refused::OwnRequest.into());
    assert_eq!(refused(approve(&asked, "service:robot")), Refused::Service.into());
}

#[test]
fn two_different_approvers_accept_a_critical_risk() {
    let once = then(requested(Level::Critical, 90), &by("choi"), |s| approve(s, "choi"));
    assert_eq!(diagnosis(&once).standing().accepted_findings, 0, "not yet");
    assert_eq!(refused(approve(&once, "choi")), Refused::ApprovedAlready.into());
    let events = approve(&once, "jung").expect("allowed");
    let [Event::Finding { event: finding::Event::AcceptanceApproved { granted, .. }, standing, .. }] = &events[..]
    else {
        panic!("not one approval: {events:?}")
    };
    assert!(granted);
    assert_eq!((standing.accepted_findings, standing.open_findings), (1, 0));
}

#[test]
fn an_acceptance_holds_for_a_limited_time() {
    let ask = |level, until| request_acceptance(&failed_at(level), &by("park"), F1, asked(until));
    let second = jiff::SignedDuration::from_secs(1);
    for (level, most_days) in [(Level::High, 180), (Level::Low, 180), (Level::Critical, 90)] {
        // A day that is so many days away is allowed as a whole: it ends in Korea at 15:00 UTC.
        let end = day(most_days) + jiff::SignedDuration::from_hours(15);
        assert!(ask(level, end - second).is_ok());
        let most = u16::try_from(most_days).expect("small");
        assert_eq!(refused(ask(level, end)), Refused::EndTooLate { most_days: most }.into());
    }
    assert_eq!(refused(ask(Level::Low, day(0))), Refused::EndPassed.into());
    assert_eq!(refused(ask(Level::Low, Timestamp::MIN)), Refused::EndPassed.into());
    assert!(matches!(refused(ask(Level::Low, Timestamp::MAX)), Rejection::Finding(Refused::EndTooLate { .. })));
    let late = decide_acceptance(&requested(Level::High, 3), &on_day(3, "choi"), F1, true, String::new());
    assert_eq!(
        refused(late),
        Refused::RequestLapsed { id: F1, ends_at: day(3) }.into(),
        "nothing is approved after its end"
    );
}

/// F22: a request that lapsed blocks no new one, and its approvals do not count for that.
#[test]
fn a_request_that_lapsed_makes_room_for_another() {
    let once = then(requested(Level::Critical, 3), &by("choi"), |s| approve(s, "choi"));
    let again = |state: &State, today| request_acceptance(state, &on_day(today, "park"), F1, asked(day(30)));
    assert!(matches!(refused(again(&once, 2)), Rejection::Finding(Refused::Illegal { .. })), "it still waits");
    let finding = &diagnosis(&once).findings[0];
    assert!(!finding.allowed_at(day(2)).contains(&crate::finding::Step::RequestAcceptance));
    assert!(finding.allowed_at(day(3)).contains(&crate::finding::Step::RequestAcceptance));
    let renewed = then(once, &on_day(3, "park"), |s| again(s, 3));
    assert_eq!(diagnosis(&renewed).findings[0].request.as_ref().map(|request| request.approvals.len()), Some(0));
}

#[test]
fn an_accepted_finding_can_be_fixed_and_stays_accepted_until_somebody_has_looked() {
    let claimed = then(accepted(30), &by("park"), |s| claim_fix(s, &by("park"), F1, "d".into(), no_files()));
    assert_eq!(diagnosis(&claimed).standing().accepted_findings, 1);
    let rejected = then(claimed.clone(), &by("lee"), |s| reject_fix(s, &by("lee"), F1, "r".into()));
    assert_eq!(diagnosis(&rejected).findings[0].status, crate::vocabulary::FindingStatus::Accepted);
    let verified = then(claimed, &by("lee"), |s| verify(s, "lee"));
    assert_eq!(diagnosis(&verified).standing(), Standing { round: 1, mandatory_open: 1, ..Standing::default() });
}

#[test]
fn a_finding_that_is_not_there_is_named() {
    let nine = FindingId(9);
    let found = assign_finding(&failed(), &by("lee"), nine, person("park"), String::new());
    assert_eq!(refused(found), Rejection::FindingNotFound(nine));
    assert_eq!(
        refused(assign_finding(&State::New, &by("lee"), F1, person("park"), String::new())),
        Rejection::NotFound
    );
    let once = then(failed(), &by("lee"), |s| assign_finding(s, &by("lee"), F1, person("park"), String::new()));
    assert_eq!(
        assign_finding(&once, &by("lee"), F1, person("park"), String::new()),
        Ok(vec![]),
        "a second time changes nothing"
    );
}
