//! The steps that people take on a finding.

/// Something a person can do with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Assign the fix to a person.
    Assign,
    /// Claim that it is fixed.
    ClaimFix,
    /// Confirm the fix.
    VerifyFix,
    /// Send the fix back.
    RejectFix,
    /// Request acceptance of the risk.
    RequestAcceptance,
    /// Approve or decline the request.
    DecideAcceptance,
    /// Revoke an acceptance.
    RevokeAcceptance,
    /// Retract the Fail that opened it.
    Retract,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::Assign,
        Self::ClaimFix,
        Self::VerifyFix,
        Self::RejectFix,
        Self::RequestAcceptance,
        Self::DecideAcceptance,
        Self::RevokeAcceptance,
        Self::Retract,
    ];

    /// The call that takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assign => "AssignFinding",
            Self::ClaimFix => "ClaimFix",
            Self::VerifyFix => "VerifyFix",
            Self::RejectFix => "RejectFix",
            Self::RequestAcceptance => "RequestAcceptance",
            Self::DecideAcceptance => "DecideAcceptance",
            Self::RevokeAcceptance => "RevokeAcceptance",
            Self::Retract => "RetractFinding",
        }
    }
}
