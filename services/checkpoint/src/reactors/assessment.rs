//! Follows assessments: every scored review gets one checklist. Another profile or level revises the checklist; another policy
//! changes the days for fixes.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    diagnosis::{self, FindingTerms, Generated, Rejection, State},
    ids::{CommitId, Meta, Person},
    risk::{self, Assessment},
};
use haetae_event_log::{
    AggregateKey, Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Diagnoses, Risks},
    store::Store,
};
use haetae_service_kit::{
    clock,
    reactors::{Reaction, Subscription},
};

use crate::desk::{
    catalogues::{Catalogues, select},
    revision::{amended, retimed},
};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "checkpoint", categories: &[Category::Risk] };

/// Generates checklists from the active catalogues, and revises them when the assessment changes their inputs.
pub(crate) struct Generator {
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) catalogues: Arc<Catalogues>,
}

#[async_trait]
impl React for Generator {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut outcome = Outcome::Ignored;
        for event in events {
            let assessment = match Risks::decode(event).map_err(Reaction::park)? {
                risk::Event::Assessed(assessment) => assessment,
                risk::Event::ResidualAssessed(_) => continue,
            };
            let key = Reaction::key(Category::Diagnosis, recorded.key.id())?;
            let generated = self.generate(assessment);
            let decide = |state: &State| Reaction::never_refused(diagnosis::generate(state, generated.clone()));
            outcome = reaction.answer(&self.diagnoses, &key, decide).await?;
            if outcome == Outcome::AlreadyDone {
                outcome = self.revise(&reaction, &recorded.key, &key).await?;
            }
        }
        Ok(outcome)
    }
}

impl Generator {
    fn generate(&self, assessment: Assessment) -> Generated {
        let Assessment { profile, requester, team, score, policy } = assessment;
        let (catalogs, checkpoints) = select(&self.catalogues.active(), &profile, score.level);
        let terms = FindingTerms { policy: Some(policy), days: score.finding_days };
        Generated { catalogs, profile, level: score.level, requester, team, checkpoints, terms }
    }

    /// Revises the checklist for the latest assessment instead of the one in this commit, so that a late redelivery
    /// reverts nothing.
    async fn revise(
        &self,
        reaction: &Reaction<'_>,
        risk: &AggregateKey,
        key: &AggregateKey,
    ) -> Result<Outcome, ReactError> {
        let (risk, known) =
            tokio::try_join!(self.risks.get(risk), self.diagnoses.get(key)).map_err(Reaction::not_loaded)?;
        let (risk::State::Assessed { assessment, .. }, State::Open(diagnosis)) = (&risk.state, &known.state) else {
            return Ok(Outcome::AlreadyDone);
        };
        let (profile, level) = (&assessment.profile, assessment.score.level);
        let generated = &diagnosis.generated;
        let terms = FindingTerms { policy: Some(assessment.policy.clone()), days: assessment.score.finding_days };
        let same_list = |generated: &Generated| (&generated.profile, generated.level) == (profile, level);
        if same_list(generated) && generated.terms == terms {
            return Ok(Outcome::AlreadyDone);
        }
        let from = self.catalogues.versions(&generated.catalogs).await.map_err(|e| Reaction::no_document(&e))?;
        let active = self.catalogues.active();
        let meta = Meta { by: Person::default(), at: clock::now() };
        let decide = |state: &State| match state {
            State::New => Err(Rejection::NotFound),
            State::Open(diagnosis) if same_list(&diagnosis.generated) => {
                diagnosis::revise(state, &meta, retimed(diagnosis, terms.clone()))
            }
            State::Open(diagnosis) => {
                let inputs = (profile.clone(), level, terms.clone());
                diagnosis::revise(state, &meta, amended(diagnosis, &from, &active, inputs))
            }
        };
        let id = CommitId::of_reaction(SUBSCRIPTION.name, reaction.cause());
        reaction.answer_as((id, meta.at), &self.diagnoses, key, decide).await
    }
}
