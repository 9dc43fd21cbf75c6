//! One append on its way to the server.

use tokio::{
    sync::{OwnedSemaphorePermit, oneshot},
    time::Instant,
};

use crate::{AggregateKey, AppendError, NewCommit};

/// One accepted append.
pub(super) struct Job {
    pub(super) key: AggregateKey,
    pub(super) subject: String,
    pub(super) expected: u64,
    pub(super) commit: NewCommit,
    pub(super) deadline: Instant,
    pub(super) answer: oneshot::Sender<Result<u64, AppendError>>,
    pub(super) span: tracing::Span,
    /// Held until the job ends: limits the number of accepted appends.
    pub(super) _place: OwnedSemaphorePermit,
}

impl Job {
    /// Sends the result to the caller.
    pub(super) fn end(self, end: Result<u64, AppendError>) {
        // The caller may have stopped waiting; then the result is not needed.
        let _ = self.answer.send(end);
    }
}
