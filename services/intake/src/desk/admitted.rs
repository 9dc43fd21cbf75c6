//! The common path of every change of a review: the caller's permission, one decision, one answer.

use haetae_domain::review::{Event, Rejection, State};
use haetae_event_log::{AggregateKey, Category};
use haetae_proto::intake::v1 as pb;
use haetae_service_kit::{
    auth::Principal,
    commands::{CallerChange, Changed, key},
    error::{ApiError, Violations},
    validate,
};
use uuid::Uuid;

use super::{
    Desk,
    found::{Beside, allow, without_id},
};
use crate::refused::refused;

/// An authorised change of a review, not yet decided by the domain.
pub(crate) struct Admitted<'a> {
    desk: &'a Desk,
    pub(crate) change: CallerChange,
    pub(crate) id: String,
    key: AggregateKey,
    caller: &'a Principal,
}

/// The review after a change, as every answer shows it.
pub(crate) struct Answer {
    pub(crate) review: Option<pb::Review>,
    pub(crate) etag: String,
    pub(crate) consistency_token: String,
}

impl Desk {
    /// Authorises a change of a review by this call.
    ///
    /// # Errors
    /// As for [`Desk::find`].
    pub(crate) async fn admit<'a>(
        &'a self,
        caller: &'a Principal,
        change: CallerChange,
        review_id: &str,
        mut v: Violations,
    ) -> Result<Admitted<'a>, ApiError> {
        let id = validate::uuid(&mut v, "review_id", review_id);
        self.admit_beside(caller, change, id, v, &Beside::default()).await
    }

    /// [`Desk::admit`], where the permission depends on more than the review.
    ///
    /// # Errors
    /// As for [`Desk::find`].
    pub(crate) async fn admit_beside<'a>(
        &'a self,
        caller: &'a Principal,
        change: CallerChange,
        id: Uuid,
        v: Violations,
        beside: &Beside,
    ) -> Result<Admitted<'a>, ApiError> {
        if id.is_nil() {
            return Err(without_id(v, id));
        }
        let key = key(Category::Review, id)?;
        change.admit(&self.reviews, &key, |state| allow(caller, id, state, beside)).await?;
        v.finish()?;
        Ok(Admitted { desk: self, change, id: id.to_string(), key, caller })
    }
}

impl Admitted<'_> {
    /// Decides and writes.
    ///
    /// # Errors
    /// The domain's refusal as an error for callers, and every other error of a command.
    pub(crate) async fn make(
        &self,
        decide: impl Fn(&State) -> Result<Vec<Event>, Rejection>,
    ) -> Result<Answer, ApiError> {
        self.make_or(decide, |rejection| refused(rejection, &self.id)).await
    }

    /// [`Admitted::make`] for a decision that can be refused in other ways too.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn make_or<R>(
        &self,
        decide: impl Fn(&State) -> Result<Vec<Event>, R>,
        rejected: impl FnOnce(R) -> ApiError,
    ) -> Result<Answer, ApiError> {
        let changed = self.change.make(&self.desk.reviews, &self.key, decide, rejected).await?;
        Answer::of(self.desk, &self.id, &changed, self.caller).await
    }
}

impl Answer {
    /// The review after a change, as [`Desk::shown`] shows it.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn of(
        desk: &Desk,
        id: &str,
        changed: &Changed<State>,
        caller: &Principal,
    ) -> Result<Self, ApiError> {
        let (etag, consistency_token) = changed.tokens();
        Ok(Self { review: desk.shown(caller, id, changed.state()).await?, etag, consistency_token })
    }
}
