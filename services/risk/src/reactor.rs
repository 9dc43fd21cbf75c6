//! Follows reviews: every submission is scored once.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{review, risk};
use haetae_event_log::{
    AggregateKey, Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Reviews, Risks},
    store::Store,
};
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::{PolicyBook, assess::assess};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "risk", categories: &[Category::Review] };

/// Scores reviews under the active policy.
pub(crate) struct Assessor {
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) policies: Arc<PolicyBook>,
}

#[async_trait]
impl React for Assessor {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut outcome = Outcome::Ignored;
        for event in events {
            match Reviews::decode(event).map_err(Reaction::park)? {
                review::Event::Submitted(s) => {
                    let key = AggregateKey::new(Category::Risk, recorded.key.id()).map_err(Reaction::park)?;
                    // As of now, not as noticed: what was activated before the submission is never missed.
                    let policy = self.policies.current().await.map_err(|e| Reaction::no_document(&e))?;
                    let assessment = assess(&policy, s.profile, s.requester, s.team);
                    let decide = |state: &risk::State| Reaction::never_refused(risk::assess(state, assessment.clone()));
                    outcome = reaction.answer(&self.risks, &key, decide).await?;
                }
                review::Event::DiagnosisStarted => {}
            }
        }
        Ok(outcome)
    }
}
