//! A mistaken Fail is taken back.

use super::*;
use crate::finding::Rejection as Refused;
use crate::vocabulary::FindingStatus;

fn retract(state: &State, subject: &str) -> Result<Vec<Event>, Rejection> {
    retract_finding(state, &by(subject), F1, "다른 서버를 보고 판단함".into())
}

fn concluded() -> State {
    let judged = then(failed(), &by("lee"), |s| record_verdicts(s, &by("lee"), vec![pass("3")]));
    then(judged, &by("lee"), |s| conclude(s, &by("lee"), String::new(), |_| (vec![], vec![])))
}

/// D2: a Fail that its judge takes back in the same round leaves a void finding and nothing to fix, and counts nowhere.
#[test]
fn a_judge_takes_a_fail_back_in_the_same_round() {
    let events = retract(&failed(), "lee").expect("allowed");
    let [Event::Finding { event: finding::Event::Retracted { tally, .. }, standing, .. }] = &events[..] else {
        panic!("not one retraction: {events:?}")
    };
    assert_eq!((tally.fail, tally.mandatory_open, standing.open_findings), (0, 2, 0));
    let state = after(failed(), &events);
    let found = diagnosis(&state);
    assert_eq!((found.findings[0].status, found.findings[0].allowed()), (FindingStatus::Void, vec![]));
    assert_eq!(found.findings[0].history.len(), 2, "both stay in the history");
    assert!(found.verdicts.is_empty(), "the checkpoint is to be judged");
    let passed = then(state.clone(), &by("lee"), |s| record_verdicts(s, &by("lee"), vec![pass("1")]));
    assert_eq!(diagnosis(&passed).tally().pass, 1);
    let again = then(state, &by("lee"), |s| record_verdicts(s, &by("lee"), vec![fail("1")]));
    let second = &diagnosis(&again).findings[1];
    assert_eq!((second.id, second.opened.previous), (FindingId(2), None), "what was no fault does not recur");
}

/// D2: once the round is over or a person acted on the finding, another reviewer retracts the Fail.
#[test]
fn later_another_reviewer_takes_it_back() {
    for late in [claimed(), requested(Level::High, 30), accepted(30), concluded()] {
        assert_eq!(retract(&late, "lee"), Err(Refused::OwnFail.into()));
        let void = then(late, &by("han"), |s| retract(s, "han"));
        let found = &diagnosis(&void).findings[0];
        assert_eq!((found.status, found.next_due()), (FindingStatus::Void, None));
        assert_eq!(diagnosis(&void).standing().open_findings + diagnosis(&void).standing().accepted_findings, 0);
    }
    assert!(retract(&failed(), "han").is_ok(), "another reviewer need not wait");
    let overdue = after(failed(), &ring(&failed(), day(60)));
    assert!(retract(&overdue, "lee").is_ok(), "what happens by itself is no act");
}

/// D2: a retraction in a concluded round begins another one, in which only that checkpoint is judged.
#[test]
fn a_retraction_in_a_concluded_round_begins_another_one() {
    let events = retract(&concluded(), "han").expect("allowed");
    let [Event::Finding { standing: told, .. }, Event::Reopened(reopened)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((reopened.round, &reopened.checkpoints), (2, &vec![key("1")]));
    let standing = Standing { round: 2, mandatory_open: 1, ..Standing::default() };
    assert_eq!((told, &reopened.standing), (&standing, &standing));
    assert_eq!(reopened.tally.fail, 0);
}

/// D2: a person cannot take back what their own step rests on, and nothing is taken back twice.
#[test]
fn a_retraction_is_refused_to_those_who_gain_by_it() {
    assert_eq!(retract(&failed(), "kim"), Err(Rejection::OwnReview));
    assert_eq!(retract(&claimed(), "park"), Err(Refused::OwnFix.into()));
    assert_eq!(retract(&requested(Level::High, 30), "park"), Err(Refused::OwnRequest.into()));
    assert_eq!(retract(&accepted(30), "park"), Err(Refused::OwnRequest.into()));
    let void = then(failed(), &by("lee"), |s| retract(s, "lee"));
    let illegal = |status| Err(Refused::Illegal { id: F1, status, allowed: vec![] }.into());
    assert_eq!(retract(&void, "han"), illegal(FindingStatus::Void));
    let closed = then(claimed(), &by("lee"), |s| verify(s, "lee"));
    assert_eq!(retract(&closed, "han"), illegal(FindingStatus::Closed));
    assert_eq!(retract(&State::New, "lee"), Err(Rejection::NotFound));
    assert_eq!(retract(&open(), "lee"), Err(Rejection::FindingNotFound(F1)));
}

/// D2: the finding says what its Fail says, also when the reason is corrected in the same round.
#[test]
fn a_corrected_reason_is_the_findings_text() {
    let corrected = verdict("1", VerdictResult::Fail, "키가 저장소에 있음");
    let again = |state: &State| record_verdicts(state, &by("lee"), vec![corrected.clone()]);
    let state = then(failed(), &by("lee"), again);
    assert_eq!(diagnosis(&state).findings[0].opened.reason, "키가 저장소에 있음");
    assert_eq!(again(&state).expect("allowed").len(), 1, "the same reason corrects nothing");
}

/// S2-13: the text of a finding follows the latest Fail of its checkpoint, whatever the round, until it is closed.
#[test]
fn a_fail_of_a_later_round_is_the_findings_text() {
    let worse = verdict("1", VerdictResult::Fail, "더 나빠짐: SSLv3도 허용됨");
    let again = |state: &State| record_verdicts(state, &by("han"), vec![worse.clone()]);
    let accepted = then(accepted(30), &by("lee"), |s| record_verdicts(s, &by("lee"), vec![pass("3")]));
    let accepted = then(accepted, &by("lee"), |s| conclude(s, &by("lee"), String::new(), |_| (vec![], vec![])));
    for (concluded, status) in [(concluded(), FindingStatus::Open), (accepted, FindingStatus::Accepted)] {
        let reopened = then(concluded, &by("lee"), |s| reopen(s, &by("lee"), "설계 변경".into()));
        let before = diagnosis(&reopened).findings[0].history.len();
        let state = then(reopened, &by("han"), again);
        let found = &diagnosis(&state).findings[0];
        assert_eq!((found.opened.reason.as_str(), found.status), ("더 나빠짐: SSLv3도 허용됨", status));
        assert_eq!(found.history.len(), before + 1, "the history shows when the text changed");
        assert_eq!(diagnosis(&state).findings.len(), 1);
        assert_eq!(again(&state).expect("allowed").len(), 1, "the same reason corrects nothing");
    }
}
