//! The steps that people take on a review.

/// A step that a person takes on a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Changes the request.
    Amend,
    /// Withdraws the request.
    Withdraw,
    /// Asks the requester a question.
    RequestInfo,
    /// Answers the question.
    ProvideInfo,
    /// Takes the question back before it is answered.
    RetractQuestion,
    /// Decides whether a diagnosis is needed.
    Triage,
    /// Claims the review for the caller.
    Claim,
    /// Assigns it to a person.
    Assign,
    /// Releases it.
    Release,
    /// Decides it.
    Decide,
    /// Reopens it after it was closed.
    Reopen,
    /// Adds a comment.
    Comment,
}

impl Command {
    /// Every step.
    pub const ALL: &[Self] = &[
        Self::Amend,
        Self::Withdraw,
        Self::RequestInfo,
        Self::ProvideInfo,
        Self::RetractQuestion,
        Self::Triage,
        Self::Claim,
        Self::Assign,
        Self::Release,
        Self::Decide,
        Self::Reopen,
        Self::Comment,
    ];

    /// The method of the contract.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Amend => "AmendReview",
            Self::Withdraw => "WithdrawReview",
            Self::RequestInfo => "RequestInfo",
            Self::ProvideInfo => "ProvideInfo",
            Self::RetractQuestion => "RetractQuestion",
            Self::Triage => "TriageReview",
            Self::Claim => "ClaimReview",
            Self::Assign => "AssignReview",
            Self::Release => "ReleaseReview",
            Self::Decide => "DecideReview",
            Self::Reopen => "ReopenReview",
            Self::Comment => "AddComment",
        }
    }
}
