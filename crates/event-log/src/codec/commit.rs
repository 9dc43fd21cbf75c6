//! The envelope.

use bytes::Bytes;
use haetae_domain::ids::{CommitId, Meta, Person};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;
use jiff::Timestamp;
use prost::Message as _;

use super::{CodecError, person_from_wire, person_to_wire, timestamp_from_wire, timestamp_to_wire};
use crate::AggregateKey;
use crate::trace::TraceContext;

/// Identifies a caller's request: separates a retry from a reuse of its `request_id` for another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestMark {
    /// The caller's `request_id`.
    pub id: uuid::Uuid,
    /// SHA-256 of the request in its normal form.
    pub hash: [u8; 32],
    /// SHA-256 of the request as sent, if it differs from the normal form. Commits written before requests were
    /// normalised recorded this hash.
    pub verbatim: Option<[u8; 32]>,
}

impl RequestMark {
    /// Whether the request that was recorded with this hash is the same request.
    pub fn asks_for(&self, recorded: [u8; 32]) -> bool {
        self.hash == recorded || self.verbatim == Some(recorded)
    }
}

/// All fields of a commit except its events.
#[derive(Clone, Debug)]
pub struct CommitDraft<'a> {
    /// Which aggregate.
    pub key: &'a AggregateKey,
    /// Its id.
    pub id: CommitId,
    /// Its number within the aggregate.
    pub version: u64,
    /// The actor.
    pub by: &'a Person,
    /// When.
    pub at: Timestamp,
    /// The caller's request; none for a reactor's commit.
    pub request: Option<RequestMark>,
    /// The commit that a reactor answers, and its sequence; none for a caller's commit.
    pub cause: Option<(CommitId, u64)>,
    /// The writer's trace.
    pub trace: Option<&'a TraceContext>,
}

impl CommitDraft<'_> {
    /// The bytes to store.
    pub fn encode(&self, events: Vec<WireEvent>) -> Bytes {
        let commit = pb::Commit {
            commit_id: Bytes::copy_from_slice(self.id.0.as_bytes()),
            category: self.key.category().as_str().to_owned(),
            aggregate_id: self.key.id().to_owned(),
            version: self.version,
            actor: Some(person_to_wire(self.by)),
            recorded_at: Some(timestamp_to_wire(self.at)),
            request_id: self.request.map_or_else(Bytes::new, |r| Bytes::copy_from_slice(r.id.as_bytes())),
            request_hash: self.request.map_or_else(Bytes::new, |r| Bytes::copy_from_slice(&r.hash)),
            cause: self
                .cause
                .map(|(id, sequence)| pb::Cause { commit_id: Bytes::copy_from_slice(id.0.as_bytes()), sequence }),
            trace_id: self.trace.map_or_else(Bytes::new, |t| Bytes::copy_from_slice(&t.trace_id)),
            events: events.into_iter().map(|event| pb::Event { event: Some(event) }).collect(),
        };
        commit.encode_to_vec().into()
    }
}

/// The writer and the time of a stored commit.
///
/// # Errors
/// When its time is missing or out of range.
pub fn meta_of(commit: &mut pb::Commit) -> Result<Meta, CodecError> {
    let at = timestamp_from_wire(commit.recorded_at, "recorded_at")?;
    Ok(Meta { by: person_from_wire(commit.actor.take()), at })
}
