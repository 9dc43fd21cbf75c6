//! What every step on a review shares: find it for the caller, let the domain decide, show what came of it.

use std::sync::Arc;

use haetae_domain::{
    calendar::Calendar,
    review::{Event, Rejection, State},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog,
    codec::{Diagnoses, Reviews, Risks},
    store::{Folded, Store},
};
use haetae_proto::intake::v1 as pb;
use haetae_service_kit::{
    auth::Principal,
    commands::{Change, Changed, load_failure},
    error::{ApiError, Violations},
    validate,
};

use crate::{refused::refused, view, work::Work};

/// What intake works with.
pub(crate) struct Desk {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) reviews: Arc<Store<Reviews>>,
    /// Read only: risk writes them.
    pub(crate) risks: Arc<Store<Risks>>,
    /// Read only: checkpoint writes them.
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) work: Work,
}

/// Whose review it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Any that the caller sees.
    Seen,
    /// One of the caller's own team.
    OwnTeam,
}

/// A review that the caller sees.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) key: AggregateKey,
    pub(crate) folded: Arc<Folded<State>>,
}

/// A change of a review that the caller may ask for, not decided yet.
pub(crate) struct Step<'a> {
    desk: &'a Desk,
    pub(crate) change: Change,
    pub(crate) found: Found,
    internal: bool,
}

/// What came of a step, as every answer shows it.
pub(crate) struct Answer {
    pub(crate) review: Option<pb::Review>,
    pub(crate) etag: String,
    pub(crate) consistency_token: String,
}

impl Desk {
    /// The review, if the caller sees it; one of another team is not there. Then whatever else is wrong with the request.
    ///
    /// # Errors
    /// `REVIEW_NOT_FOUND` and `PERMISSION_DENIED` before `INVALID_FIELD`.
    pub(crate) async fn find(
        &self,
        caller: &Principal,
        review_id: &str,
        whose: Whose,
        mut v: Violations,
    ) -> Result<Found, ApiError> {
        let id = validate::uuid(&mut v, "review_id", review_id);
        if id.is_nil() {
            return Err(v.finish().err().unwrap_or_else(|| ApiError::review_not_found(id)));
        }
        let key = AggregateKey::new(Category::Review, &id.to_string()).map_err(ApiError::internal)?;
        let folded = self.reviews.get(&key).await.map_err(load_failure)?;
        match &folded.state {
            State::Open(review) if caller.sees(&review.request.team) => {
                if whose == Whose::OwnTeam && caller.team.as_ref() != Some(&review.request.team) {
                    return Err(ApiError::permission_denied());
                }
            }
            State::Open(_) | State::New => return Err(ApiError::review_not_found(id)),
        }
        v.finish()?;
        Ok(Found { id: id.to_string(), key, folded })
    }

    /// [`Desk::find`], for a change.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn step(
        &self,
        caller: &Principal,
        change: Change,
        review_id: &str,
        whose: Whose,
        v: Violations,
    ) -> Result<Step<'_>, ApiError> {
        let found = self.find(caller, review_id, whose, v).await?;
        Ok(Step { desk: self, change, found, internal: caller.sees_all_teams() })
    }
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
        self.take_or(decide, |rejection| refused(rejection, &self.found.id)).await
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
        let changed = self.change.make(&self.desk.reviews, &self.found.key, decide, rejected).await?;
        Ok(Answer::of(&self.found.id, &changed, self.internal))
    }
}

impl Answer {
    /// The review after a change; with everything that is `internal` for those who work on reviews.
    pub(crate) fn of(id: &str, changed: &Changed<State>, internal: bool) -> Self {
        let (etag, consistency_token) = changed.tokens();
        Self { review: view::review(id, changed.state(), internal), etag, consistency_token }
    }
}
