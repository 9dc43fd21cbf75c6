//! Decides whether a commit that can be read is stored durably.
//!
//! A single server that cannot write a commit to its disk does not acknowledge it, but readers may see the commit until
//! the server restarts. Each of these facts proves that a commit is on disk
//! ([ADR 12](../../../../docs/adr/0012-what-proves-a-commit.md)):
//!
//! - The server acknowledged it, or acknowledged a later one: a stream accepts nothing more after a failed write.
//! - Another commit follows it in the log, for the same reason.
//! - The server knows its id: it records an id after the commit is on disk, or when it finds the commit there at its
//!   start.
//!
//! With replicas, every commit that can be read was stored by a majority.

use async_nats::{
    HeaderMap, Request, header,
    jetstream::{publish::PublishAck, response::Response},
};

use super::{gate::Gate, view::View, wire};
use crate::{ReadError, Recorded};

/// An id that no message has. A message that expects to follow it is never stored.
const NO_MESSAGE: &str = "haetae-no-message";

/// Whether the commit `id`, which was read at `sequence`, is stored durably.
pub(super) async fn certain(
    view: &View,
    gate: &Gate,
    subject: &str,
    (id, sequence): (&str, u64),
) -> Result<bool, ReadError> {
    if gate.knows(sequence) {
        return Ok(true);
    }
    if acknowledged(view, subject, id).await? == Some(sequence) {
        gate.saw(sequence);
    } else {
        gate.reaches(view.head().await?);
    }
    Ok(gate.knows(sequence))
}

/// Looks for a proof of the last commit, so that a later retry of that commit finds the proof.
pub(super) async fn last(view: &View, gate: &Gate) -> Result<(), ReadError> {
    let head = view.head().await?;
    gate.reaches(head);
    if gate.knows(head) {
        return Ok(());
    }
    // A message that is not one of this system's commits is never retried.
    let Some(commit) = view.commit(head).await? else { return Ok(()) };
    let Some(id) = id(&commit) else { return Ok(()) };
    certain(view, gate, &commit.key.subject(), (&id, head)).await?;
    gate.holds(commit);
    Ok(())
}

fn id(commit: &Recorded) -> Option<String> {
    let id = commit.decode_envelope().ok()?.commit_id;
    uuid::Uuid::from_slice(&id).ok().map(|id| id.to_string())
}

/// The sequence under which the server acknowledged the message with this id; none when the server does not know it,
/// or no longer knows it. The request never stores anything.
async fn acknowledged(view: &View, subject: &str, id: &str) -> Result<Option<u64>, ReadError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::NATS_MESSAGE_ID, id);
    headers.insert(header::NATS_EXPECTED_LAST_MESSAGE_ID, NO_MESSAGE);
    let request = Request::new().headers(headers).timeout(Some(view.patience));
    let answer = view.client.send_request(subject.to_owned(), request).await.map_err(wire::unavailable)?;
    match serde_json::from_slice(&answer.payload).map_err(wire::unavailable)? {
        Response::Ok(PublishAck { sequence, duplicate: true, .. }) => Ok(Some(sequence)),
        Response::Ok(_) | Response::Err { .. } => Ok(None),
    }
}
