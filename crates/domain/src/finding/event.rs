//! The events of a finding, and its status after each.

use jiff::Timestamp;

use super::contents::{Asked, Opened};
use crate::checkpoint_key::CheckpointKey;
use crate::diagnosis::Tally;
use crate::evidence::References;
use crate::ids::Person;
use crate::vocabulary::FindingStatus;

/// An event of a finding. Stored permanently: add variants, never rename or reuse one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A Fail opened it.
    Opened(Box<Opened>),
    /// The fix was assigned to a person.
    Assigned {
        /// Who.
        assignee: Person,
        /// The reason; empty if none was given.
        reason: String,
    },
    /// The team claimed that it is fixed.
    FixClaimed {
        /// The description of the fix.
        description: String,
        /// What shows it.
        evidence: References,
    },
    /// A reviewer confirmed the fix.
    FixVerified,
    /// A reviewer sent the fix back.
    FixRejected {
        /// The missing part.
        reason: String,
    },
    /// The team asked to accept the risk.
    AcceptanceRequested(Asked),
    /// An approver agreed.
    AcceptanceApproved {
        /// May be empty.
        reason: String,
        /// Until when.
        ends_at: Timestamp,
        /// Whether the risk is accepted now; not yet when a second approver has to agree.
        granted: bool,
    },
    /// An approver declined.
    AcceptanceDeclined {
        /// Why.
        reason: String,
    },
    /// The requested end passed before the approvers had decided.
    AcceptanceRequestLapsed {
        /// The end.
        ends_at: Timestamp,
    },
    /// An acceptance was taken back.
    AcceptanceRevoked {
        /// Why.
        reason: String,
    },
    /// An acceptance ends soon.
    AcceptanceEnding {
        /// The number of days before the end.
        days: u16,
        /// The end.
        ends_at: Timestamp,
    },
    /// An acceptance came to its end.
    AcceptanceEnded {
        /// The end.
        ends_at: Timestamp,
    },
    /// The fix was not claimed in time.
    Overdue {
        /// When it was due.
        due_at: Timestamp,
    },
    /// Its checkpoint failed again with another reason, in the same round or in a later one.
    Corrected {
        /// The reason of the latest Fail.
        reason: String,
    },
    /// The Fail that opened it was a mistake and was taken back.
    Retracted {
        /// Why.
        reason: String,
        /// The checkpoint, which has no result from now on.
        checkpoint: CheckpointKey,
        /// The whole checklist afterwards.
        tally: Tally,
    },
}

impl Event {
    /// Whether an earlier decision has to be reviewed by the approver: the risk it was based on is open again, or the
    /// Fail it was based on was retracted.
    #[must_use]
    pub const fn unsettles_decision(&self) -> bool {
        match self {
            Self::Opened(_)
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Retracted { .. } => true,
            Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceEnding { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. } => false,
        }
    }

    /// The checkpoint whose Fail is retracted, which has no verdict from then on, and the tally of the whole
    /// checklist afterwards.
    #[must_use]
    pub const fn takes_back(&self) -> Option<(&CheckpointKey, &Tally)> {
        match self {
            Self::Retracted { checkpoint, tally, .. } => Some((checkpoint, tally)),
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. } => None,
        }
    }

    /// Whether a reviewer confirms a fix by it. The verdict in the same commit is about the fix, not about how often
    /// the control fails.
    #[must_use]
    pub const fn verifies_fix(&self) -> bool {
        match self {
            Self::FixVerified => true,
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. }
            | Self::Retracted { .. } => false,
        }
    }

    /// Whether only a reviewer could do it. A Fail opens a finding, and only reviewers record one.
    #[must_use]
    pub const fn only_reviewers_may(&self) -> bool {
        match self {
            Self::Opened(_)
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::Corrected { .. }
            | Self::Retracted { .. } => true,
            Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. } => false,
        }
    }

    /// The basis of a finding that is opened; none for any other event.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        match self {
            Self::Opened(opened) => Some(opened),
            Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. }
            | Self::Retracted { .. } => None,
        }
    }

    /// The same, to be changed.
    #[must_use]
    pub fn opened_mut(&mut self) -> Option<&mut Opened> {
        match self {
            Self::Opened(opened) => Some(opened),
            Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. }
            | Self::Retracted { .. } => None,
        }
    }

    /// The corrected reason of the Fail; none for any other event.
    #[must_use]
    pub const fn corrects(&self) -> Option<&str> {
        match self {
            Self::Corrected { reason } => Some(reason.as_str()),
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Retracted { .. } => None,
        }
    }

    /// Whether a reviewer sends a fix back by it.
    #[must_use]
    pub const fn rejects_fix(&self) -> bool {
        match self {
            Self::FixRejected { .. } => true,
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. }
            | Self::Retracted { .. } => false,
        }
    }

    /// Whether a request for acceptance lapses by it.
    #[must_use]
    pub const fn is_lapse(&self) -> bool {
        match self {
            Self::AcceptanceRequestLapsed { .. } => true,
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. }
            | Self::Retracted { .. } => false,
        }
    }

    /// The tally of the whole checklist that it records, to be set.
    pub(crate) const fn tally_mut(&mut self) -> Option<&mut Tally> {
        match self {
            Self::Retracted { tally, .. } => Some(tally),
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. } => None,
        }
    }

    /// Whether a person acted on the finding. Judging its checkpoint again does not count, and neither does the
    /// passing of a deadline.
    #[must_use]
    pub const fn is_act(&self) -> bool {
        match self {
            Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::Retracted { .. } => true,
            Self::Opened(_)
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. } => false,
        }
    }

    /// The text that a person wrote in it, or the account it names; empty for the passing of a deadline.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Opened(opened) => &opened.reason,
            Self::Assigned { assignee, .. } => &assignee.subject,
            Self::FixClaimed { description, .. } => description,
            Self::AcceptanceRequested(asked) => &asked.reason,
            Self::FixRejected { reason }
            | Self::AcceptanceApproved { reason, .. }
            | Self::AcceptanceDeclined { reason }
            | Self::AcceptanceRevoked { reason }
            | Self::Corrected { reason }
            | Self::Retracted { reason, .. } => reason,
            Self::FixVerified
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. } => "",
        }
    }

    /// The status of a finding after it; `accepted` states whether an acceptance is in force afterwards. A fix takes
    /// precedence over an acceptance, and the final statuses over everything. A finding begins as open.
    #[must_use]
    pub const fn status_after(&self, before: FindingStatus, accepted: bool) -> FindingStatus {
        let without_fix = if accepted { FindingStatus::Accepted } else { FindingStatus::Open };
        if before.is_over() {
            return before;
        }
        match self {
            Self::FixClaimed { .. } => FindingStatus::FixClaimed,
            Self::FixVerified => FindingStatus::Closed,
            Self::FixRejected { .. } => without_fix,
            Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnded { .. } => match before {
                FindingStatus::Open | FindingStatus::Accepted => without_fix,
                FindingStatus::FixClaimed | FindingStatus::Closed | FindingStatus::Void => before,
            },
            Self::Retracted { .. } => FindingStatus::Void,
            Self::Opened(_)
            | Self::Assigned { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceEnding { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. } => before,
        }
    }
}
