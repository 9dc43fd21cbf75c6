//! The review aggregate.

mod decode;
mod encode;

use haetae_domain::ids::Meta;
use haetae_domain::review::{self, Event, State};
use haetae_proto::event::v1::event::Event as WireEvent;

use super::{Aggregate, CodecError};
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
        encode::event(event)
    }

    fn decode(event: WireEvent) -> Result<Event, CodecError> {
        decode::event(event)
    }

    fn is_internal(event: &Event) -> bool {
        event.is_internal()
    }
}
