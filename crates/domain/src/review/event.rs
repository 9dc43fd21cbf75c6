//! What can happen to a review.

use jiff::Timestamp;

use crate::document::DocumentVersion;
use crate::ids::Person;
use crate::profile::Profile;
use crate::vocabulary::{DecisionOutcome, Level, Status, TargetCause, TriageOutcome, Visibility};

/// Stored for ever: add variants, never rename or reuse one (docs/adding-an-event.md).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A review was requested.
    Submitted(Submitted),
    /// The first verdict came in.
    DiagnosisStarted,
    /// The requester changed what is to be reviewed.
    Amended(Amended),
    /// The requester took the request back.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// The requester has to answer before it goes on.
    InfoRequested {
        /// What is asked.
        question: String,
    },
    /// The requester answered.
    InfoProvided {
        /// What was asked for.
        answer: String,
        /// Where it stands from now on.
        status: Status,
    },
    /// It was decided whether to diagnose at all.
    Triaged(Triaged),
    /// A reviewer works on it now.
    Assigned {
        /// Who.
        assignee: Person,
        /// Whether it was their own choice.
        claimed: bool,
        /// Why; empty where none was given.
        reason: String,
    },
    /// No reviewer works on it any more.
    Released {
        /// Why.
        reason: String,
    },
    /// The final decision.
    Decided(Box<Decided>),
    /// It goes on after it was closed.
    Reopened {
        /// Why; empty when the amendment in the same commit is the reason.
        reason: String,
        /// Where it stands from now on.
        status: Status,
    },
    /// A comment was added.
    Commented {
        /// What.
        text: String,
        /// Who reads it.
        visibility: Visibility,
    },
    /// It has a target date.
    TargetSet(Target),
    /// It was still open when its target date had passed.
    TargetBreached {
        /// The target date.
        due_at: Timestamp,
        /// The policy version that it came from.
        policy: DocumentVersion,
    },
    /// What the decision was made on is no longer so.
    DecisionStaled {
        /// One or more.
        moved: Vec<Moved>,
    },
    /// The diagnosis came to another point.
    Progressed(Progress),
}

/// What an event makes of the status of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// It stays.
    Stays,
    /// The diagnosis begins; a review that is somewhere else already stays there.
    Begins,
    /// It becomes this one.
    To(Status),
}

impl Course {
    /// The status afterwards, from the one before.
    #[must_use]
    pub const fn after(self, before: Status) -> Status {
        match (self, before) {
            (Self::To(status), _) => status,
            (Self::Begins, Status::Received) => Status::InDiagnosis,
            (Self::Begins | Self::Stays, before) => before,
        }
    }
}

impl Event {
    /// What it makes of the status. A review begins as received.
    #[must_use]
    pub fn course(&self) -> Course {
        match self {
            Self::DiagnosisStarted => Course::Begins,
            Self::Withdrawn { .. } => Course::To(Status::Withdrawn),
            Self::InfoRequested { .. } => Course::To(Status::NeedsInfo),
            Self::InfoProvided { status, .. }
            | Self::Reopened { status, .. }
            | Self::Progressed(Progress { status, .. }) => Course::To(*status),
            Self::Triaged(triaged) => Course::To(match triaged.outcome {
                TriageOutcome::Diagnose => Status::InDiagnosis,
                TriageOutcome::Waive => Status::Waived,
                // Another review covers it: this one lets nothing go into operation.
                TriageOutcome::Reject | TriageOutcome::Duplicate => Status::Rejected,
            }),
            Self::Decided(decided) => Course::To(match decided.outcome {
                DecisionOutcome::Approved => Status::Approved,
                DecisionOutcome::ApprovedWithConditions => Status::ApprovedWithConditions,
                DecisionOutcome::Rejected => Status::Rejected,
            }),
            Self::Submitted(_)
            | Self::Amended(_)
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::Commented { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. } => Course::Stays,
        }
    }

    /// Whether it is visible only to those who work on reviews.
    #[must_use]
    pub const fn is_internal(&self) -> bool {
        match self {
            Self::Commented { visibility: Visibility::Internal, .. } => true,
            Self::Commented { visibility: Visibility::Shared, .. }
            | Self::Submitted(_)
            | Self::DiagnosisStarted
            | Self::Amended(_)
            | Self::Withdrawn { .. }
            | Self::InfoRequested { .. }
            | Self::InfoProvided { .. }
            | Self::Triaged(_)
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::Decided(_)
            | Self::Reopened { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => false,
        }
    }
}

/// What was requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One line.
    pub title: String,
    /// Free text.
    pub description: String,
    /// Who asked.
    pub requester: Person,
    /// The requester's team.
    pub team: String,
    /// What is to be reviewed.
    pub profile: Profile,
}

/// An amendment: whole, with what is different. Requester and team never change.
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
    /// What becomes of the request.
    pub outcome: TriageOutcome,
    /// Why; of an automatic one the policy version and the level, and empty in the first of them.
    pub reason: String,
    /// The review that covers it; only for a duplicate.
    pub duplicate_of: Option<String>,
    /// Whether the policy decided, not a person.
    pub automatic: bool,
}

/// A decision and what it was made on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub outcome: DecisionOutcome,
    /// Why.
    pub reason: String,
    /// One or more with `ApprovedWithConditions`, otherwise none.
    pub conditions: Vec<String>,
    /// What it was made on.
    pub basis: Basis,
}

/// Everything a decision rests on, by position in the log and by version.
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
    /// Findings whose risk was accepted then.
    pub accepted_findings: u32,
    /// SHA-256 of every piece of evidence, in order.
    pub evidence: Vec<[u8; 32]>,
}

/// Something that moved under a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// A field of the request (`profile.exposure`) or an event (`ChecklistRevised`).
    pub what: String,
    /// Sequence of the commit that moved it; 0 for the very commit that says so.
    pub sequence: u64,
}

/// A target date with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// When it is.
    pub due: Due,
    /// Business days the policy gives.
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
    /// The holiday table does not have this year, so that its business days are unknown.
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

/// Where a diagnosis stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// From 1; 0 before the first verdict.
    pub round: u32,
    /// Whether the round is concluded.
    pub concluded: bool,
    /// Findings neither closed nor accepted.
    pub open_findings: u32,
    /// Findings whose risk is accepted for now.
    pub accepted_findings: u32,
}

/// The review's own account of its diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Where the review stands from now on; as before while it waits for information or is decided.
    pub status: Status,
    /// Where the diagnosis stands.
    pub standing: Standing,
    /// Name of the event that made the difference, e.g. `DiagnosisConcluded`.
    pub cause: String,
}
