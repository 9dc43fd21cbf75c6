//! A command without its decision, and its results.

use std::sync::Arc;

use haetae_domain::ids::{CommitId, Person};
use jiff::Timestamp;
use thiserror::Error;
use tokio::time::Instant;

use super::fold::{Change, Folded, LoadError};
use crate::codec::RequestMark;
use crate::{AggregateKey, AppendError};

/// One command on one aggregate.
#[derive(Clone, Debug)]
pub struct Command<'a> {
    /// Which aggregate.
    pub key: &'a AggregateKey,
    /// Id of the commit it makes; the same for every retry.
    pub id: CommitId,
    /// The actor.
    pub by: &'a Person,
    /// When.
    pub at: Timestamp,
    /// For callers.
    pub request: Option<RequestMark>,
    /// For reactors: the commit answered, and its sequence.
    pub cause: Option<(CommitId, u64)>,
    /// The expected position of the aggregate.
    pub expected: Expected,
    /// Nothing is published after this time.
    pub deadline: Instant,
}

/// The state that a command expects of the aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The aggregate does not exist yet: the command reads nothing first.
    New,
    /// No expectation: only the decision matters.
    Any,
    /// That its last commit that is not internal is still at this sequence (the caller's etag).
    Exactly(u64),
}

/// The result of a command that succeeded.
#[derive(Clone, Debug)]
pub struct Executed<S> {
    /// The aggregate right after the command; if the command had its effect earlier, the aggregate right after that.
    pub folded: Arc<Folded<S>>,
    /// Whether this call wrote a commit. False when an earlier call had the effect, or the command had no effect.
    pub written: bool,
}

/// Why a command had no effect.
#[derive(Debug, Error)]
pub enum ExecuteError<R> {
    /// The domain refuses.
    #[error("refused by the domain")]
    Rejected(R),
    /// The caller's etag is no longer current.
    #[error("the resource has changed since")]
    ChangedMeanwhile {
        /// The commits in between.
        changes: Vec<Change>,
    },
    /// The caller's etag names a commit that the aggregate does not have.
    #[error("the etag is not one of this resource")]
    UnknownEtag,
    /// The `request_id` was used before for something else.
    #[error("the request_id was used before for another request")]
    RequestIdReused,
    /// Other writers were faster at every attempt.
    #[error("other writers changed it at every attempt")]
    Contended,
    /// The aggregate cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The commit cannot be appended.
    #[error(transparent)]
    Append(#[from] AppendError),
}
