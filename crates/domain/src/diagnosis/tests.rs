//! Given events, when a command, then events or a rejection.

mod duties;
mod evidence;
mod fixture;
mod model;
mod retract;
mod rounds;
mod statuses;
mod timers;

use jiff::Timestamp;

use super::*;
use crate::checkpoint_key::CheckpointKey;
use crate::document::DocumentVersion;
use crate::evidence::{EvidenceId, File, References};
use crate::finding::{self, FindingId};
use crate::ids::{Meta, Person};
use crate::policy::FindingDays;
use crate::selection::Selected;
use crate::vocabulary::{FindingStatus, Level, Method, RevisionCause, VerdictResult};
pub(crate) use fixture::*;

#[test]
fn a_checklist_is_generated_once() {
    assert_eq!(generate(&State::New, generated()).len(), 1);
    assert_eq!(generate(&open(), generated()), vec![]);
}

#[test]
fn verdicts_count_and_the_latest_on_a_checkpoint_holds() {
    let events = record_verdicts(&open(), &by("lee"), vec![pass("1")]).expect("allowed");
    let [Event::VerdictsRecorded { tally, .. }] = &events[..] else { panic!("not verdicts alone: {events:?}") };
    assert_eq!(*tally, Tally { total: 3, mandatory: 2, pass: 1, mandatory_open: 1, ..Tally::default() });

    let events = record_verdicts(&after(open(), &events), &by("lee"), vec![fail("1")]).expect("allowed");
    let Event::VerdictsRecorded { tally, standing, .. } = &events[0] else { panic!("not verdicts") };
    assert_eq!(*tally, Tally { total: 3, mandatory: 2, fail: 1, mandatory_open: 1, ..Tally::default() });
    assert_eq!(*standing, Standing { round: 1, mandatory_open: 1, open_findings: 1, ..Standing::default() });
}

#[test]
fn what_cannot_be_recorded_is_refused_with_its_index() {
    let lee = by("lee");
    assert_eq!(record_verdicts(&State::New, &lee, vec![pass("1")]), Err(Rejection::NotFound));
    assert_eq!(record_verdicts(&open(), &by("kim"), vec![pass("1")]), Err(Rejection::OwnReview));
    assert_eq!(record_verdicts(&open(), &lee, vec![]), Err(Rejection::NoVerdicts));
    assert_eq!(
        record_verdicts(&open(), &lee, vec![pass("1"), pass("9")]),
        Err(Rejection::UnknownCheckpoint { index: 1 })
    );
    // All that is wrong is told at once (D4), each with its place.
    let unreasoned = Verdict { result: VerdictResult::Fail, reason: String::new(), ..pass("2") };
    let several = record_verdicts(&open(), &lee, vec![pass("99"), pass("1"), pass("1"), unreasoned]);
    let expected = vec![
        Rejection::UnknownCheckpoint { index: 0 },
        Rejection::JudgedTwice { index: 2 },
        Rejection::ReasonMissing { index: 3 },
    ];
    assert_eq!(several, Err(Rejection::Several(expected)));
    assert_eq!(record_verdicts(&open(), &lee, vec![pass("1"), pass("1")]), Err(Rejection::JudgedTwice { index: 1 }));
    let missing = Rejection::ReasonMissing { index: 0 };
    // A partial one lacks its compensating control too.
    let both = Rejection::Several(vec![missing.clone(), Rejection::CompensationMissing { index: 0 }]);
    for (result, refusal) in
        [(VerdictResult::Fail, &missing), (VerdictResult::Partial, &both), (VerdictResult::NotApplicable, &missing)]
    {
        for reason in ["", " \n\u{3000}"] {
            let refused = record_verdicts(&open(), &lee, vec![verdict("2", result, reason)]);
            assert_eq!(refused.as_ref(), Err(refusal));
        }
    }
}

