//! Given events, when a command, then events or a refusal.

mod amend;
mod assign;
mod decide;
mod follow;
mod information;
mod model;
mod table;
mod target;
mod triage;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::*;
use crate::calendar::tests::calendar;
use crate::diagnosis::Standing;
use crate::document::DocumentVersion;
use crate::ids::{Meta, Person};
use crate::scoring::tests::harmless;
use crate::vocabulary::{DecisionOutcome, Level, Status, TargetCause, TriageOutcome, Visibility};

/// The id of the review in every test.
const ID: &str = "r1";

fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: String::new() }
}

fn request() -> Submitted {
    Submitted {
        title: "t".into(),
        description: String::new(),
        requester: person("kim"),
        team: "pay".into(),
        profile: harmless(),
    }
}

/// Noon in Seoul of a day.
fn noon(day: &str) -> Timestamp {
    format!("{day}T12:00:00+09:00").parse().expect("a day")
}

/// A review with these events after its submission, each a day after the one before, from Monday 2026-03-09 on.
fn given(events: &[Event]) -> State {
    let submitted = Event::Submitted(request());
    let days = ["09", "10", "11", "12", "13", "16", "17", "18", "19", "20"];
    std::iter::once(&submitted).chain(events).zip(days).fold(State::New, |state, (event, day)| {
        evolve(state, event, &Meta { by: person("lee"), at: noon(&format!("2026-03-{day}")) })
    })
}

fn status(state: &State) -> Status {
    state.review().expect("a review").status
}

fn after(state: State, events: &[Event]) -> State {
    let meta = Meta { by: person("lee"), at: noon("2026-03-23") };
    events.iter().fold(state, |state, event| evolve(state, event, &meta))
}

fn version(version: u32) -> DocumentVersion {
    DocumentVersion { id: "scoring".into(), version, content_hash: [7; 32] }
}

fn standing(round: u32, concluded: bool, open_findings: u32) -> Standing {
    Standing { round, concluded, open_findings, ..Standing::default() }
}

fn progressed(status: Status, standing: Standing) -> Event {
    Event::Progressed(Progress { status, standing, cause: "DiagnosisConcluded".into() })
}

fn concluded(open: u32) -> Event {
    let status = if open > 0 { Status::AwaitingRemediation } else { Status::AwaitingDecision };
    progressed(status, standing(1, true, open))
}

fn decided(outcome: DecisionOutcome) -> Decided {
    let conditions = if outcome == DecisionOutcome::ApprovedWithConditions {
        vec!["분기마다 점검할 것".into()]
    } else {
        vec![]
    };
    let basis = Basis {
        review: 1,
        assessment: 10,
        diagnosis: 20,
        policy: version(1),
        catalogs: vec![version(1)],
        level: Level::High,
        round: 1,
        open_findings: 0,
        accepted_findings: 0,
        evidence: vec![],
    };
    Decided { outcome, reason: "r".into(), conditions, basis }
}

fn triaged(outcome: TriageOutcome) -> Triaged {
    let duplicate_of = (outcome == TriageOutcome::Duplicate).then(|| "r2".to_owned());
    Triaged { outcome, reason: "r".into(), duplicate_of, automatic: false }
}

fn target(due: &str, cause: TargetCause) -> Target {
    let due = Due::At(format!("{due}T23:59:59+09:00").parse().expect("a day"));
    Target { due, target_days: 5, paused_days: 0, policy: version(1), calendar: calendar().version, cause }
}

/// Amends on the day that [`after`] speaks of.
fn change(state: &State, amendment: &Amendment) -> Result<Vec<Event>, Rejection> {
    amend(state, amendment, noon("2026-03-23"), &calendar())
}

#[test]
fn a_review_is_submitted_once() {
    assert_eq!(submit(&State::New, request()), Ok(vec![Event::Submitted(request())]));
    assert_eq!(submit(&given(&[]), request()), Err(Rejection::AlreadySubmitted));
}

#[test]
fn a_comment_is_counted_by_who_reads_it_and_may_come_at_any_time() {
    let said = comment(&given(&[]), "확인했습니다.", Visibility::Internal).expect("said");
    let state = after(given(&[Event::Withdrawn { reason: "r".into() }]), &said);
    let state = after(state.clone(), &comment(&state, "네.", Visibility::Shared).expect("said"));
    let review = state.review().expect("a review");
    assert_eq!((review.shared_comments, review.internal_comments, review.status), (1, 1, Status::Withdrawn));
}

#[test]
fn what_happens_to_no_review_makes_none() {
    let meta = Meta { by: person("lee"), at: noon("2026-03-09") };
    for event in [Event::DiagnosisStarted, concluded(0), Event::Withdrawn { reason: String::new() }] {
        assert_eq!(evolve(State::New, &event, &meta), State::New);
    }
    assert_eq!(claim(&State::New, &person("lee")), Err(Rejection::NotFound));
    assert_eq!(change(&State::New, &Amendment::default()), Err(Rejection::NotFound));
}

#[test]
fn a_review_is_open_until_it_is_decided_waived_or_withdrawn() {
    let of = |status| progressed(status, standing(1, false, 0));
    let open = |status: &Status| given(&[of(*status)]).review().is_ok_and(Review::is_open);
    let (open, closed): (Vec<Status>, Vec<Status>) = Status::ALL.iter().partition(|status| open(status));
    assert_eq!(open.last(), Some(&Status::AwaitingDecision));
    assert_eq!(
        closed,
        [Status::Approved, Status::ApprovedWithConditions, Status::Rejected, Status::Waived, Status::Withdrawn]
    );
}
