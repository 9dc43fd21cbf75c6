//! Publishing and activating versions on behalf of a caller.

use std::sync::Arc;

use haetae_domain::{
    document::{self, Rejection, State},
    ids::{CommitId, Person},
};
use haetae_event_log::{
    codec::{Aggregate, RequestMark},
    store::{Command, Expected, Folded, LoadError},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Documents, canonical, content_hash};
use crate::{clock, commands, deadline::Deadline, error::ApiError, token};

/// What a caller's change carries beside its content.
#[derive(Clone, Debug)]
pub struct Change {
    /// Who.
    pub by: Person,
    /// Tells a retry from a reuse of the `request_id`.
    pub request: RequestMark,
    /// The etag, where the call takes one.
    pub expected: Expected,
    /// Nothing is written after this.
    pub deadline: Deadline,
    /// Checks everything, changes nothing.
    pub validate_only: bool,
}

/// A document after a change.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Every version, as the change left them; with `validate_only`, as it would.
    pub state: State,
    /// The version the change is about.
    pub version: u32,
    /// Its commit in the log; none with `validate_only`.
    pub sequence: Option<u64>,
}

impl Changed {
    /// Etag and consistency token of the change; both empty with `validate_only`.
    pub fn tokens(&self) -> (String, String) {
        let token = |make: fn(u64) -> String| self.sequence.map_or_else(String::new, make);
        (token(token::etag), token(token::consistency_token))
    }
}

impl<A, T> Documents<A, T>
where
    A: Aggregate<Event = document::Event, State = State>,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Every version, as the log has them now.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn folded(&self) -> Result<Arc<Folded<State>>, LoadError> {
        self.store.get(&self.key).await
    }

    /// Publishes a document that was checked before. One whose content is there already stays the version it is.
    ///
    /// # Errors
    /// Whatever a command can end in.
    pub async fn publish(&self, change: &Change, document: &T) -> Result<Changed, ApiError> {
        let bytes = canonical(document).map_err(ApiError::internal)?;
        let hash = content_hash(&bytes);
        let decide = |state: &State| Ok(document::publish(state, hash, bytes.clone()));
        let (state, sequence) = self.change(change, 0, decide).await?;
        let version = state.find(&hash).ok_or_else(|| ApiError::internal("a published version is not there"))?;
        Ok(Changed { state, version, sequence })
    }

    /// Makes a version the one in use, here at once and elsewhere as it is noticed.
    ///
    /// # Errors
    /// `VERSION_NOT_FOUND`, and whatever a command can end in.
    pub async fn activate(&self, change: &Change, version: u32) -> Result<Changed, ApiError> {
        let (state, sequence) = self.change(change, version, |state| document::activate(state, version)).await?;
        Ok(Changed { state, version, sequence })
    }

    async fn change(
        &self,
        change: &Change,
        version: u32,
        decide: impl Fn(&State) -> Result<Vec<document::Event>, Rejection>,
    ) -> Result<(State, Option<u64>), ApiError> {
        let command = Command {
            key: &self.key,
            id: CommitId::of_request(&self.key.subject(), &change.by.subject, change.request.id),
            by: &change.by,
            at: clock::now(),
            request: Some(change.request),
            cause: None,
            expected: change.expected,
            deadline: change.deadline.at(),
        };
        let refused = |error| {
            commands::refusal(error, |Rejection::UnknownVersion| ApiError::version_not_found(self.key.id(), version))
        };
        if change.validate_only {
            return Ok((self.store.rehearse(&command, decide).await.map_err(refused)?, None));
        }
        let outcome = self.store.execute(&command, decide).await.map_err(refused)?;
        if let Err(error) = self.look().await {
            tracing::warn!(id = self.key.id(), %error, "the change is written and will be noticed later");
        }
        Ok((outcome.folded.state.clone(), Some(outcome.folded.sequence)))
    }
}
