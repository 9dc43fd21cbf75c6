//! The table of allowed steps. Decisions use this table, and docs/review-transitions.md shows it.

use crate::vocabulary::Status::{
    self, Approved, ApprovedWithConditions, AwaitingDecision, AwaitingRemediation, InDiagnosis, NeedsInfo, Received,
    Rejected, Waived, Withdrawn,
};

use super::{Command, Rejection};

/// One rule: the step is allowed in the first statuses and leads to one of the second.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// The step.
    pub command: Command,
    /// The statuses that allow it.
    pub from: &'static [Status],
    /// The next statuses; empty when the status stays.
    pub to: &'static [Status],
}

/// Statuses of open reviews.
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

/// Every allowed step; any other is refused.
pub const TRANSITIONS: &[Transition] = &[
    Transition { command: Command::Amend, from: AMENDABLE, to: &[] },
    // A waiver applies to the request as it was: after a material amendment the review continues with the status that
    // follows from the diagnosis.
    Transition {
        command: Command::Amend,
        from: &[Waived],
        to: &[Waived, Received, InDiagnosis, AwaitingRemediation, AwaitingDecision],
    },
    Transition { command: Command::Withdraw, from: OPEN, to: &[Withdrawn] },
    Transition { command: Command::RequestInfo, from: MOVING, to: &[NeedsInfo] },
    Transition { command: Command::ProvideInfo, from: &[NeedsInfo], to: MOVING },
    Transition { command: Command::RetractQuestion, from: &[NeedsInfo], to: MOVING },
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
