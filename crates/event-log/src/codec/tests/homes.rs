use haetae_proto::words::EVENTS;
use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
use prost::encoding::{WireType, encode_key};

use super::*;

/// More than the contract has.
const NUMBERS: std::ops::Range<u32> = 1..1_000;

/// Every event of the contract, without content.
fn empty() -> impl Iterator<Item = WireEvent> {
    NUMBERS.filter_map(|number| {
        let mut bytes = Vec::new();
        encode_key(number, WireType::LengthDelimited, &mut bytes);
        bytes.push(0);
        pb::Event::decode(bytes.as_slice()).expect("an event").event
    })
}

/// What can be written can be read: each event of the contract belongs to one aggregate, whose codec knows it.
#[test]
fn every_event_belongs_to_one_aggregate() {
    fn knows<A: Aggregate>(event: &WireEvent) -> bool {
        !matches!(A::decode(event.clone()), Err(CodecError::Misplaced(_)))
    }
    for event in empty() {
        let knowing = [
            knows::<Reviews>(&event),
            knows::<Risks>(&event),
            knows::<Policies>(&event),
            knows::<Diagnoses>(&event),
            knows::<Catalogs>(&event),
        ];
        assert_eq!(knowing.iter().filter(|knows| **knows).count(), 1, "{}", event.name());
    }
    let names: BTreeSet<_> = empty().map(|event| event.name()).collect();
    assert_eq!(names, EVENTS.iter().map(|(name, _)| *name).collect());
}

/// Events that have a test of their own.
const TESTED_ALONE: [&str; 14] = [
    "ReviewSubmitted",
    "ReviewDiagnosisStarted",
    "RiskAssessed",
    "ResidualAssessed",
    "PolicyPublished",
    "PolicyActivated",
    "CatalogPublished",
    "CatalogActivated",
    "DiagnosisGenerated",
    "VerdictsRecorded",
    "DiagnosisConcluded",
    "DiagnosisReopened",
    "ChecklistRevised",
    "EvidenceAdded",
];

/// Every other event is among the values of the property tests. Each of these is one of less than twenty kinds: of so many none
/// is missed.
#[test]
fn every_event_is_tested_with_values() {
    let mut runner = TestRunner::deterministic();
    let mut made = BTreeSet::new();
    for _ in 0..2_000 {
        let happened = happened().new_tree(&mut runner).expect("a value").current();
        let message = finding_message(&happened);
        let named = happened.unsettles_decision().is_none_or(|change| change.event() == message);
        assert!(named, "{message} changes the basis of a decision under another name");
        made.insert(message);
        made.insert(Reviews::encode(&later().new_tree(&mut runner).expect("a value").current()).name());
    }
    assert!(made.is_disjoint(&TESTED_ALONE.into()), "{made:?}");
    made.extend(TESTED_ALONE);
    assert_eq!(made, EVENTS.iter().map(|(name, _)| *name).collect());
}
