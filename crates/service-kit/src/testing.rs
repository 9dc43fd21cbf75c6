//! Calls handlers in tests without a server.

use std::time::Duration;

use haetae_event_log::{AggregateKey, EventLog, NewCommit};
use haetae_proto::event::v1 as pb;
use prost::Message as _;
use tokio::time::Instant;
use tonic::Request;
use uuid::Uuid;

use crate::auth::Principal;

/// Appends the next commit of an aggregate, with an event of a kind that this build does not know, as a later release
/// would. Returns its sequence.
///
/// # Panics
/// When the aggregate has no commit, or the log takes none.
#[expect(clippy::expect_used, reason = "a log that does not take the commit is a fault of the test")]
pub async fn append_unknown_event(log: &dyn EventLog, key: &AggregateKey) -> u64 {
    let commits = log.load(key, 0).await.expect("loads");
    let last = commits.last().expect("a commit");
    let commit = last.decode().expect("a commit");
    let id = Uuid::from_u128(u128::MAX - u128::from(last.sequence));
    let next = pb::Commit {
        commit_id: id.as_bytes().to_vec().into(),
        version: commit.version + 1,
        events: vec![pb::Event { event: None }],
        ..commit
    };
    let new = NewCommit { id, payload: next.encode_to_vec().into(), traceparent: None };
    log.append(key, last.sequence, new, Instant::now() + Duration::from_secs(5)).await.expect("appended")
}

/// A request as the server passes it to a handler: the caller is known, and the call is the one with this message.
///
/// # Panics
/// When the policies do not know the call.
#[must_use]
#[expect(clippy::expect_used, reason = "a call that is none is a fault of the test")]
pub fn call<M>(caller: Principal, message: M) -> Request<M> {
    let message_name = std::any::type_name::<M>().rsplit("::").next();
    let method = message_name.and_then(|name| name.strip_suffix("Request"));
    let mut request = Request::new(message);
    request.extensions_mut().insert(method.and_then(|method| caller.calling(method).ok()).expect("a call"));
    request
}
