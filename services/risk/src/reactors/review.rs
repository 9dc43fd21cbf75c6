//! Follows reviews: scores every submission once, and again after every amendment of its inputs and every reopening.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    review::{self, Submitted},
    risk::{self, Assessment},
};
use haetae_event_log::{
    Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Reviews, Risks},
    store::Store,
};
use haetae_service_kit::reactors::{Reaction, Subscription};

use crate::desk::{PolicyBook, assess::assess};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "risk", categories: &[Category::Review] };

/// Scores reviews under the active policy.
pub(crate) struct Assessor {
    pub(crate) reviews: Arc<Store<Reviews>>,
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) policies: Arc<PolicyBook>,
}

#[async_trait]
impl React for Assessor {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut asked = None;
        for event in events {
            let event = Reviews::decode(event).map_err(Reaction::park)?;
            if let Some(request) = event.request() {
                return self.submitted(&reaction, recorded.key.id(), request.clone()).await;
            }
            // An amendment that ends a waiver also reopens the review in the same commit, and the reopening requires
            // more.
            asked = asked.max(again(&event));
        }
        let Some(again) = asked else { return Ok(Outcome::Ignored) };
        self.again(&reaction, recorded, again).await
    }
}

/// Why a review is scored again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Again {
    Amended,
    Reopened,
}

fn again(event: &review::Event) -> Option<Again> {
    match event {
        review::Event::Amended(amended) => amended.material.then_some(Again::Amended),
        review::Event::Reopened { .. } => Some(Again::Reopened),
        review::Event::Submitted(_)
        | review::Event::DiagnosisStarted
        | review::Event::Withdrawn { .. }
        | review::Event::InfoRequested { .. }
        | review::Event::InfoProvided { .. }
        | review::Event::QuestionRetracted { .. }
        | review::Event::Triaged(_)
        | review::Event::Assigned { .. }
        | review::Event::Released { .. }
        | review::Event::Decided(_)
        | review::Event::Commented { .. }
        | review::Event::TargetSet(_)
        | review::Event::TargetBreached { .. }
        | review::Event::DecisionStaled { .. }
        | review::Event::Progressed(_) => None,
    }
}

impl Assessor {
    async fn submitted(&self, reaction: &Reaction<'_>, id: &str, request: Submitted) -> Result<Outcome, ReactError> {
        let assessment = self.assess(request).await?;
        let decide = |state: &risk::State| Reaction::never_refused(risk::assess(state, assessment.clone()));
        reaction.answer(&self.risks, &Reaction::key(Category::Risk, id)?, decide).await
    }

    /// Scores the current review, so that the last of several amendments counts, in whatever order they are answered.
    async fn again(&self, reaction: &Reaction<'_>, recorded: &Recorded, again: Again) -> Result<Outcome, ReactError> {
        let folded = self.reviews.get(&recorded.key).await.map_err(Reaction::not_loaded)?;
        let review = folded.state.review().map_err(Reaction::park)?;
        let assessment = self.assess(review.request.clone()).await?;
        let target = review.target.as_ref().map(|target| (&target.policy, target.target_days));
        let decide = |state: &risk::State| {
            Reaction::never_refused(match again {
                Again::Amended => risk::assess_amended(state, assessment.clone()),
                Again::Reopened => risk::assess_reopened(state, assessment.clone(), target),
            })
        };
        reaction.answer(&self.risks, &Reaction::key(Category::Risk, recorded.key.id())?, decide).await
    }

    async fn assess(&self, request: Submitted) -> Result<Assessment, ReactError> {
        // Read from the log now, so that an activation before the request is never missed.
        let policy = self.policies.current().await.map_err(|e| Reaction::no_document(&e))?;
        Ok(assess(&policy, request.profile, request.requester, request.team))
    }
}
