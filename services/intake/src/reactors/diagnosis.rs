//! Follows diagnoses: advances the review's status and marks decisions as out of date.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    diagnosis,
    review::{self, DiagnosisNews},
};
use haetae_event_log::{
    Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Diagnoses, Reviews},
    store::Store,
};
use haetae_proto::event::v1::event::Event;
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::desk::standing;

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "intake", categories: &[Category::Diagnosis] };

/// Brings diagnoses into their reviews.
pub(crate) struct DiagnosisFollower {
    pub(crate) reviews: Arc<Store<Reviews>>,
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
}

#[async_trait]
impl React for DiagnosisFollower {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let cause = events.last().map_or("", Event::name).to_owned();
        let events = events.into_iter().map(|event| Diagnoses::decode(event).map_err(Reaction::park));
        let events = events.collect::<Result<Vec<_>, ReactError>>()?;
        if events.iter().all(diagnosis::Event::begins) {
            return Ok(Outcome::Ignored);
        }
        // Uses the current state, so that the review agrees with the diagnosis in whatever order commits are
        // answered.
        let folded = self.diagnoses.get(&recorded.key).await.map_err(Reaction::not_loaded)?;
        let diagnosis::State::Open(diagnosis) = &folded.state else {
            return Err(Reaction::park("a diagnosis that was read is not there"));
        };
        let judged = events.iter().any(|event| !event.verdicts().is_empty());
        let unsettling = events.iter().filter_map(diagnosis::Event::unsettles_decision).collect();
        let news =
            DiagnosisNews { sequence: recorded.sequence, standing: standing::of(diagnosis), judged, cause, unsettling };
        let key = Reaction::key(Category::Review, recorded.key.id())?;
        reaction.answer(&self.reviews, &key, |state| review::follow_diagnosis(state, &news)).await
    }
}
