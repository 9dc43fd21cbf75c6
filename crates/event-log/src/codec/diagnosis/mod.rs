//! The diagnosis aggregate.

mod checklist;
mod evidence;
mod figures;
mod finding;
mod keys;
mod rounds;
mod verdict;

pub use figures::{standing_from_wire, standing_to_wire, tally_from_wire, tally_to_wire};
pub use finding::finding_message;
pub use verdict::verdict_from_wire;

use haetae_domain::diagnosis::{self, Event, State};
use haetae_domain::ids::Meta;
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use super::{Aggregate, CodecError};
use crate::Category;

/// Diagnoses, `ev.diagnosis.<review id>`.
pub struct Diagnoses;

impl Aggregate for Diagnoses {
    const CATEGORY: Category = Category::Diagnosis;
    type Event = Event;
    type State = State;

    fn evolve(state: State, event: &Event, meta: &Meta) -> State {
        diagnosis::evolve(state, event, meta)
    }

    fn encode(event: &Event) -> WireEvent {
        match event {
            Event::Generated(g) => WireEvent::DiagnosisGenerated(checklist::generated_to_wire(g)),
            Event::VerdictsRecorded { verdicts, tally, standing } => {
                WireEvent::VerdictsRecorded(pb::VerdictsRecorded {
                    verdicts: verdicts.iter().map(verdict::verdict_to_wire).collect(),
                    tally: Some(tally_to_wire(tally)),
                    standing: Some(standing_to_wire(standing)),
                })
            }
            Event::Concluded(c) => WireEvent::DiagnosisConcluded(rounds::concluded_to_wire(c)),
            Event::Reopened(r) => WireEvent::DiagnosisReopened(rounds::reopened_to_wire(r)),
            Event::Revised(r) => WireEvent::ChecklistRevised(checklist::revised_to_wire(r)),
            Event::Finding { id, event, standing } => finding::encode(*id, event, standing),
            Event::EvidenceAdded { id, file } => WireEvent::EvidenceAdded(evidence::added_to_wire(*id, file)),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event is a finding's, or belongs to another aggregate"
    )]
    fn decode(event: WireEvent) -> Result<Event, CodecError> {
        match event {
            WireEvent::DiagnosisGenerated(g) => Ok(Event::Generated(checklist::generated_from_wire(g)?)),
            WireEvent::VerdictsRecorded(v) => {
                let verdicts: Result<_, _> = v.verdicts.into_iter().map(verdict_from_wire).collect();
                let tally = tally_from_wire(v.tally)?;
                let standing = figures::standing_or_first(v.standing, &tally);
                Ok(Event::VerdictsRecorded { verdicts: verdicts?, tally, standing })
            }
            WireEvent::DiagnosisConcluded(c) => Ok(Event::Concluded(rounds::concluded_from_wire(c)?)),
            WireEvent::DiagnosisReopened(r) => Ok(Event::Reopened(rounds::reopened_from_wire(r)?)),
            WireEvent::ChecklistRevised(r) => Ok(Event::Revised(Box::new(checklist::revised_from_wire(r)?))),
            WireEvent::EvidenceAdded(e) => evidence::added_from_wire(e),
            other => finding::decode(other),
        }
    }
}
