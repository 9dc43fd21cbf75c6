//! Follows diagnoses: the review moves on with them, and decisions go stale.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    diagnosis,
    review::{self, DiagnosisNews},
};
use haetae_event_log::{
    AggregateKey, Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Diagnoses, Reviews},
    store::Store,
};
use haetae_proto::event::v1::event::Event;
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::standing;

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "intake", categories: &[Category::Diagnosis] };

/// Tells reviews of their diagnoses.
pub(crate) struct Diagnosed {
    pub(crate) reviews: Arc<Store<Reviews>>,
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
}

#[async_trait]
impl React for Diagnosed {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        if matches!(events[..], [Event::DiagnosisGenerated(_)]) {
            return Ok(Outcome::Ignored);
        }
        // As it is now: whichever of several commits is answered first, the review ends where the diagnosis stands.
        let folded = self.diagnoses.get(&recorded.key).await.map_err(Reaction::not_loaded)?;
        let diagnosis::State::Open(diagnosis) = &folded.state else {
            return Err(Reaction::park("a diagnosis that was read is not there"));
        };
        let judged = events.iter().any(|event| matches!(event, Event::VerdictsRecorded(_)));
        let cause = events.last().map_or("", Event::name).to_owned();
        let mut unsettling = Vec::new();
        for event in events {
            let name = event.name();
            if Diagnoses::decode(event).map_err(Reaction::park)?.unsettles_decision() {
                unsettling.push(name.to_owned());
            }
        }
        let news =
            DiagnosisNews { sequence: recorded.sequence, standing: standing::of(diagnosis), judged, cause, unsettling };
        let key = AggregateKey::new(Category::Review, recorded.key.id()).map_err(Reaction::park)?;
        reaction.answer(&self.reviews, &key, |state| review::follow_diagnosis(state, &news)).await
    }
}
