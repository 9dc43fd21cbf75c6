//! Publishing and activating versions on behalf of a caller.

use std::sync::Arc;

use haetae_domain::{
    causes::with_causes,
    document::{self, Rejection, State},
};
use haetae_event_log::{
    codec::{Aggregate, RequestMark},
    store::{Folded, LoadError},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Documents, canonical, content_hash};
use crate::{
    commands::{self, CallerChange},
    error::ApiError,
};

/// A document after a change.
#[derive(Clone, Debug)]
pub struct DocumentChanged {
    after: commands::Changed<State>,
    /// The version the change is about.
    pub version: u32,
}

impl DocumentChanged {
    /// Every version, as the change left them; with `validate_only`, as it would.
    pub fn state(&self) -> &State {
        self.after.state()
    }

    /// Etag and consistency token of the change; both empty with `validate_only`.
    pub fn tokens(&self) -> (String, String) {
        self.after.tokens()
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

    /// Publishes a document that was checked before. If its content was published before, returns that version. A
    /// retry has to have the same content, but its JSON may be formatted differently.
    ///
    /// # Errors
    /// Every error of a command.
    pub async fn publish(&self, change: &CallerChange, document: &T) -> Result<DocumentChanged, ApiError> {
        let bytes = canonical(document).map_err(ApiError::internal)?;
        let hash = content_hash(&bytes);
        let decide = |state: &State| Ok(document::publish(state, hash, bytes.clone()));
        // Earlier builds recorded the hash of the request as it was sent.
        let request = RequestMark { hash, verbatim: Some(change.request.hash), ..change.request };
        let after = self.change(&CallerChange { request, ..change.clone() }, 0, decide).await?;
        let version =
            after.state().find(&hash).ok_or_else(|| ApiError::internal("a published version is not there"))?;
        Ok(DocumentChanged { after, version })
    }

    /// Activates a version: here at once, in other processes as soon as they notice.
    ///
    /// # Errors
    /// `VERSION_NOT_FOUND`, and every other error of a command.
    pub async fn activate(&self, change: &CallerChange, version: u32) -> Result<DocumentChanged, ApiError> {
        let after = self.change(change, version, |state| document::activate(state, version)).await?;
        Ok(DocumentChanged { after, version })
    }

    async fn change(
        &self,
        change: &CallerChange,
        version: u32,
        decide: impl Fn(&State) -> Result<Vec<document::Event>, Rejection>,
    ) -> Result<commands::Changed<State>, ApiError> {
        let rejected = |Rejection::UnknownVersion| ApiError::version_not_found(self.key.id(), version);
        let after = change.make(&self.store, &self.key, decide, rejected).await?;
        if !change.validate_only
            && let Err(error) = self.look().await
        {
            tracing::warn!(
                id = self.key.id(),
                error = with_causes(&error),
                "the change is committed; this process will apply it later"
            );
        }
        Ok(after)
    }
}
