//! Follows assessments: every scored review gets one checklist.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    diagnosis::{self, FindingTerms, Generated},
    risk::{self, Assessment},
};
use haetae_event_log::{
    AggregateKey, Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Diagnoses, Risks},
    store::Store,
};
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::catalogs::{Shelf, select};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "checkpoint", categories: &[Category::Risk] };

/// Generates checklists from the active catalogues.
pub(crate) struct Generator {
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) shelf: Arc<Shelf>,
}

#[async_trait]
impl React for Generator {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut outcome = Outcome::Ignored;
        for event in events {
            let risk::Event::Assessed(assessment) = Risks::decode(event).map_err(Reaction::park)?;
            let key = AggregateKey::new(Category::Diagnosis, recorded.key.id()).map_err(Reaction::park)?;
            let generated = self.generate(assessment);
            let decide =
                |state: &diagnosis::State| Reaction::never_refused(diagnosis::generate(state, generated.clone()));
            outcome = reaction.answer(&self.diagnoses, &key, decide).await?;
        }
        Ok(outcome)
    }
}

impl Generator {
    fn generate(&self, assessment: Assessment) -> Generated {
        let Assessment { profile, requester, team, score, policy } = assessment;
        let (catalogs, checkpoints) = select(&self.shelf.active(), &profile, score.level);
        let terms = FindingTerms { policy: Some(policy), days: score.finding_days };
        Generated { catalogs, profile, level: score.level, requester, team, checkpoints, terms }
    }
}
