//! What every step on a review shares: find it for the caller, let the domain decide, show what came of it.

use std::sync::Arc;

use haetae_domain::{
    calendar::Calendar,
    diagnosis,
    review::{Event, Judges, Rejection, State},
    vocabulary::Level,
};
use haetae_event_log::{
    AggregateKey, Category, EventLog,
    codec::{Diagnoses, Reviews, Risks},
    store::{Folded, Store},
};
use haetae_proto::intake::v1 as pb;
use haetae_service_kit::{
    auth::{Facts, Principal},
    commands::{Change, Changed, load_failure},
    error::{ApiError, Violations},
    people::People,
    token::TokenKeys,
    validate,
};

use uuid::Uuid;

use crate::{refused::refused, standing, view, work::Work};

/// What intake works with.
pub(crate) struct Desk {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) reviews: Arc<Store<Reviews>>,
    /// Read only: risk writes them.
    pub(crate) risks: Arc<Store<Risks>>,
    /// Read only: checkpoint writes them.
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) calendar: Arc<Calendar>,
    /// Seals the pages of lists.
    pub(crate) tokens: TokenKeys,
    pub(crate) work: Arc<Work>,
    /// Who can be put in charge.
    pub(crate) people: Arc<People>,
}

/// A review that the caller may see.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) key: AggregateKey,
    pub(crate) folded: Arc<Folded<State>>,
}

/// What the caller's right depends on beside the review itself.
#[derive(Default)]
pub(crate) struct Beside {
    /// What is asked for is kept from the requester's team.
    pub(crate) internal: bool,
    /// Its risk level; one that is not given counts as high.
    pub(crate) level: Option<Level>,
    /// Who judged a checkpoint of it.
    pub(crate) judges: Judges,
}

/// A change of a review that the caller may ask for, not decided yet.
pub(crate) struct Step<'a> {
    desk: &'a Desk,
    pub(crate) change: Change,
    pub(crate) id: String,
    key: AggregateKey,
    caller: &'a Principal,
}

/// What came of a step, as every answer shows it.
pub(crate) struct Answer {
    pub(crate) review: Option<pb::Review>,
    pub(crate) etag: String,
    pub(crate) consistency_token: String,
}

/// Whether the caller reads what is internal about a review.
pub(crate) fn reads_internal(caller: &Principal, state: &State) -> Result<bool, ApiError> {
    state.review().map_or(Ok(false), |review| caller.reads_internal(&review.request.team))
}

impl Desk {
    /// The review as it is now, if the caller may make this call on it; otherwise whatever else is wrong with the
    /// request.
    ///
    /// # Errors
    /// `REVIEW_NOT_FOUND` and `PERMISSION_DENIED` before `INVALID_FIELD`.
    pub(crate) async fn find(&self, caller: &Principal, id: Uuid, v: Violations) -> Result<Found, ApiError> {
        if id.is_nil() {
            return Err(wrong(v, id));
        }
        let key = key(id)?;
        let folded = self.reviews.get(&key).await.map_err(load_failure)?;
        allow(caller, id, &folded.state, &Beside::default())?;
        v.finish()?;
        Ok(Found { id: id.to_string(), key, folded })
    }

    /// A review with the findings that are open now: while a round goes on, the review itself does not follow them.
    ///
    /// # Errors
    /// When the diagnosis cannot be read.
    pub(crate) async fn with_findings(&self, review: Option<pb::Review>) -> Result<Option<pb::Review>, ApiError> {
        let Some(mut review) = review else { return Ok(None) };
        let key = AggregateKey::new(Category::Diagnosis, &review.review_id).map_err(ApiError::internal)?;
        if let diagnosis::State::Open(diagnosis) = &self.diagnoses.get(&key).await.map_err(load_failure)?.state {
            review.open_findings = standing::of(diagnosis).open_findings;
        }
        Ok(Some(review))
    }

    /// A change of a review, if the caller may make this call on it.
    ///
    /// # Errors
    /// As for [`Desk::find`].
    pub(crate) async fn step<'a>(
        &'a self,
        caller: &'a Principal,
        change: Change,
        review_id: &str,
        mut v: Violations,
    ) -> Result<Step<'a>, ApiError> {
        let id = validate::uuid(&mut v, "review_id", review_id);
        self.step_beside(caller, change, id, v, &Beside::default()).await
    }

    /// [`Desk::step`], where the right depends on more than the review.
    ///
    /// # Errors
    /// As for [`Desk::find`].
    pub(crate) async fn step_beside<'a>(
        &'a self,
        caller: &'a Principal,
        change: Change,
        id: Uuid,
        v: Violations,
        beside: &Beside,
    ) -> Result<Step<'a>, ApiError> {
        if id.is_nil() {
            return Err(wrong(v, id));
        }
        let key = key(id)?;
        change.admit(&self.reviews, &key, |state| allow(caller, id, state, beside)).await?;
        v.finish()?;
        Ok(Step { desk: self, change, id: id.to_string(), key, caller })
    }
}

fn key(id: Uuid) -> Result<AggregateKey, ApiError> {
    AggregateKey::new(Category::Review, &id.to_string()).map_err(ApiError::internal)
}

/// What is wrong with a request whose review has no id.
fn wrong(v: Violations, id: Uuid) -> ApiError {
    v.finish().err().unwrap_or_else(|| ApiError::review_not_found(id))
}

fn allow(caller: &Principal, id: Uuid, state: &State, beside: &Beside) -> Result<(), ApiError> {
    let missing = || ApiError::review_not_found(id);
    let State::Open(review) = state else { return Err(caller.absent(missing)) };
    let facts = Facts {
        assignee: review.assignee.as_ref().map(|assignee| assignee.subject.as_str()),
        status: Some(review.status),
        level: beside.level,
        judges: beside.judges.iter().map(String::as_str).collect(),
        internal: beside.internal,
        ..Facts::of(&review.request.requester.subject, &review.request.team)
    };
    caller.may(&facts, missing)
}

impl Step<'_> {
    /// Decides and writes.
    ///
    /// # Errors
    /// What the domain's refusal means to the caller, and whatever else a command can end in.
    pub(crate) async fn take(
        &self,
        decide: impl Fn(&State) -> Result<Vec<Event>, Rejection>,
    ) -> Result<Answer, ApiError> {
        self.take_or(decide, |rejection| refused(rejection, &self.id)).await
    }

    /// [`Step::take`] with refusals of one's own.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn take_or<R>(
        &self,
        decide: impl Fn(&State) -> Result<Vec<Event>, R>,
        rejected: impl FnOnce(R) -> ApiError,
    ) -> Result<Answer, ApiError> {
        let changed = self.change.make(&self.desk.reviews, &self.key, decide, rejected).await?;
        Answer::of(&self.id, &changed, self.caller)
    }
}

impl Answer {
    /// The review after a change; with what is internal for those who read it.
    ///
    /// # Errors
    /// A defect.
    pub(crate) fn of(id: &str, changed: &Changed<State>, caller: &Principal) -> Result<Self, ApiError> {
        let (etag, consistency_token) = changed.tokens();
        let internal = reads_internal(caller, changed.state())?;
        Ok(Self { review: view::review(id, changed.state(), internal), etag, consistency_token })
    }
}
