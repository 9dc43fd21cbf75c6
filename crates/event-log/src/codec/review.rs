//! The review aggregate.

use haetae_domain::ids::Meta;
use haetae_domain::review::{self, Event, State, Submitted};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use super::{Aggregate, CodecError, event_name, person_from_wire, person_to_wire, profile_to_wire};
use crate::Category;

/// Reviews, `ev.review.<review id>`.
pub struct Reviews;

impl Aggregate for Reviews {
    const CATEGORY: Category = Category::Review;
    type Event = Event;
    type State = State;

    fn evolve(state: State, event: &Event, meta: &Meta) -> State {
        review::evolve(state, event, meta)
    }

    fn encode(event: &Event) -> WireEvent {
        match event {
            Event::Submitted(s) => WireEvent::ReviewSubmitted(pb::ReviewSubmitted {
                title: s.title.clone(),
                description: s.description.clone(),
                requester: Some(person_to_wire(&s.requester)),
                team: s.team.clone(),
                profile: Some(profile_to_wire(&s.profile)),
            }),
            Event::DiagnosisStarted => WireEvent::ReviewDiagnosisStarted(pb::ReviewDiagnosisStarted {}),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other event belongs to another aggregate")]
    fn decode(event: WireEvent) -> Result<Event, CodecError> {
        match event {
            WireEvent::ReviewSubmitted(s) => Ok(Event::Submitted(Submitted {
                profile: super::profile::required(s.profile.as_ref())?,
                title: s.title,
                description: s.description,
                requester: person_from_wire(s.requester),
                team: s.team,
            })),
            WireEvent::ReviewDiagnosisStarted(pb::ReviewDiagnosisStarted {}) => Ok(Event::DiagnosisStarted),
            other => Err(CodecError::Misplaced(event_name(&other))),
        }
    }
}
