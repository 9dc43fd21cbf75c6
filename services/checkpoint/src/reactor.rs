//! Follows assessments: every scored review gets one checklist.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    diagnosis::{self, Generated},
    risk::{self, Assessment},
    selection::select,
};
use haetae_event_log::{
    AggregateKey, Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Diagnoses, Risks},
    store::Store,
};
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::catalogs::Shelf;

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
        let Assessment { profile, requester, team, score, policy: _ } = assessment;
        let catalogs = self.shelf.active();
        let mut checkpoints = select(catalogs.iter().map(|c| &c.document), &profile, score.level);
        checkpoints.shrink_to_fit();
        let used = |id: &str| checkpoints.iter().any(|c| c.key.catalog == id);
        let names = catalogs.iter().map(|c| c.name.clone()).filter(|name| used(&name.id)).collect();
        Generated { catalogs: names, profile, level: score.level, requester, team, checkpoints }
    }
}