#[test]
fn partial_names_its_compensating_control_and_nothing_else_does() {
    let named = |result, control: &str| {
        let compensating_control = control.to_owned();
        vec![Verdict { compensating_control, ..verdict("1", result, "사유") }]
    };
    let partial = VerdictResult::Partial;
    for blank in ["", " "] {
        let refused = record_verdicts(&open(), &by("lee"), named(partial, blank));
        assert_eq!(refused, Err(Rejection::CompensationMissing { index: 0 }));
    }
    assert!(record_verdicts(&open(), &by("lee"), named(partial, "망 분리")).is_ok());
    let refused = record_verdicts(&open(), &by("lee"), named(VerdictResult::NotApplicable, "망 분리"));
    assert_eq!(refused, Err(Rejection::CompensationMisplaced { index: 0 }));
}

#[test]
fn a_fail_opens_a_finding_that_says_where_its_severity_and_due_date_come_from() {
    let events = record_verdicts(&open(), &by("lee"), vec![fail("2"), pass("3"), fail("1")]).expect("allowed");
    let opened: Vec<_> = events[1..].iter().map(opening).collect();
    let seen: Vec<_> = opened.iter().map(|(id, o)| (id.to_string(), o.checkpoint.check.as_str(), o.severity)).collect();
    assert_eq!(seen, [("F-1".to_owned(), "2", Level::Medium), ("F-2".to_owned(), "1", Level::High)]);
    let (_, first) = &opened[0];
    assert_eq!((first.due_days, first.mandatory, first.review_level), (60, false, Level::High));
    // From nine in the morning of the first of January: sixty days on, at the end of that day in Korea.
    assert_eq!(first.due_at.to_string(), "1970-03-02T14:59:59Z");
    assert_eq!((first.policy.clone(), first.catalog.clone()), (Some(version("scoring")), Some(version("web"))));
    assert_eq!((first.team.as_str(), first.previous), ("pay", None));
}

#[test]
fn failing_again_keeps_the_finding_and_only_a_verified_fix_closes_it() {
    let state = failed();
    let again = record_verdicts(&state, &by("lee"), vec![fail("1")]).expect("allowed");
    assert_eq!(again.len(), 1, "no second finding while one is open");
    for result in [VerdictResult::Pass, VerdictResult::NotApplicable] {
        let refused = record_verdicts(&state, &by("lee"), vec![verdict("1", result, "사유")]).expect_err("refused");
        let Rejection::FindingStands { index: 0, finding } = refused else { panic!("another refusal: {refused:?}") };
        let (status, allowed) = (
            FindingStatus::Open,
            vec![
                finding::Step::Assign,
                finding::Step::ClaimFix,
                finding::Step::RequestAcceptance,
                finding::Step::Retract,
            ],
        );
        assert_eq!(finding, finding::Rejection::Illegal { id: F1, status, allowed });
    }

    let state = claimed();
    let events = verify(&state, "lee").expect("allowed");
    let Event::VerdictsRecorded { verdicts, tally, standing } = &events[0] else { panic!("no verdict") };
    assert_eq!((verdicts[0].result, tally.pass, standing.open_findings), (VerdictResult::Pass, 1, 0));
    let state = after(state, &events);
    let State::Open(diagnosis) = &state else { panic!("not open") };
    assert_eq!(diagnosis.findings[0].status, FindingStatus::Closed);

    let events = record_verdicts(&state, &by("lee"), vec![fail("1")]).expect("allowed");
    let (id, opened) = opening(&events[1]);
    assert_eq!((id, opened.previous), (FindingId(2), Some(F1)), "linked to the one before");
}

#[test]
fn ids_of_findings_are_read_as_they_are_written() {
    assert_eq!(FindingId::parse("F-12"), Some(FindingId(12)));
    for bad in ["", "F-", "F-0", "F-01", "f-1", "1", "F-+1", "F-1 ", "F-99999999999"] {
        assert_eq!(FindingId::parse(bad), None, "{bad}");
    }
}
