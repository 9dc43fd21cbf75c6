use haetae_proto::words::EVENTS;
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
