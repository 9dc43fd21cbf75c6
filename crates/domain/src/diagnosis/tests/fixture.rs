//! What these tests share: a checklist of three, people, and states on the way.

use jiff::SignedDuration;

use super::*;
use crate::finding::{Asked, Opened};
use crate::scoring::tests::harmless;
use crate::vocabulary::Layer;

pub(crate) const F1: FindingId = FindingId(1);

pub(crate) fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: String::new() }
}

/// So many days after the beginning of time.
pub(crate) fn day(days: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days)
}

pub(crate) fn by(subject: &str) -> Meta {
    on_day(0, subject)
}

pub(crate) fn on_day(days: i64, subject: &str) -> Meta {
    Meta { by: person(subject), at: day(days) }
}

pub(crate) fn version(id: &str) -> DocumentVersion {
    DocumentVersion { id: id.into(), version: 1, content_hash: [0; 32] }
}

pub(crate) fn key(check: &str) -> CheckpointKey {
    CheckpointKey { catalog: "web".into(), control: "C1".into(), check: check.into() }
}

pub(crate) fn line(check: &str, mandatory: bool) -> Selected {
    Selected { key: key(check), layer: Layer::Client, mandatory, rules: vec!["all".into()] }
}

/// Kim of team pay asked; checkpoints 1 and 3 are mandatory.
pub(crate) fn generated() -> Generated {
    generated_at(Level::High)
}

pub(crate) fn generated_at(level: Level) -> Generated {
    Generated {
        catalogs: vec![version("web")],
        profile: harmless(),
        level,
        requester: person("kim"),
        team: "pay".into(),
        checkpoints: vec![line("1", true), line("2", false), line("3", true)],
        terms: FindingTerms { policy: Some(version("scoring")), days: FindingDays::default() },
    }
}

/// Rests on nothing.
pub(crate) fn no_files() -> References {
    References::default()
}

pub(crate) fn verdict(check: &str, result: VerdictResult, reason: &str) -> Verdict {
    Verdict {
        checkpoint: key(check),
        result,
        method: Method::Examine,
        reason: reason.into(),
        evidence: References::default(),
        compensating_control: String::new(),
    }
}

pub(crate) fn pass(check: &str) -> Verdict {
    verdict(check, VerdictResult::Pass, "")
}

pub(crate) fn fail(check: &str) -> Verdict {
    verdict(check, VerdictResult::Fail, "키가 코드에 있음")
}

pub(crate) fn given(events: &[Event]) -> State {
    after(State::New, events)
}

/// As if everything was done by Lee on day 0.
pub(crate) fn after(state: State, events: &[Event]) -> State {
    after_by(state, events, &by("lee"))
}

pub(crate) fn after_by(state: State, events: &[Event], meta: &Meta) -> State {
    events.iter().fold(state, |s, e| evolve(s, e, meta))
}

pub(crate) fn open() -> State {
    given(&[Event::Generated(generated())])
}

pub(crate) fn open_at(level: Level) -> State {
    given(&[Event::Generated(generated_at(level))])
}

/// Runs a command and takes its events.
pub(crate) fn then(state: State, meta: &Meta, decide: impl Fn(&State) -> Result<Vec<Event>, Rejection>) -> State {
    let events = decide(&state).expect("allowed");
    after_by(state, &events, meta)
}

/// Lee failed checkpoint 1: finding F-1.
pub(crate) fn failed() -> State {
    failed_at(Level::High)
}

pub(crate) fn failed_at(level: Level) -> State {
    then(open_at(level), &by("lee"), |s| record_verdicts(s, &by("lee"), vec![fail("1")]))
}

/// Park says that F-1 is fixed.
pub(crate) fn claimed() -> State {
    then(failed(), &by("park"), |s| claim_fix(s, &by("park"), F1, "키를 옮김".into(), no_files()))
}

pub(crate) fn verify(state: &State, subject: &str) -> Result<Vec<Event>, Rejection> {
    verify_fix(state, &by(subject), F1, Method::Test, ("다시 시험함".into(), no_files()))
}

pub(crate) fn asked(ends_at: Timestamp) -> Asked {
    Asked { reason: "교체 일정".into(), conditions: vec!["접속 기록 매일 확인".into()], ends_at }
}

/// Park asks on day 0 to live with F-1 until a day.
pub(crate) fn requested(level: Level, until: i64) -> State {
    then(failed_at(level), &by("park"), |s| request_acceptance(s, &by("park"), F1, asked(day(until))))
}

/// Choi approves it on day 0.
pub(crate) fn accepted(until: i64) -> State {
    then(requested(Level::High, until), &by("choi"), |s| approve(s, "choi"))
}

pub(crate) fn approve(state: &State, subject: &str) -> Result<Vec<Event>, Rejection> {
    decide_acceptance(state, &by(subject), F1, true, String::new())
}

pub(crate) fn diagnosis(state: &State) -> &Diagnosis {
    let State::Open(diagnosis) = state else { panic!("there is no checklist") };
    diagnosis
}

pub(crate) fn opening(event: &Event) -> (FindingId, Opened) {
    let Event::Finding { id, event: finding::Event::Opened(opened), .. } = event else {
        panic!("not an opening: {event:?}")
    };
    (*id, Opened::clone(opened))
}
