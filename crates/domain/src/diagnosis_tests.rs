use super::*;
use crate::scoring::tests::harmless;
use crate::vocabulary::Layer;

fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: String::new() }
}

fn key(check: &str) -> CheckpointKey {
    CheckpointKey { catalog: "web".into(), control: "C1".into(), check: check.into() }
}

fn generated() -> Generated {
    let line = |check: &str, mandatory| Selected {
        key: key(check),
        layer: Layer::Client,
        mandatory,
        rules: vec!["all".into()],
    };
    Generated {
        catalogs: vec![],
        profile: harmless(),
        level: Level::Low,
        requester: person("kim"),
        team: "pay".into(),
        checkpoints: vec![line("1", true), line("2", false), line("3", true)],
    }
}

fn verdict(check: &str, result: VerdictResult, reason: &str) -> Verdict {
    Verdict { checkpoint: key(check), result, method: Method::Examine, reason: reason.into(), evidence: vec![] }
}

fn given(events: &[Event]) -> State {
    let meta = Meta { by: person("lee"), at: Timestamp::UNIX_EPOCH };
    events.iter().fold(State::New, |s, e| evolve(s, e, &meta))
}

fn open() -> State {
    given(&[Event::Generated(generated())])
}

#[test]
fn a_checklist_is_generated_once() {
    assert_eq!(generate(&State::New, generated()).len(), 1);
    assert_eq!(generate(&open(), generated()), vec![]);
}

#[test]
fn verdicts_count_and_the_latest_on_a_checkpoint_holds() {
    let pass = verdict("1", VerdictResult::Pass, "");
    let events = record_verdicts(&open(), &person("lee"), vec![pass]).expect("allowed");
    let Event::VerdictsRecorded { tally, .. } = &events[0] else { panic!("not verdicts") };
    assert_eq!(*tally, Tally { total: 3, mandatory: 2, pass: 1, mandatory_open: 1, ..Tally::default() });

    let state = given(&[&[Event::Generated(generated())], events.as_slice()].concat());
    let fail = verdict("1", VerdictResult::Fail, "키가 코드에 있음");
    let events = record_verdicts(&state, &person("lee"), vec![fail]).expect("allowed");
    let Event::VerdictsRecorded { tally, .. } = &events[0] else { panic!("not verdicts") };
    assert_eq!(*tally, Tally { total: 3, mandatory: 2, fail: 1, mandatory_open: 1, ..Tally::default() });
}

#[test]
fn what_cannot_be_recorded_is_refused_with_its_index() {
    let lee = person("lee");
    let pass = || verdict("1", VerdictResult::Pass, "");
    assert_eq!(record_verdicts(&State::New, &lee, vec![pass()]), Err(Rejection::NotFound));
    assert_eq!(record_verdicts(&open(), &person("kim"), vec![pass()]), Err(Rejection::OwnReview));
    assert_eq!(record_verdicts(&open(), &lee, vec![]), Err(Rejection::NoVerdicts));
    assert_eq!(
        record_verdicts(&open(), &lee, vec![pass(), verdict("9", VerdictResult::Pass, "")]),
        Err(Rejection::UnknownCheckpoint { index: 1 })
    );
    assert_eq!(record_verdicts(&open(), &lee, vec![pass(), pass()]), Err(Rejection::JudgedTwice { index: 1 }));
    for result in [VerdictResult::Fail, VerdictResult::Partial, VerdictResult::NotApplicable] {
        for reason in ["", " \n\u{3000}"] {
            assert_eq!(
                record_verdicts(&open(), &lee, vec![verdict("2", result, reason)]),
                Err(Rejection::ReasonMissing { index: 0 })
            );
        }
    }
}
