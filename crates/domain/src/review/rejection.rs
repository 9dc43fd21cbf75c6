//! Why a command was refused.

use super::Command;
use crate::ids::Person;
use crate::vocabulary::Status;

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is a review under this id already.
    #[error("the review exists already")]
    AlreadySubmitted,
    /// There is no such review.
    #[error("there is no such review")]
    NotFound,
    /// The status does not allow the step.
    #[error("{} is not allowed while the review is {status}", command.method())]
    Illegal {
        /// The step.
        command: Command,
        /// Where the review stands.
        status: Status,
    },
    /// A requester does not work on, triage or decide their own review.
    #[error("it is the caller's own review")]
    OwnReview,
    /// Who judged a Critical or High review does not decide it.
    #[error("who judged a review of this level does not decide it")]
    OwnJudgement,
    /// A program decides nothing.
    #[error("a service does not decide")]
    Service,
    /// Another reviewer works on it.
    #[error("it is assigned to {}", to.subject)]
    AlreadyAssigned {
        /// Who.
        to: Person,
    },
    /// It cannot be approved while findings are open.
    #[error("{open} findings are open")]
    FindingsOpen {
        /// How many.
        open: u32,
    },
    /// An approval with conditions names them, and nothing else does.
    #[error("conditions go with an approval with conditions, and only with it")]
    Conditions,
    /// A duplicate names another review, and nothing else does.
    #[error("a duplicate names another review, and only a duplicate does")]
    DuplicateOf,
    /// An amendment without a difference.
    #[error("the amendment changes nothing")]
    NothingToAmend,
}
