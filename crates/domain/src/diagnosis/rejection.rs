//! Why commands on a diagnosis are refused.

use crate::checkpoint_key::CheckpointKey;
use crate::finding::{self, FindingId};

/// Why a command was refused; an index counts the verdicts of the command from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no checklist.
    #[error("there is no checklist")]
    NotFound,
    /// The finding does not exist.
    #[error("there is no {0}")]
    FindingNotFound(FindingId),
    /// A requester cannot judge, verify or accept in their own review.
    #[error("a requester cannot judge, verify or accept in their own review")]
    OwnReview,
    /// Nothing to record.
    #[error("there are no verdicts to record")]
    NoVerdicts,
    /// Not on the checklist.
    #[error("verdict {index} is for a checkpoint that is not on the checklist")]
    UnknownCheckpoint {
        /// Which verdict.
        index: usize,
    },
    /// The same checkpoint twice in one command.
    #[error("verdict {index} is for a checkpoint judged earlier in the same request")]
    JudgedTwice {
        /// Which verdict.
        index: usize,
    },
    /// Fail, Partial and N/A need a reason.
    #[error("verdict {index} needs a reason")]
    ReasonMissing {
        /// Which verdict.
        index: usize,
    },
    /// Partial names its compensating control.
    #[error("verdict {index} needs its compensating control")]
    CompensationMissing {
        /// Which verdict.
        index: usize,
    },
    /// Only Partial has a compensating control.
    #[error("verdict {index} has a compensating control without being Partial")]
    CompensationMisplaced {
        /// Which verdict.
        index: usize,
    },
    /// Several of the above and below that name a part of the command, in their order.
    #[error("{} things are wrong", .0.len())]
    Several(Vec<Self>),
    /// A finding is closed by verifying its fix, not by another verdict.
    #[error("verdict {index} cannot close the finding of its checkpoint")]
    FindingStands {
        /// Which verdict.
        index: usize,
        /// The finding, its status and the allowed steps.
        finding: finding::Rejection,
    },
    /// It refers to a file that this diagnosis does not have.
    #[error("there is no such evidence")]
    UnknownEvidence {
        /// The index of the verdict; none where the command has no list of verdicts.
        verdict: Option<usize>,
        /// The index of the file, from 0.
        index: usize,
    },
    /// Evidence for a checkpoint that is not on the checklist.
    #[error("the evidence is for a checkpoint that is not on the checklist")]
    EvidenceOfNothing,
    /// Evidence from the future.
    #[error("the evidence was collected later than now")]
    CollectedLater,
    /// The diagnosis has reached its limit of evidence.
    #[error("there are {most} pieces of evidence already")]
    EvidenceLimit {
        /// The limit.
        most: usize,
    },
    /// The round is concluded.
    #[error("the round is concluded")]
    Concluded,
    /// The round is not concluded.
    #[error("the round is not concluded")]
    NotConcluded,
    /// Mandatory checkpoints are not judged.
    #[error("{count} mandatory checkpoints are not judged")]
    Unjudged {
        /// The number.
        count: usize,
        /// The first of them.
        first: Vec<CheckpointKey>,
    },
    /// The finding does not allow it.
    #[error(transparent)]
    Finding(#[from] finding::Rejection),
}

impl Rejection {
    /// Nothing, the only one, or all of them as one refusal.
    pub(super) fn all(mut faults: Vec<Self>) -> Result<(), Self> {
        match faults.len() {
            0 => Ok(()),
            1 => faults.pop().map_or(Ok(()), Err),
            _ => Err(Self::Several(faults)),
        }
    }
}
