//! Follows activations: scores open reviews again that were scored under another version, each once. Closed reviews
//! keep their score.
//!
//! An activation is answered when a pass over the whole log, begun after the last answer, finds no such review. A
//! handler may therefore be killed, run twice, or be overtaken by the next activation: the last handler to finish
//! leaves every open review scored under the active version.

use std::{convert::Infallible, sync::Arc};

use async_trait::async_trait;
use futures::{StreamExt as _, stream};
use haetae_domain::{
    ids::CommitId,
    policy::{POLICY_ID, Policy},
    review::{Review, State as ReviewState},
    risk::{self, State},
    scoring::score,
};
use haetae_event_log::{
    Category, EventLog, Line, Outcome, React, ReactError, Recorded,
    codec::{Aggregate as _, Policies, Reviews, Risks},
    store::{LoadError, Room, Store},
};
use haetae_service_kit::{
    clock,
    documents::Version,
    reactors::{Reaction, Subscription},
};

use super::versions::Versions;
use crate::desk::{PolicyBook, assess::assess};

pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "risk-policy", categories: &[Category::Policy] };

/// Reviews scored at the same time.
const AT_ONCE: usize = 32;

/// Scores open reviews again under the version in use.
pub(crate) struct Reassessor {
    log: Arc<dyn EventLog>,
    reviews: Store<Reviews>,
    risks: Arc<Store<Risks>>,
    policies: Arc<PolicyBook>,
}

/// The result for one review.
enum Done {
    /// It is scored under the version in use.
    Scored(Outcome),
    /// It is closed.
    Closed,
}

/// An activation and the version it names.
struct Activation {
    recorded: Recorded,
    version: u32,
}

#[async_trait]
impl React for Reassessor {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (_, events) = Reaction::read(SUBSCRIPTION.name, recorded)?;
        let mut activates = false;
        for event in events {
            activates |= Policies::decode(event).map_err(Reaction::park)?.activated().is_some();
        }
        if activates { self.bring_up_to_date().await } else { Ok(Outcome::Ignored) }
    }
}

impl Reassessor {
    pub(crate) fn new(log: Arc<dyn EventLog>, risks: Arc<Store<Risks>>, policies: Arc<PolicyBook>) -> Self {
        let reviews = Store::new(Arc::clone(&log), Room::NONE); // each is looked at once
        Self { log, reviews, risks, policies }
    }

    async fn bring_up_to_date(&self) -> Result<Outcome, ReactError> {
        let mut versions = Versions::default();
        let mut outcome = Outcome::AlreadyDone;
        let mut unanswerable = vec![];
        loop {
            // Read before the log: a later activation has a handler of its own.
            let activation = self.latest_activation().await?;
            let policy = self.policies.version(activation.version).await.map_err(|e| Reaction::no_document(&e))?;
            versions.read_on(self.log.as_ref()).await?;
            let due = versions.due(activation.recorded.sequence, activation.version);
            if due.is_empty() {
                return if unanswerable.is_empty() {
                    Ok(outcome)
                } else {
                    Err(Reaction::park(unanswerable.join("; ")))
                };
            }
            let answers = due.into_iter().map(|id| {
                let (activation, policy) = (&activation, &policy);
                async move { (self.answer(activation, policy, &id).await, id) }
            });
            let mut answers = stream::iter(answers).buffer_unordered(AT_ONCE);
            while let Some((answer, id)) = answers.next().await {
                match answer {
                    Ok(Done::Scored(Outcome::Done)) => outcome = Outcome::Done,
                    Ok(Done::Scored(Outcome::AlreadyDone | Outcome::Ignored)) => {}
                    Ok(Done::Closed) => versions.leave(&id),
                    // A review that cannot be read delays no other.
                    Err(ReactError::Park(reason) | ReactError::Foreign(reason)) => {
                        versions.leave(&id);
                        unanswerable.push(format!("review {id}: {reason}"));
                    }
                    Err(retry @ ReactError::Retry(_)) => return Err(retry),
                }
            }
        }
    }

    /// The last activation in the log. Commits that no service wrote do not count.
    async fn latest_activation(&self) -> Result<Activation, ReactError> {
        let key = Reaction::key(Category::Policy, POLICY_ID)?;
        let commits = self.log.load(&key, 0).await.map_err(|e| Reaction::not_loaded(LoadError::Read(e)))?;
        let mut line = Line::default();
        let commits: Vec<_> = commits.into_iter().filter(|recorded| line.take(recorded)).collect();
        for recorded in commits.into_iter().rev() {
            let (_, events) = Reaction::read(SUBSCRIPTION.name, &recorded)?;
            for event in events.into_iter().rev() {
                if let Some(version) = Policies::decode(event).map_err(Reaction::park)?.activated() {
                    return Ok(Activation { recorded, version });
                }
            }
        }
        Err(Reaction::park("no policy was ever activated"))
    }

    async fn answer(
        &self,
        activation: &Activation,
        policy: &Version<Policy>,
        review_id: &str,
    ) -> Result<Done, ReactError> {
        let (reaction, _) = Reaction::read(SUBSCRIPTION.name, &activation.recorded)?;
        let review_key = Reaction::key(Category::Review, review_id)?;
        let review = self.reviews.get(&review_key).await.map_err(Reaction::not_loaded)?;
        let review = match &review.state {
            ReviewState::Open(review) if review.is_open() => review,
            ReviewState::Open(_) | ReviewState::New => return Ok(Done::Closed),
        };
        let key = Reaction::key(Category::Risk, review_id)?;
        let replaced = self.risks.get(&key).await.map_err(Reaction::not_loaded)?.sequence;
        let id = CommitId::of_reassessment(reaction.cause(), &key.subject(), replaced);
        let decide = |state: &State| Ok::<_, Infallible>(decide(state, policy, review));
        reaction.answer_as((id, clock::now()), &self.risks, &key, decide).await.map(Done::Scored)
    }
}

/// Scores again from the recorded inputs, or for the first time from the request. In the second case, the reactor
/// that follows reviews may still use the previous version; it then finds this assessment in the log.
fn decide(state: &State, policy: &Version<Policy>, review: &Review) -> Vec<risk::Event> {
    match state {
        State::Assessed { .. } => risk::reassess(state, &policy.name, |profile| score(&policy.document, profile)),
        State::New => {
            let request = review.request.clone();
            risk::assess(state, assess(policy, request.profile, request.requester, request.team))
        }
    }
}
