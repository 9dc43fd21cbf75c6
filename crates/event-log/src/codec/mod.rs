//! Conversion between the domain and the contract, in both directions. Older shapes of stored events are converted
//! here and nowhere else.

mod commit;
mod diagnosis;
mod document;
mod lean;
mod profile;
mod review;
mod risk;
mod time;
mod vocabulary;

pub use commit::{CommitDraft, RequestMark, meta_of};
pub use diagnosis::{
    Diagnoses, finding_message, standing_from_wire, standing_to_wire, tally_from_wire, tally_to_wire, verdict_from_wire,
};
pub use document::{Catalogs, Policies, version_from_wire, version_to_wire};
pub(crate) use lean::{envelope, lean, skim};
pub use profile::{ProfileProblem, person_from_wire, person_to_wire, profile_from_wire, profile_to_wire};
pub use review::Reviews;
pub use risk::Risks;
pub use time::{timestamp_from_wire, timestamp_to_wire};
pub use vocabulary::Word;

use std::convert::Infallible;

use haetae_domain::ids::Meta;
use haetae_proto::event::v1::event::Event as WireEvent;
use thiserror::Error;

use crate::Category;

/// An aggregate as the log stores it.
pub trait Aggregate: Send + Sync + 'static {
    /// The category of its subject.
    const CATEGORY: Category;
    /// Its events.
    type Event: Send + Sync;
    /// Its state, folded from the events.
    type State: Default + Clone + Send + Sync;

    /// Folds one event.
    fn evolve(state: Self::State, event: &Self::Event, meta: &Meta) -> Self::State;

    /// The event as the contract writes it.
    fn encode(event: &Self::Event) -> WireEvent;

    /// The domain event of a stored event.
    ///
    /// # Errors
    /// When it belongs to another aggregate or a field has a value unknown to the domain.
    fn decode(event: WireEvent) -> Result<Self::Event, CodecError>;

    /// Whether the event is hidden from some readers of the aggregate. A commit with only such events changes no etag
    /// and conflicts with no command; otherwise those readers could notice it.
    fn is_internal(_event: &Self::Event) -> bool {
        false
    }
}

/// A stored event that this build cannot read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodecError {
    /// A kind of event unknown to this build; a newer build wrote it.
    #[error("the event is of a kind this build does not know")]
    UnknownEvent,
    /// An event of another aggregate.
    #[error("{0} does not belong to this aggregate")]
    Misplaced(&'static str),
    /// A field has a value unknown to the domain.
    #[error("{field} is missing or unknown")]
    Field {
        /// Path of the field.
        field: String,
    },
}

impl From<Infallible> for CodecError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl CodecError {
    pub(crate) fn field(field: impl Into<String>) -> Self {
        Self::Field { field: field.into() }
    }
}

#[cfg(test)]
mod tests;
