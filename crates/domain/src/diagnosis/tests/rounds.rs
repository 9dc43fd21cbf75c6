//! Concluding, reopening, and regenerating the checklist.

use super::*;

fn nothing(_: &Diagnosis) -> (Vec<ThreatStanding>, Vec<ControlGain>) {
    (vec![], vec![])
}

fn concluded(verdicts: Vec<Verdict>) -> State {
    let judged = then(open(), &by("lee"), |s| record_verdicts(s, &by("lee"), verdicts.clone()));
    then(judged, &by("lee"), |s| conclude(s, &by("lee"), String::new(), nothing))
}

fn revision(checkpoints: Vec<Selected>, changed: Vec<CheckpointKey>) -> Revision {
    let Generated { catalogs, profile, level, terms, .. } = generated();
    Revision { cause: RevisionCause::Amended, catalogs, profile, level, terms, checkpoints, changed }
}

#[test]
fn a_round_is_concluded_when_every_mandatory_checkpoint_is_judged() {
    let lee = by("lee");
    let first = then(open(), &lee, |s| record_verdicts(s, &lee, vec![pass("3")]));
    assert_eq!(
        conclude(&first, &lee, String::new(), nothing),
        Err(Rejection::Unjudged { count: 1, first: vec![key("1")] })
    );
    let state = then(first, &lee, |s| record_verdicts(s, &lee, vec![fail("1")]));
    let events = conclude(&state, &lee, "요약".into(), nothing).expect("allowed");
    let [Event::Concluded(concluded)] = &events[..] else { panic!("not a conclusion") };
    assert_eq!((concluded.round, concluded.tally.fail), (1, 1));
    let standing = Standing { round: 1, concluded: true, open_findings: 1, ..Standing::default() };
    assert_eq!(concluded.standing, standing);

    let state = after(state, &events);
    assert_eq!(conclude(&state, &lee, String::new(), nothing), Err(Rejection::Concluded));
    assert_eq!(record_verdicts(&state, &lee, vec![pass("2")]), Err(Rejection::Concluded));
    let fixed = then(state, &by("park"), |s| claim_fix(s, &by("park"), F1, "d".into(), no_files()));
    let fixed = then(fixed, &lee, |s| verify(s, "lee"));
    assert_eq!(diagnosis(&fixed).standing(), Standing { round: 1, concluded: true, ..Standing::default() });
}

#[test]
fn another_round_judges_what_failed_and_keeps_the_earlier_verdict_readable() {
    assert_eq!(reopen(&open(), &by("lee"), "r".into()), Err(Rejection::NotConcluded));
    let state = concluded(vec![fail("1"), pass("3")]);
    let events = reopen(&state, &by("lee"), "설계 변경".into()).expect("allowed");
    let [Event::Reopened(reopened)] = &events[..] else { panic!("not reopened") };
    assert_eq!((reopened.round, &reopened.checkpoints), (2, &vec![key("1")]), "2 is recommended, 3 passed");
    assert_eq!(reopened.standing.mandatory_open, 1);
    let state = after(state, &events);
    let earlier: Vec<_> =
        diagnosis(&state).earlier.iter().map(|j| (j.round, j.verdict.checkpoint.check.as_str())).collect();
    assert_eq!(earlier, [(1, "1")]);
    let again = record_verdicts(&state, &by("lee"), vec![fail("1")]).expect("allowed");
    assert_eq!(again.len(), 1, "the finding of the first round still stands");
    assert_eq!(diagnosis(&after(state, &again)).verdicts[&key("1")].round, 2);
}

#[test]
fn a_revision_keeps_verdicts_and_says_what_came_and_went() {
    let state = then(open(), &by("lee"), |s| record_verdicts(s, &by("lee"), vec![pass("1"), fail("2")]));
    let lines = vec![line("1", true), line("3", true), line("4", true)];
    let events = revise(&state, &by("lee"), revision(lines.clone(), vec![key("1")])).expect("allowed");
    let [Event::Revised(revised)] = &events[..] else { panic!("not revised") };
    assert_eq!((&revised.added, &revised.retired), (&vec![key("4")], &vec![key("2")]));
    assert_eq!((revised.tally.total, revised.tally.pass, revised.standing.mandatory_open), (3, 1, 2));
    let state = after(state, &events);
    let found = diagnosis(&state);
    assert_eq!(found.retired[0].line.key, key("2"));
    assert_eq!(found.verdicts[&key("2")].verdict.result, VerdictResult::Fail, "readable");
    assert_eq!(found.standing().open_findings, 1, "its finding stands");
    assert_eq!(revise(&state, &by("lee"), revision(lines, vec![])), Ok(vec![]), "a second time changes nothing");

    let events = revise(&state, &by("lee"), revision(generated().checkpoints, vec![])).expect("allowed");
    let back = after(state, &events);
    assert_eq!(diagnosis(&back).retired.iter().map(|r| r.line.key.check.as_str()).collect::<Vec<_>>(), ["4"]);
    assert_eq!(diagnosis(&back).tally().fail, 1, "and its verdict holds again");
}

#[test]
fn a_revision_of_a_concluded_diagnosis_begins_another_round_with_what_changed_or_was_added() {
    let state = concluded(vec![pass("1"), pass("3")]);
    let lines = vec![line("1", true), line("3", true), line("4", true), line("5", false)];
    let events = revise(&state, &by("lee"), revision(lines, vec![key("3")])).expect("allowed");
    let [Event::Revised(revised), Event::Reopened(reopened)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(reopened.checkpoints, [key("3"), key("4")]);
    assert_eq!(reopened.standing, revised.standing, "both say where it stands after the commit");
    let standing = Standing { round: 2, mandatory_open: 2, ..Standing::default() };
    assert_eq!(reopened.standing, standing);
    let state = after(state, &events);
    assert_eq!(diagnosis(&state).verdicts.len(), 1);
    assert_eq!(revise(&State::New, &by("lee"), revision(vec![], vec![])), Err(Rejection::NotFound));
}
