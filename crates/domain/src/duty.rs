//! The separated duties that the domain refuses, by the ids of the policies that refuse them first.

/// A duty that excludes a person from another step. The policies of `crates/access` have one rule for each, with the
/// same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// The requester of a review does not work on it.
    OwnReview,
    /// The person who reported a fix does not confirm it.
    OwnFix,
    /// A reviewer who judged checkpoints does not decide.
    OwnVerdicts,
    /// The person who requested an acceptance does not decide on it.
    OwnAcceptanceRequest,
    /// The reviewer who recorded a Fail retracts it only in its round, before other people acted on the finding.
    OwnFail,
    /// The second approver of an acceptance is another person than the first.
    SecondApprover,
    /// A service approves nothing.
    People,
}

impl Duty {
    /// Every duty.
    pub const ALL: [Self; 7] = [
        Self::OwnReview,
        Self::OwnFix,
        Self::OwnVerdicts,
        Self::OwnAcceptanceRequest,
        Self::OwnFail,
        Self::SecondApprover,
        Self::People,
    ];

    /// The id of its policy, which refusals name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::OwnReview => "own-review",
            Self::OwnFix => "own-fix",
            Self::OwnVerdicts => "own-verdicts",
            Self::OwnAcceptanceRequest => "own-acceptance-request",
            Self::OwnFail => "own-fail",
            Self::SecondApprover => "second-approver-is-another",
            Self::People => "only-people-approve",
        }
    }
}
