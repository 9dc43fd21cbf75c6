//! Which step is allowed when. The decisions ask this table, and docs/review-transitions.md shows it.

use crate::vocabulary::Status::{
    self, Approved, ApprovedWithConditions, AwaitingDecision, AwaitingRemediation, InDiagnosis, NeedsInfo, Received,
    Rejected, Waived, Withdrawn,
};

use super::{Command, Rejection};

/// One rule: the step is allowed in these statuses and leads to one of those.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// The step.
    pub command: Command,
    /// Where it is allowed.
    pub from: &'static [Status],
    /// Where it leads; empty when the status stays.
    pub to: &'static [Status],
}

/// Statuses in which work goes on.
const OPEN: &[Status] = &[Received, NeedsInfo, InDiagnosis, AwaitingRemediation, AwaitingDecision];
/// Open, and not waiting for the requester.
const MOVING: &[Status] = &[Received, InDiagnosis, AwaitingRemediation, AwaitingDecision];
/// Closed by a person's judgement.
const JUDGED: &[Status] = &[Approved, ApprovedWithConditions, Rejected, Waived];
/// Everything that was not waived or withdrawn.
const AMENDABLE: &[Status] = &[
    Received,
    NeedsInfo,
    InDiagnosis,
    AwaitingRemediation,
    AwaitingDecision,
    Approved,
    ApprovedWithConditions,
    Rejected,
];

/// Every allowed step; what is not here is refused.
pub const TRANSITIONS: &[Transition] = &[
    Transition { command: Command::Amend, from: AMENDABLE, to: &[] },
    // A waiver holds for what was requested: an amendment that matters is looked at again, from where the diagnosis stands.
    Transition {
        command: Command::Amend,
        from: &[Waived],
        to: &[Waived, Received, InDiagnosis, AwaitingRemediation, AwaitingDecision],
    },
    Transition { command: Command::Withdraw, from: OPEN, to: &[Withdrawn] },
    Transition { command: Command::RequestInfo, from: MOVING, to: &[NeedsInfo] },
    Transition { command: Command::ProvideInfo, from: &[NeedsInfo], to: MOVING },
    Transition { command: Command::Triage, from: &[Received], to: &[InDiagnosis, Waived, Rejected] },
    Transition { command: Command::Claim, from: OPEN, to: &[] },
    Transition { command: Command::Assign, from: OPEN, to: &[] },
    Transition { command: Command::Release, from: OPEN, to: &[] },
    Transition { command: Command::Decide, from: &[AwaitingRemediation], to: &[Rejected] },
    Transition {
        command: Command::Decide,
        from: &[AwaitingDecision],
        to: &[Approved, ApprovedWithConditions, Rejected],
    },
    Transition { command: Command::Reopen, from: JUDGED, to: MOVING },
    Transition { command: Command::Comment, from: Status::ALL, to: &[] },
];

/// The rule for a step in a status; none when it is not allowed.
pub fn transition(command: Command, status: Status) -> Option<&'static Transition> {
    TRANSITIONS.iter().find(|rule| rule.command == command && rule.from.contains(&status))
}

/// The steps allowed in a status, in order.
pub fn allowed(status: Status) -> Vec<Command> {
    Command::ALL.iter().copied().filter(|command| transition(*command, status).is_some()).collect()
}

/// Refuses a step that the status does not allow.
///
/// # Errors
/// `Rejection::Illegal`.
pub fn permit(command: Command, status: Status) -> Result<(), Rejection> {
    match transition(command, status) {
        Some(_) => Ok(()),
        None => Err(Rejection::Illegal { command, status }),
    }
}
