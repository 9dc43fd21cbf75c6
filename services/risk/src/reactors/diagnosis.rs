//! Follows diagnoses: assesses the residual risk of each concluded round once.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    diagnosis::Concluded,
    residual::residual,
    risk::{self, State},
};
use haetae_event_log::{
    AggregateKey, Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Diagnoses, Risks},
    store::Store,
};
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::desk::PolicyBook;

pub(crate) const SUBSCRIPTION: Subscription =
    Subscription { name: "risk-residual", categories: &[Category::Diagnosis] };

/// Assesses residual risk under the policy version the review was scored with.
pub(crate) struct ResidualAssessor {
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) policies: Arc<PolicyBook>,
}

#[async_trait]
impl React for ResidualAssessor {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut outcome = Outcome::Ignored;
        for event in events {
            let event = Diagnoses::decode(event).map_err(Reaction::park)?;
            if let Some(concluded) = event.concluded() {
                let key = Reaction::key(Category::Risk, recorded.key.id())?;
                outcome = self.assess(&reaction, &key, concluded).await?;
            }
        }
        Ok(outcome)
    }
}

impl ResidualAssessor {
    async fn assess(
        &self,
        reaction: &Reaction<'_>,
        key: &AggregateKey,
        concluded: &Concluded,
    ) -> Result<Outcome, ReactError> {
        let folded = self.risks.get(key).await.map_err(Reaction::not_loaded)?;
        let State::Assessed { assessment, .. } = &folded.state else { return Ok(Outcome::Ignored) };
        let version = assessment.policy.version;
        let policy = self.policies.version(version).await.map_err(|e| Reaction::no_document(&e))?;
        let (rule, cut_offs) = (policy.document.residual.unwrap_or_default(), &policy.document.cut_offs);
        let decide = |state: &State| {
            let left = |inherent| residual(policy.name.clone(), rule, cut_offs, inherent, concluded);
            Reaction::never_refused(risk::assess_residual(state, left))
        };
        reaction.answer(&self.risks, key, decide).await
    }
}
