use haetae_domain::evidence::{EvidenceId, File, References};

use super::*;

pub(super) fn references() -> impl Strategy<Value = References> {
    let files = proptest::collection::vec((1..99u32).prop_map(EvidenceId), 0..3);
    (proptest::collection::vec(words(), 0..3), files).prop_map(|(names, files)| References { names, files })
}

proptest! {
    #[test]
    fn evidence_comes_back(
        id in (1..999u32).prop_map(EvidenceId), checkpoint in key(), texts in [words(), words(), words()], size in any::<u64>(),
        sha256 in any::<[u8; 32]>(), collected_at in time(),
    ) {
        let [name, media_type, location] = texts;
        let file = File { checkpoint, name, media_type, size, sha256, collected_at, location };
        let event = diagnosis::Event::EvidenceAdded { id, file: Box::new(file) };
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }
}

#[test]
fn a_verdict_stored_before_there_were_files_rests_on_none() {
    let verdict = pb::Verdict {
        checkpoint: "web:C1:1".into(),
        result: VerdictResult::Pass.to_wire(),
        method: Method::Test.to_wire(),
        evidence: vec!["기록".into()],
        ..pb::Verdict::default()
    };
    let read = verdict_from_wire(verdict).expect("a verdict");
    assert_eq!(read.evidence, References { names: vec!["기록".into()], files: vec![] });
}

#[test]
fn what_is_no_evidence_is_refused_by_its_field() {
    let good = pb::EvidenceAdded {
        evidence: "E-1".into(),
        checkpoint: "web:C1:1".into(),
        sha256: vec![0; 32].into(),
        collected_at: Some(prost_types::Timestamp::default()),
        ..pb::EvidenceAdded::default()
    };
    let refused = |event: pb::EvidenceAdded| Diagnoses::decode(WireEvent::EvidenceAdded(event)).err();
    assert_eq!(refused(good.clone()), None);
    type Change = fn(&mut pb::EvidenceAdded);
    let wrong: [(&str, Change); 4] = [
        ("evidence", |e| e.evidence = "1".into()),
        ("checkpoint", |e| e.checkpoint = "web".into()),
        ("sha256", |e| e.sha256 = vec![0; 31].into()),
        ("collected_at", |e| e.collected_at = None),
    ];
    for (field, spoil) in wrong {
        let mut event = good.clone();
        spoil(&mut event);
        assert_eq!(refused(event), Some(CodecError::field(field)));
    }
}
