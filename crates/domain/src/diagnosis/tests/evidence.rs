use super::*;
use crate::evidence::CLOCKS_DIFFER;
use jiff::SignedDuration;

const MOST: usize = 3;
const E1: EvidenceId = EvidenceId(1);

fn file(check: &str) -> File {
    File {
        checkpoint: key(check),
        name: "../설정 화면.png".into(),
        media_type: "image/png".into(),
        size: 3,
        sha256: [7; 32],
        collected_at: day(0),
        location: "EVIDENCE/r/07".into(),
    }
}

fn files(files: &[u32]) -> References {
    References { names: vec![], files: files.iter().copied().map(EvidenceId).collect() }
}

fn with_one(state: State) -> State {
    then(state, &by("park"), |state| add_evidence(state, &by("park"), file("1"), MOST))
}

#[test]
fn evidence_is_numbered_and_says_who_added_it_and_when() {
    let state =
        then(with_one(open()), &on_day(1, "lee"), |state| add_evidence(state, &on_day(1, "lee"), file("2"), MOST));
    let State::Open(diagnosis) = &state else { panic!("no checklist") };
    let seen: Vec<_> = diagnosis.evidence.iter().map(|e| (e.id.to_string(), e.by.subject.as_str(), e.at)).collect();
    assert_eq!(seen, [("E-1".to_owned(), "park", day(0)), ("E-2".to_owned(), "lee", day(1))]);
    assert_eq!(diagnosis.evidence(E1).map(|e| &e.file), Some(&file("1")));
    assert_eq!(diagnosis.evidence_for(&key("2")).count(), 1);
    for none in [0, 3, u32::MAX] {
        assert_eq!(diagnosis.evidence(EvidenceId(none)), None);
    }
}

#[test]
fn evidence_changes_nothing_about_where_the_diagnosis_stands() {
    let before = failed();
    let after = with_one(before.clone());
    let (State::Open(before), State::Open(after)) = (before, after) else { panic!("no checklist") };
    assert_eq!((before.tally(), before.standing()), (after.tally(), after.standing()));
}

#[test]
fn what_cannot_be_evidence_is_refused() {
    let park = by("park");
    assert_eq!(add_evidence(&State::New, &park, file("1"), MOST), Err(Rejection::NotFound));
    assert_eq!(add_evidence(&open(), &park, file("9"), MOST), Err(Rejection::EvidenceOfNothing));
    let at = |ahead: SignedDuration| File { collected_at: park.at + ahead, ..file("1") };
    assert!(add_evidence(&open(), &park, at(CLOCKS_DIFFER), MOST).is_ok());
    let later = at(CLOCKS_DIFFER + SignedDuration::from_nanos(1));
    assert_eq!(add_evidence(&open(), &park, later, MOST), Err(Rejection::CollectedLater));
    let full = add_evidence(&with_one(open()), &park, file("1"), 1);
    assert_eq!(full, Err(Rejection::EvidenceLimit { most: 1 }));
}

#[test]
fn a_verdict_rests_only_on_files_of_its_diagnosis() {
    let resting = |on: &[u32]| vec![pass("3"), Verdict { evidence: files(on), ..pass("1") }];
    let refused = record_verdicts(&open(), &by("lee"), resting(&[1]));
    assert_eq!(refused, Err(Rejection::UnknownEvidence { verdict: Some(1), index: 0 }));
    let state = with_one(open());
    assert!(record_verdicts(&state, &by("lee"), resting(&[1])).is_ok());
    let refused = record_verdicts(&state, &by("lee"), resting(&[1, 2]));
    assert_eq!(refused, Err(Rejection::UnknownEvidence { verdict: Some(1), index: 1 }));
}

#[test]
fn a_fix_is_shown_and_verified_only_with_files_of_its_diagnosis() {
    let claim = |state: &State, on: &[u32]| claim_fix(state, &by("park"), F1, "옮김".into(), files(on));
    let missing = Err(Rejection::UnknownEvidence { verdict: None, index: 0 });
    assert_eq!(claim(&failed(), &[1]), missing);
    let state = with_one(failed());
    let claimed = then(state, &by("park"), |state| claim(state, &[1]));
    let verify = |on: &[u32]| verify_fix(&claimed, &by("lee"), F1, Method::Test, ("시험함".into(), files(on)));
    assert_eq!(verify(&[2]), missing);
    assert!(verify(&[1]).is_ok());
}
