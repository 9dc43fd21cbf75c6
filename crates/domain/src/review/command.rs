//! The steps that people take on a review.

/// A step that somebody takes on a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Changes what is to be reviewed.
    Amend,
    /// Takes the request back.
    Withdraw,
    /// Asks the requester.
    RequestInfo,
    /// Answers.
    ProvideInfo,
    /// Decides whether to diagnose at all.
    Triage,
    /// Takes it on.
    Claim,
    /// Gives it to somebody.
    Assign,
    /// Gives it back.
    Release,
    /// Decides.
    Decide,
    /// Takes it up again.
    Reopen,
    /// Says something.
    Comment,
}

impl Command {
    /// Every step.
    pub const ALL: &[Self] = &[
        Self::Amend,
        Self::Withdraw,
        Self::RequestInfo,
        Self::ProvideInfo,
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
