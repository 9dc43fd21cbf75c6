//! Follows diagnoses: the first verdict moves the review on.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::review;
use haetae_event_log::{AggregateKey, Category, Outcome, React, ReactError, Recorded, codec::Reviews, store::Store};
use haetae_proto::event::v1::event::Event;
use haetae_service_kit::reactors::{Reaction, Subscription};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "intake", categories: &[Category::Diagnosis] };

/// Starts the diagnosis of a review when its first verdict is recorded.
pub(crate) struct Starter {
    pub(crate) reviews: Arc<Store<Reviews>>,
}

#[async_trait]
impl React for Starter {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut outcome = Outcome::Ignored;
        for event in events {
            if let Event::VerdictsRecorded(_) = event {
                let key = AggregateKey::new(Category::Review, recorded.key.id()).map_err(Reaction::park)?;
                outcome = reaction.answer(&self.reviews, &key, review::start_diagnosis).await?;
            }
        }
        Ok(outcome)
    }
}
