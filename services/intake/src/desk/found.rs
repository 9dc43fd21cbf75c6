//! The review that a call concerns, if the caller may see it.

use std::sync::Arc;

use haetae_domain::{
    diagnosis,
    review::{Judges, State},
    vocabulary::Level,
};
use haetae_event_log::{AggregateKey, Category, store::Folded};
use haetae_proto::{common::v1::ReviewStatus, intake::v1 as pb};
use haetae_service_kit::{
    auth::{Facts, Principal},
    commands::{key, load_failure},
    error::{ApiError, Violations},
};
use uuid::Uuid;

use super::{Desk, standing};
use crate::view;

/// A review that the caller may see.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) key: AggregateKey,
    pub(crate) folded: Arc<Folded<State>>,
}

/// Facts outside the review that the caller's permission depends on.
#[derive(Default)]
pub(crate) struct Beside {
    /// The call concerns information that is hidden from the requester's team.
    pub(crate) internal: bool,
    /// The risk level of the review; without one it counts as high.
    pub(crate) level: Option<Level>,
    /// The accounts that judged a checkpoint of the review.
    pub(crate) judges: Judges,
}

impl Desk {
    /// The current review, if the caller may make this call on it.
    ///
    /// # Errors
    /// `REVIEW_NOT_FOUND` and `PERMISSION_DENIED`; only then the other violations of the request, as `INVALID_FIELD`.
    pub(crate) async fn find(&self, caller: &Principal, id: Uuid, mut v: Violations) -> Result<Found, ApiError> {
        let found = self.found(caller, id, &mut v).await?;
        v.finish()?;
        Ok(found)
    }

    /// [`Desk::find`] for calls that have more to check once the review is known: the other violations are left to them.
    ///
    /// # Errors
    /// `REVIEW_NOT_FOUND` and `PERMISSION_DENIED`; without a valid id also the other violations.
    pub(crate) async fn found(&self, caller: &Principal, id: Uuid, v: &mut Violations) -> Result<Found, ApiError> {
        if id.is_nil() {
            return Err(without_id(std::mem::take(v), id));
        }
        let key = key(Category::Review, id)?;
        let folded = self.reviews.get(&key).await.map_err(load_failure)?;
        allow(caller, id, &folded.state, &Beside::default())?;
        Ok(Found { id: id.to_string(), key, folded })
    }

    /// A review with the number of currently open findings, because the review itself does not follow them during a
    /// round. In a withdrawn review nothing has to be fixed.
    ///
    /// # Errors
    /// When the diagnosis cannot be read.
    pub(crate) async fn with_findings(&self, review: Option<pb::Review>) -> Result<Option<pb::Review>, ApiError> {
        let Some(mut review) = review else { return Ok(None) };
        if review.status() == ReviewStatus::Withdrawn {
            return Ok(Some(review));
        }
        let key = key(Category::Diagnosis, &review.review_id)?;
        if let diagnosis::State::Open(diagnosis) = &self.diagnoses.get(&key).await.map_err(load_failure)?.state {
            review.open_findings = standing::of(diagnosis).open_findings;
        }
        Ok(Some(review))
    }
}

impl Desk {
    /// A review as this caller may see it: internal comments are counted for callers who may read them, and the
    /// original of a duplicate is included for callers who may read that review.
    ///
    /// # Errors
    /// When the other review cannot be read.
    pub(crate) async fn shown(
        &self,
        caller: &Principal,
        id: &str,
        state: &State,
    ) -> Result<Option<pb::Review>, ApiError> {
        let mut review = view::review(id, state, reads_internal(caller, state)?);
        if let Some(triage) = review.as_mut().and_then(|review| review.triage.as_mut())
            && !triage.duplicate_of.is_empty()
            && !self.reads_other(caller, &triage.duplicate_of).await?
        {
            triage.duplicate_of.clear();
        }
        Ok(review)
    }

    /// Whether the caller may read another review than the one of the call.
    async fn reads_other(&self, caller: &Principal, id: &str) -> Result<bool, ApiError> {
        let folded = self.reviews.get(&key(Category::Review, id)?).await.map_err(load_failure)?;
        let State::Open(other) = &folded.state else { return Ok(false) };
        caller.reads(&Facts::of(&other.request.requester.subject, &other.request.team))
    }
}

/// Whether the caller reads the internal comments of a review.
pub(crate) fn reads_internal(caller: &Principal, state: &State) -> Result<bool, ApiError> {
    state.review().map_or(Ok(false), |review| caller.reads_internal(&review.request.team))
}

/// The faults of a request that names no review.
pub(super) fn without_id(v: Violations, id: Uuid) -> ApiError {
    v.finish().err().unwrap_or_else(|| ApiError::review_not_found(id))
}

/// Whether the caller may make this call on the review.
pub(super) fn allow(caller: &Principal, id: Uuid, state: &State, beside: &Beside) -> Result<(), ApiError> {
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
