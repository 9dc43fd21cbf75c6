//! Converts versions of the policy to the contract's form.

use haetae_domain::{
    document::{DocumentVersion, State},
    policy::Policy,
};
use haetae_event_log::codec::{person_to_wire, version_to_wire};
use haetae_proto::risk::v1 as pb;
use haetae_service_kit::{clock::timestamp, commands::text, error::ApiError};

use crate::desk::PolicyBook;

/// A version with its title, its publisher and whether it is active; none when it does not exist.
pub(crate) fn version(state: &State, id: &str, version: u32, policy: &Policy) -> Option<pb::PolicyVersion> {
    let published = state.get(version)?;
    let name = DocumentVersion { id: id.to_owned(), version, content_hash: published.content_hash };
    Some(pb::PolicyVersion {
        version: Some(version_to_wire(&name)),
        title: Some(text(&policy.title)),
        active: state.active == version,
        published_by: Some(person_to_wire(&published.meta.by)),
        published_at: Some(timestamp(published.meta.at)),
    })
}

/// [`version`] of a version that exists.
pub(crate) async fn policy(book: &PolicyBook, state: &State, number: u32) -> Result<pb::PolicyVersion, ApiError> {
    let policy = book.version(number).await.map_err(ApiError::internal)?;
    let shown = version(state, book.id(), number, &policy.document);
    shown.ok_or_else(|| ApiError::internal("a version that was read is not there"))
}
