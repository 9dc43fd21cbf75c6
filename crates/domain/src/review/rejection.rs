//! Why a command was refused.

use super::Command;
use crate::ids::Person;
use crate::vocabulary::Status;

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A review with this id exists already.
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
        /// The status of the review.
        status: Status,
    },
    /// Requesters cannot work on, triage or decide their own review.
    #[error("it is the caller's own review")]
    OwnReview,
    /// A reviewer who judged a Critical or High review cannot decide it.
    #[error("a reviewer who judged a review of this level cannot decide it")]
    OwnJudgement,
    /// A program cannot decide a review.
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
        /// The number.
        open: u32,
    },
    /// Conditions are required for a conditional approval and not allowed otherwise.
    #[error("conditions are required for a conditional approval and not allowed otherwise")]
    Conditions,
    /// A duplicate has to name another review, and no other outcome may name one.
    #[error("a duplicate has to name another review, and no other outcome may name one")]
    DuplicateOf,
    /// An amendment without a difference.
    #[error("the amendment changes nothing")]
    NothingToAmend,
}
