//! The handler of a reactor, and its results.

use async_trait::async_trait;
use thiserror::Error;

use crate::Recorded;

/// The result of a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It answered the commit.
    Done,
    /// The commit was answered before.
    AlreadyDone,
    /// The commit needs no answer.
    Ignored,
}

/// Why a handler did not answer a commit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReactError {
    /// A precondition is missing; the commit is handled again, with growing pauses, until it succeeds.
    #[error("to be tried again: {0}")]
    Retry(String),
    /// A retry will not help; the commit is parked for an operator.
    #[error("to be put aside: {0}")]
    Park(String),
    /// The message is not a commit of the aggregate of its subject; a foreign client published it, and it needs no
    /// answer.
    #[error("no commit: {0}")]
    Foreign(String),
}

/// Answers commits.
#[async_trait]
pub trait React: Send + Sync {
    /// Answers one commit. Called again with the same commit after any interruption.
    ///
    /// # Errors
    /// [`ReactError`]: retry later, or park the commit.
    async fn react(&self, commit: &Recorded) -> Result<Outcome, ReactError>;
}
