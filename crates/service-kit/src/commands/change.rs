//! The common path of a caller's command: read the parts that every request has, decide, answer.
//!
//! A handler reads its own fields between [`CallerChange::open`] and [`CallerChange::make`], and builds its response
//! from [`Changed::state`] and [`Changed::tokens`].

use std::sync::Arc;

use haetae_domain::ids::{CommitId, Person};
use haetae_event_log::{
    AggregateKey,
    codec::{Aggregate, RequestMark},
    store::{Command, Expected, Folded, Store},
};
use haetae_proto::{Mutation, common::v1::ErrorReason};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tonic::Request;
use uuid::Uuid;

use super::{called, load_failure, person, refusal};
use crate::{
    auth::Principal,
    clock,
    deadline::Deadline,
    error::{ApiError, Violations},
    token, validate,
};

/// The parts of a caller's change other than its content.
#[derive(Clone, Debug)]
pub struct CallerChange {
    /// Who.
    pub by: Person,
    /// When it is decided.
    pub at: Timestamp,
    /// Distinguishes a retry from a reuse of the `request_id`.
    pub request: RequestMark,
    /// The etag, where the call takes one; else anything will do.
    pub expected: Expected,
    /// Nothing is written after this time.
    pub deadline: Deadline,
    /// Validates the request without changing anything.
    pub validate_only: bool,
}

impl CallerChange {
    /// Opens a request: returns its caller, its message, the common parts of the change, and the violations found so
    /// far, to which the handler adds.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    pub fn open<M: Mutation>(request: Request<M>) -> Result<(Principal, M, Self, Violations), ApiError> {
        let (caller, deadline) = called(&request)?;
        let (mut message, mut v) = (request.into_inner(), Violations::new());
        let change = Self::read(&mut v, &caller, &mut message, deadline);
        Ok((caller, message, change, v))
    }

    /// Reads the parts that every changing request has, and records violations. A dry run counts as the same request
    /// as the real one, so `validate_only` is removed from the request before it is hashed.
    pub fn read(v: &mut Violations, caller: &Principal, request: &mut impl Mutation, deadline: Deadline) -> Self {
        let validate_only = request.take_validate_only();
        let id = validate::uuid(v, "request_id", request.request_id());
        let expected = request.etag().map_or(Expected::Any, |etag| Expected::Exactly(validate::etag(v, "etag", etag)));
        let request = request_mark(id, request);
        Self { by: person(caller), at: clock::now(), request, expected, deadline, validate_only }
    }

    /// The same change, known by another content of its request: for a call that leaves out what an earlier one said.
    #[must_use]
    pub fn of_content(&self, request: &impl Mutation) -> Self {
        Self { request: request_mark(self.request.id, request), ..self.clone() }
    }

    /// Checks that the caller may make this change of the aggregate, on the cached aggregate. A refusal is checked
    /// again on the current one from the log. Some steps remove the caller's own permission (the first of two
    /// approvals, for example). A retry of such a step skips the check, changes nothing and returns the original
    /// answer.
    ///
    /// # Errors
    /// The error that `allowed` returns, or why the aggregate cannot be loaded.
    pub async fn admit<A: Aggregate>(
        &self,
        store: &Store<A>,
        key: &AggregateKey,
        allowed: impl Fn(&A::State) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        let remembered = store.remembered(key).await.map_err(load_failure)?;
        if allowed(&remembered.state).is_ok() {
            return Ok(());
        }
        let now = store.get(key).await.map_err(load_failure)?;
        let answer = allowed(&now.state);
        let duties = answer.as_ref().is_err_and(|refusal| refusal.reason() == ErrorReason::SeparationOfDuties);
        if duties && now.holds(self.commit_id(key)) { Ok(()) } else { answer }
    }

    fn commit_id(&self, key: &AggregateKey) -> CommitId {
        CommitId::of_request(&key.subject(), &self.by.subject, self.request.id)
    }

    /// Decides on the aggregate and writes the result; with `validate_only`, only decides.
    ///
    /// # Errors
    /// The error that `rejected` makes of a refusal, and every other error of a command.
    pub async fn make<A: Aggregate, R>(
        &self,
        store: &Store<A>,
        key: &AggregateKey,
        decide: impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
        rejected: impl FnOnce(R) -> ApiError,
    ) -> Result<Changed<A::State>, ApiError> {
        let command = Command {
            key,
            id: self.commit_id(key),
            by: &self.by,
            at: self.at,
            request: Some(self.request),
            cause: None,
            expected: self.expected,
            deadline: self.deadline.at(),
        };
        if self.validate_only {
            let state = store.rehearse(&command, decide).await.map_err(|error| refusal(error, rejected))?;
            return Ok(Changed::Rehearsed(state));
        }
        let outcome = store.execute(&command, decide).await.map_err(|error| refusal(error, rejected))?;
        let position = outcome.folded.position_after(command.id);
        Ok(Changed::Made { after: outcome.folded, position })
    }
}

/// An aggregate after a change; if the change had its effect earlier, the aggregate right after that.
#[derive(Clone, Debug)]
pub enum Changed<S> {
    /// It is in the log.
    Made {
        /// The aggregate after the change.
        after: Arc<Folded<S>>,
        /// The position that a read has to have reached to show this change.
        position: u64,
    },
    /// As it would be.
    Rehearsed(S),
}

impl<S> Changed<S> {
    /// The state after the change.
    pub fn state(&self) -> &S {
        match self {
            Self::Made { after, .. } => &after.state,
            Self::Rehearsed(state) => state,
        }
    }

    /// Etag and consistency token of the change; both empty when nothing was written.
    pub fn tokens(&self) -> (String, String) {
        match self {
            Self::Made { after, position } => (token::etag(after.etag), token::consistency_token(*position)),
            Self::Rehearsed(_) => (String::new(), String::new()),
        }
    }
}

/// Hashes a request, to distinguish a retry from a reuse of its `request_id`. `validate_only` is left out. A retry
/// need not have the same bytes: the request is normalised first, with its texts in the form in which they are
/// stored.
pub fn request_mark<M: Mutation>(id: Uuid, request: &M) -> RequestMark {
    let hash = |request: &M| Sha256::digest(request.encode_to_vec()).into();
    let sent = hash(request);
    if request.is_normal() && request.all_texts(validate::is_stored) {
        return RequestMark { id, hash: sent, verbatim: None };
    }
    let mut normal = request.clone();
    normal.normalize();
    normal.each_text(|text| *text = validate::stored(text));
    RequestMark { id, hash: hash(&normal), verbatim: Some(sent) }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{common::v1::ServiceProfile, intake::v1::SubmitReviewRequest};

    use super::*;

    /// F12: what carries no meaning makes no other request; what was recorded before is still recognised.
    #[test]
    fn a_retry_asks_for_the_same_not_in_the_same_bytes() {
        let id = Uuid::from_u128(0xabc);
        let asked = |request_id: String, service_types: &[i32]| SubmitReviewRequest {
            request_id,
            profile: Some(ServiceProfile { service_types: service_types.to_vec(), ..Default::default() }),
            ..Default::default()
        };
        let mark = |request| request_mark(id, &request);
        let normal = mark(asked(id.to_string(), &[1, 2]));
        assert_eq!(normal.verbatim, None);
        let other = mark(asked(id.to_string().to_uppercase(), &[2, 1, 2]));
        assert_eq!(other.hash, normal.hash);
        assert!(other.verbatim.is_some_and(|sent| other.asks_for(sent)) && other.asks_for(normal.hash));
        assert!(!mark(asked(id.to_string(), &[1, 3])).asks_for(normal.hash));
    }
}
