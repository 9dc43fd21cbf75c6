//! The one way a diagnosis is changed: who asks and whether they may, what every such request carries, one decision.

use haetae_domain::{
    diagnosis::{Diagnosis, Event, Rejection, State},
    finding::FindingId,
    ids::Meta,
};
use haetae_event_log::{AggregateKey, codec::Diagnoses, store::Store};
use haetae_proto::Mutation;
use haetae_service_kit::{
    auth::Principal,
    commands::{Change, Changed, load_failure},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;
use uuid::Uuid;

use crate::{
    found::{self, allowed},
    refused::{refused, withdrawn},
    withdrawals::Withdrawals,
};

/// A change of a diagnosis that its caller may make.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) caller: Principal,
    pub(crate) change: Change,
    pub(crate) review_id: Uuid,
    key: AggregateKey,
    withdrawn: bool,
}

/// Why a step is not taken.
enum Refused {
    /// The review was withdrawn.
    Withdrawn,
    /// The domain does not allow it.
    Ruled(Rejection),
}

/// A diagnosis after a step.
pub(crate) struct Taken(Changed<State>);

/// Opens a request: its own fields are read next, and what is wrong with them is noted beside what is wrong already.
///
/// # Errors
/// `UNAUTHENTICATED`, `CHECKLIST_NOT_FOUND`, `PERMISSION_DENIED` and `SEPARATION_OF_DUTIES`, all before `INVALID_FIELD`.
pub(crate) async fn open<M: Mutation>(
    (diagnoses, withdrawals): (&Store<Diagnoses>, &Withdrawals),
    request: Request<M>,
) -> Result<(M, Step, Violations), ApiError> {
    let (caller, deadline) = (Principal::from_request(&request)?, Deadline::from_request(&request));
    let mut request = request.into_inner();
    let (step, v) = open_for((diagnoses, withdrawals), caller, &mut request, deadline).await?;
    Ok((request, step, v))
}

/// [`open`] for a request that does not come alone.
pub(crate) async fn open_for(
    (diagnoses, withdrawals): (&Store<Diagnoses>, &Withdrawals),
    caller: Principal,
    request: &mut impl Mutation,
    deadline: Deadline,
) -> Result<(Step, Violations), ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, &caller, request, deadline);
    let review_id = validate::uuid(&mut v, "review_id", request.review_id().unwrap_or_default());
    let key = found::key(review_id)?;
    let finding = request.finding_id().and_then(FindingId::parse);
    // An id that is none is named with whatever else is wrong.
    if !review_id.is_nil() {
        change.admit(diagnoses, &key, |state| allowed(&caller, review_id, state, finding).map(|_| ())).await?;
    }
    let withdrawn = withdrawals.hold(review_id);
    Ok((Step { caller, change, review_id, key, withdrawn }, v))
}

impl Step {
    /// The same step, which changes nothing.
    pub(crate) fn rehearsal(&self) -> Self {
        Self { change: Change { validate_only: true, ..self.change.clone() }, ..self.clone() }
    }

    /// The same step with another deadline.
    pub(crate) fn within(&self, deadline: Deadline) -> Self {
        Self { change: Change { deadline, ..self.change.clone() }, ..self.clone() }
    }

    /// The diagnosis as it is now; none for a review that has none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) async fn read(&self, diagnoses: &Store<Diagnoses>) -> Result<Option<Diagnosis>, ApiError> {
        let folded = diagnoses.get(&self.key).await.map_err(load_failure)?;
        Ok(match &folded.state {
            State::Open(diagnosis) => Some(Diagnosis::clone(diagnosis)),
            State::New => None,
        })
    }

    /// Decides and writes.
    ///
    /// # Errors
    /// What the domain's refusal means to the caller, and whatever else a command can end in.
    pub(crate) async fn take(
        &self,
        diagnoses: &Store<Diagnoses>,
        decide: impl Fn(&State, &Meta) -> Result<Vec<Event>, Rejection>,
    ) -> Result<Taken, ApiError> {
        let meta = Meta { by: self.change.by.clone(), at: self.change.at };
        // A retry of what was done before the withdrawal gets the answer it had.
        let decide = |state: &State| {
            if self.withdrawn { Err(Refused::Withdrawn) } else { decide(state, &meta).map_err(Refused::Ruled) }
        };
        let rejected = |why| match why {
            Refused::Withdrawn => withdrawn(self.review_id),
            Refused::Ruled(why) => refused(why, self.review_id),
        };
        let changed = self.change.make(diagnoses, &self.key, decide, rejected).await?;
        Ok(Taken(changed))
    }
}

impl Taken {
    /// What it is now.
    ///
    /// # Errors
    /// A defect: steps are taken on what is there.
    pub(crate) fn diagnosis(&self) -> Result<&Diagnosis, ApiError> {
        match self.0.state() {
            State::Open(diagnosis) => Ok(diagnosis),
            State::New => Err(ApiError::internal("a step was taken on no diagnosis")),
        }
    }

    /// Etag and consistency token; both empty when nothing was written.
    pub(crate) fn tokens(&self) -> (String, String) {
        self.0.tokens()
    }
}
