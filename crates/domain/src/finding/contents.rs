//! The contents of a finding's events.

use jiff::Timestamp;

use super::FindingId;
use crate::checkpoint_key::CheckpointKey;
use crate::document::DocumentVersion;
use crate::vocabulary::Level;

/// The basis of a finding: what the Fail recorded, and the inputs of severity and due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The checkpoint that failed.
    pub checkpoint: CheckpointKey,
    /// The reason of the Fail, as last corrected.
    pub reason: String,
    /// See [`super::severity`].
    pub severity: Level,
    /// The review's level then.
    pub review_level: Level,
    /// Whether the checkpoint is mandatory.
    pub mandatory: bool,
    /// Team that has to fix it.
    pub team: String,
    /// When the fix is due.
    pub due_at: Timestamp,
    /// Calendar days given for it.
    pub due_days: u16,
    /// The policy version that defines them; none for the default.
    pub policy: Option<DocumentVersion>,
    /// The catalogue version whose countermeasure applies.
    pub catalog: Option<DocumentVersion>,
    /// The finding of the same checkpoint before.
    pub previous: Option<FindingId>,
}

/// A request for acceptance, as presented to an approver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Why the risk should be accepted.
    pub reason: String,
    /// The conditions until then.
    pub conditions: Vec<String>,
    /// Until when.
    pub ends_at: Timestamp,
}
