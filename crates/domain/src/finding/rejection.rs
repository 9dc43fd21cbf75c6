//! Why a step on a finding is refused.

use jiff::Timestamp;

use super::{FindingId, Step};
use crate::vocabulary::FindingStatus;

/// Why a step was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Its status does not allow the step.
    #[error("{id} is {status}")]
    Illegal {
        /// Which finding.
        id: FindingId,
        /// Its status.
        status: FindingStatus,
        /// The allowed steps.
        allowed: Vec<Step>,
    },
    /// The person who claimed a fix cannot verify it.
    #[error("the person who claimed a fix cannot verify it")]
    OwnFix,
    /// The person who requested an acceptance cannot decide it.
    #[error("the person who requested an acceptance cannot decide it")]
    OwnRequest,
    /// Two approvers have to agree, not one twice.
    #[error("a second approver has to agree")]
    ApprovedAlready,
    /// A service never approves.
    #[error("a service never approves")]
    Service,
    /// In a later round, or after others acted on the finding, another reviewer has to retract the Fail.
    #[error("a reviewer can retract their own Fail only in the same round and before others acted on its finding")]
    OwnFail,
    /// The acceptance would be over before it begins.
    #[error("the end of the acceptance has passed")]
    EndPassed,
    /// The requested end passed before the approvers had decided.
    #[error("the request for acceptance of {id} lapsed")]
    RequestLapsed {
        /// Which finding.
        id: FindingId,
        /// The requested end.
        ends_at: Timestamp,
    },
    /// The acceptance would last too long.
    #[error("an acceptance holds at most {most_days} days")]
    EndTooLate {
        /// Maximum number of calendar days.
        most_days: u16,
    },
}
