//! What clients wrote down: every command they gave, the answer they got, and what they read afterwards.

use haetae_proto::{checkpoint::v1::RecordVerdictsRequest, intake::v1::SubmitReviewRequest};
use uuid::Uuid;

/// Everything the clients of one run wrote down.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Every command that was given at least once.
    pub commands: Vec<Asked>,
    /// Every read that was answered.
    pub reads: Vec<Read>,
}

/// A command and how it was answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Chosen by the client, the same for every retry.
    pub request_id: Uuid,
    /// Who asked.
    pub caller: Caller,
    /// What was asked.
    pub command: Command,
    /// The answer.
    pub answer: Answer,
}

/// Who asked, as the token said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// `sub`.
    pub subject: String,
    /// `name`.
    pub name: String,
    /// `team`.
    pub team: String,
}

/// What was asked, whole.
#[derive(Clone, Debug)]
pub enum Command {
    /// A review was requested.
    Submit(SubmitReviewRequest),
    /// Verdicts were recorded.
    Judge(RecordVerdictsRequest),
}

/// How a command was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It took effect.
    Acknowledged {
        /// The review it took effect on.
        review_id: String,
        /// Sequence in the etag.
        etag: u64,
        /// Sequence in the consistency token.
        position: u64,
    },
    /// It did not and never will.
    Refused,
    /// Nobody ever said.
    Unknown,
}

/// The timeline of a review, read with the token of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Which review.
    pub review_id: String,
    /// Sequence in the token given.
    pub position: u64,
    /// Sequences of the entries shown.
    pub shown: Vec<u64>,
}
