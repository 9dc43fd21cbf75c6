//! The contents of a review's events.

use jiff::Timestamp;

use crate::diagnosis::Standing;
use crate::document::DocumentVersion;
use crate::ids::Person;
use crate::profile::Profile;
use crate::vocabulary::{DecisionOutcome, Level, Status, TargetCause, TriageOutcome};

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One line.
    pub title: String,
    /// Free text.
    pub description: String,
    /// The requester.
    pub requester: Person,
    /// The requester's team.
    pub team: String,
    /// The profile of the service.
    pub profile: Profile,
}

/// An amendment: the complete request, and the changed fields. Requester and team never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amended {
    /// The title from now on.
    pub title: String,
    /// The description from now on.
    pub description: String,
    /// The profile from now on.
    pub profile: Profile,
    /// One or more, in the order of the contract.
    pub changes: Vec<FieldChange>,
    /// Whether the risk has to be assessed again.
    pub material: bool,
}

/// One field before and after; sets as their words in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Path in the contract, e.g. `profile.exposure`.
    pub field: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// The outcome of a triage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triaged {
    /// The outcome for the request.
    pub outcome: TriageOutcome,
    /// The reason. Of an automatic triage, it contains the policy version and the level; it is empty in the oldest
    /// automatic ones.
    pub reason: String,
    /// The review that covers it; only for a duplicate.
    pub duplicate_of: Option<String>,
    /// Whether the policy decided, not a person.
    pub automatic: bool,
}

/// A decision and its basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub outcome: DecisionOutcome,
    /// Why.
    pub reason: String,
    /// One or more with `ApprovedWithConditions`, otherwise none.
    pub conditions: Vec<String>,
    /// The basis of the decision.
    pub basis: Basis,
}

/// The complete basis of a decision, by position in the log and by version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Sequence of the review's last commit before the decision.
    pub review: u64,
    /// Sequence of the assessment's last commit.
    pub assessment: u64,
    /// Sequence of the diagnosis's last commit.
    pub diagnosis: u64,
    /// The policy version of the assessment.
    pub policy: DocumentVersion,
    /// The catalogue versions of the checklist.
    pub catalogs: Vec<DocumentVersion>,
    /// The level then.
    pub level: Level,
    /// The round then.
    pub round: u32,
    /// Findings open then.
    pub open_findings: u32,
    /// Findings whose risk was accepted at that time.
    pub accepted_findings: u32,
    /// SHA-256 of every piece of evidence, in order.
    pub evidence: Vec<[u8; 32]>,
}

/// Something that moved under a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// A field of the request (`profile.exposure`) or an event (`ChecklistRevised`).
    pub what: String,
    /// Sequence of the commit that caused the change; 0 for the commit that contains this event.
    pub sequence: u64,
}

/// A target date with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// When it is.
    pub due: Due,
    /// Business days according to the policy.
    pub target_days: u16,
    /// Business days added for waiting for the requester.
    pub paused_days: u32,
    /// The policy version.
    pub policy: DocumentVersion,
    /// Version of the holiday table.
    pub calendar: String,
    /// Why it was set.
    pub cause: TargetCause,
}

/// A target date, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The end of a business day.
    At(Timestamp),
    /// The holiday table does not contain this year, so its business days are unknown.
    UnknownYear(i16),
}

impl Due {
    /// The date, if there is one.
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::UnknownYear(_) => None,
        }
    }
}

/// The review's own account of its diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The status of the review from now on; unchanged while it waits for information or is decided.
    pub status: Status,
    /// The standing of the diagnosis, without its checkpoints ([`Standing::for_review`]).
    pub standing: Standing,
    /// Name of the event that made the difference, e.g. `DiagnosisConcluded`.
    pub cause: String,
}
