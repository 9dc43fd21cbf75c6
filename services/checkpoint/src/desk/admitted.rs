//! The common path of every change of a diagnosis: the caller's permission, one decision, one answer.

use haetae_domain::{
    diagnosis::{Diagnosis, Event, Rejection, State},
    finding::FindingId,
    ids::Meta,
};
use haetae_event_log::{AggregateKey, Category};
use haetae_proto::Mutation;
use haetae_service_kit::{
    auth::Principal,
    commands::{CallerChange, Changed, key, load_failure},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;
use uuid::Uuid;

use super::{
    Desk,
    found::{About, allowed},
};
use crate::refused::{refused, withdrawn};

/// An authorised change of a diagnosis, not yet decided by the domain.
#[derive(Clone)]
pub(crate) struct Admitted<'a> {
    desk: &'a Desk,
    pub(crate) caller: Principal,
    pub(crate) change: CallerChange,
    pub(crate) review_id: Uuid,
    key: AggregateKey,
    withdrawn: bool,
}

/// Why a change is not made.
enum Refused {
    /// The review was withdrawn.
    Withdrawn,
    /// The domain does not allow it.
    Ruled(Rejection),
}

impl Desk {
    /// Authorises a change of a diagnosis by this call. The handler reads its own fields next, and adds their
    /// violations to those already recorded.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, `CHECKLIST_NOT_FOUND`, `PERMISSION_DENIED` and `SEPARATION_OF_DUTIES`, all before
    /// `INVALID_FIELD`.
    pub(crate) async fn admit<M: Mutation>(
        &self,
        request: Request<M>,
    ) -> Result<(M, Admitted<'_>, Violations), ApiError> {
        self.admit_declining(request, false).await
    }

    /// [`Desk::admit`] of a call that may decline an acceptance.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn admit_declining<M: Mutation>(
        &self,
        request: Request<M>,
        declines: bool,
    ) -> Result<(M, Admitted<'_>, Violations), ApiError> {
        let (caller, request, change, v) = CallerChange::open(request)?;
        let (admitted, v) = self.admit_change(caller, (&request, declines), change, v).await?;
        Ok((request, admitted, v))
    }

    /// [`Desk::admit`] for the first message of a stream.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn admit_first(
        &self,
        caller: Principal,
        message: &mut impl Mutation,
        deadline: Deadline,
    ) -> Result<(Admitted<'_>, Violations), ApiError> {
        let mut v = Violations::new();
        let change = CallerChange::read(&mut v, &caller, message, deadline);
        self.admit_change(caller, (message, false), change, v).await
    }

    async fn admit_change(
        &self,
        caller: Principal,
        (request, declines): (&impl Mutation, bool),
        change: CallerChange,
        mut v: Violations,
    ) -> Result<(Admitted<'_>, Violations), ApiError> {
        let review_id = validate::uuid(&mut v, "review_id", request.review_id().unwrap_or_default());
        let key = key(Category::Diagnosis, review_id)?;
        let about = About { finding: request.finding_id().and_then(FindingId::parse), declines };
        // A faulty id is reported together with the other faults.
        if !review_id.is_nil() {
            change.admit(&self.diagnoses, &key, |state| allowed(&caller, review_id, state, about).map(|_| ())).await?;
        }
        let withdrawn = self.withdrawals.hold(review_id);
        Ok((Admitted { desk: self, caller, change, review_id, key, withdrawn }, v))
    }
}

impl Admitted<'_> {
    /// The same change as a dry run.
    pub(crate) fn rehearsal(&self) -> Self {
        Self { change: CallerChange { validate_only: true, ..self.change.clone() }, ..self.clone() }
    }

    /// The same change, known by another content of its request.
    pub(crate) fn of_content(&self, request: &impl Mutation) -> Self {
        Self { change: self.change.of_content(request), ..self.clone() }
    }

    /// The same change with another deadline.
    pub(crate) fn within(&self, deadline: Deadline) -> Self {
        Self { change: CallerChange { deadline, ..self.change.clone() }, ..self.clone() }
    }

    /// The current diagnosis; none for a review without one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) async fn read(&self) -> Result<Option<Diagnosis>, ApiError> {
        let folded = self.desk.diagnoses.get(&self.key).await.map_err(load_failure)?;
        Ok(match &folded.state {
            State::Open(diagnosis) => Some(Diagnosis::clone(diagnosis)),
            State::New => None,
        })
    }

    /// Why the domain would refuse a decision on the diagnosis as it is now; nothing where it would not.
    ///
    /// # Errors
    /// When the diagnosis cannot be read.
    pub(crate) async fn refusal(
        &self,
        decide: impl Fn(&State, &Meta) -> Result<Vec<Event>, Rejection>,
    ) -> Result<Vec<Rejection>, ApiError> {
        let folded = self.desk.diagnoses.get(&self.key).await.map_err(load_failure)?;
        Ok(decide(&folded.state, &self.meta()).err().into_iter().collect())
    }

    fn meta(&self) -> Meta {
        Meta { by: self.change.by.clone(), at: self.change.at }
    }

    /// Decides and writes.
    ///
    /// # Errors
    /// The domain's refusal as an error for callers, and every other error of a command.
    pub(crate) async fn make(
        &self,
        decide: impl Fn(&State, &Meta) -> Result<Vec<Event>, Rejection>,
    ) -> Result<Changed<State>, ApiError> {
        let meta = self.meta();
        // Checked inside the decision, so that a retry of a change before the withdrawal still gets its answer.
        let decide = |state: &State| {
            if self.withdrawn { Err(Refused::Withdrawn) } else { decide(state, &meta).map_err(Refused::Ruled) }
        };
        let rejected = |why| match why {
            Refused::Withdrawn => withdrawn(self.review_id),
            Refused::Ruled(why) => refused(why, self.review_id),
        };
        self.change.make(&self.desk.diagnoses, &self.key, decide, rejected).await
    }
}

/// The diagnosis after a change.
///
/// # Errors
/// A defect: changes are made of diagnoses that exist.
pub(crate) fn diagnosis(changed: &Changed<State>) -> Result<&Diagnosis, ApiError> {
    match changed.state() {
        State::Open(diagnosis) => Ok(diagnosis),
        State::New => Err(ApiError::internal("a change was made of no diagnosis")),
    }
}
