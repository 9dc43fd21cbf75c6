//! Checks that concurrent clients got the answers that they would have got one after another: every acknowledged step is one
//! commit, decided on the one before it, and every refusal was true at some moment of its call.

mod explain;
mod line;
mod step;

pub use explain::explain;
pub use line::Line;
pub use step::{Step, reason};

use std::ops::RangeInclusive;

use haetae_domain::{ids::Person, vocabulary::Status};
use uuid::Uuid;

/// A step that a client took, and its answer.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Who.
    pub by: Person,
    /// What.
    pub step: Step,
    /// Its `request_id`.
    pub request: Uuid,
    /// The etag it came with, as a position.
    pub expected: u64,
    /// The end of the log before the call and after it.
    pub during: RangeInclusive<u64>,
    /// Whether the same request was answered before.
    pub again: bool,
    /// What came of it.
    pub answer: Reply,
}

/// The answer that a client got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is done.
    Done {
        /// The etag after it, as a position.
        at: u64,
        /// The status after it.
        status: Option<Status>,
    },
    /// It is refused.
    Refused {
        /// `ErrorInfo.reason`.
        reason: String,
        /// `ErrorInfo.metadata`'s `changes`.
        changes: String,
    },
}
