//! Follows assessments: sets the target date, waives reviews where the policy allows it, and marks decisions as out
//! of date.

use std::sync::Arc;

use async_trait::async_trait;
use haetae_domain::{
    calendar::Calendar,
    review::{self, AssessmentNews},
    risk,
};
use haetae_event_log::{
    Category, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Reviews, Risks},
    store::Store,
};
use haetae_service_kit::reactors::{Reaction, Subscription};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "intake-risk", categories: &[Category::Risk] };

/// Brings assessments into their reviews.
pub(crate) struct AssessmentFollower {
    pub(crate) reviews: Arc<Store<Reviews>>,
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) calendar: Arc<Calendar>,
}

#[async_trait]
impl React for AssessmentFollower {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let events = events.into_iter().map(|event| Risks::decode(event).map_err(Reaction::park));
        let events = events.collect::<Result<Vec<_>, _>>()?;
        if !events.iter().any(|event| event.assessment().is_some()) {
            return Ok(Outcome::Ignored);
        }
        // Uses the current state, so that the last of several assessments counts, in whatever order they are
        // answered.
        let folded = self.risks.get(&recorded.key).await.map_err(Reaction::not_loaded)?;
        let risk::State::Assessed { assessment, .. } = &folded.state else {
            return Err(Reaction::park("an assessment that was read is not there"));
        };
        let news = AssessmentNews {
            sequence: folded.sequence,
            policy: assessment.policy.clone(),
            profile: assessment.profile.clone(),
            level: assessment.score.level,
            target_days: assessment.score.target_days,
            waives: assessment.score.automatic_waiver,
        };
        let key = Reaction::key(Category::Review, recorded.key.id())?;
        let decide = |state: &review::State| review::follow_assessment(state, &news, &self.calendar);
        reaction.answer(&self.reviews, &key, decide).await
    }
}
