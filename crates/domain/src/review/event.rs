//! The events of a review.

use jiff::Timestamp;

use super::contents::{Amended, Decided, Moved, Progress, Submitted, Target, Triaged};
use crate::document::DocumentVersion;
use crate::ids::Person;
use crate::vocabulary::{DecisionOutcome, Status, TriageOutcome, Visibility};

/// Stored for ever: add variants, never rename or reuse one (docs/adding-an-event.md).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A review was requested.
    Submitted(Submitted),
    /// The first verdict came in.
    DiagnosisStarted,
    /// The requester changed the request.
    Amended(Amended),
    /// The requester withdrew the request.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// The requester has to answer before the review continues.
    InfoRequested {
        /// The question.
        question: String,
    },
    /// The requester answered.
    InfoProvided {
        /// The answer.
        answer: String,
        /// The status from now on.
        status: Status,
    },
    /// Triage decided whether a diagnosis is needed.
    Triaged(Triaged),
    /// A reviewer works on it now.
    Assigned {
        /// Who.
        assignee: Person,
        /// Whether it was their own choice.
        claimed: bool,
        /// The reason; empty if none was given.
        reason: String,
    },
    /// No reviewer works on it any more.
    Released {
        /// Why.
        reason: String,
    },
    /// The final decision.
    Decided(Box<Decided>),
    /// The closed review was reopened.
    Reopened {
        /// Why; empty when the amendment in the same commit is the reason.
        reason: String,
        /// The status from now on.
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
    /// The basis of the decision has changed.
    DecisionStaled {
        /// One or more.
        moved: Vec<Moved>,
    },
    /// The diagnosis came to another point.
    Progressed(Progress),
}

/// The effect of an event on the status of a review.
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
    /// The effect on the status. A review begins as received.
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
                // Another review covers it: this one approves nothing for operation.
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

    /// Whether it withdraws the review, which is final.
    #[must_use]
    pub fn withdraws(&self) -> bool {
        self.course() == Course::To(Status::Withdrawn)
    }

    /// Whether only a reviewer could do it. Claiming a review is assigning it to oneself; approvers assign others.
    #[must_use]
    pub fn only_reviewers_may(&self, by: &Person) -> bool {
        match self {
            Self::InfoRequested { .. } | Self::Released { .. } => true,
            Self::Assigned { assignee, .. } => assignee.subject == by.subject,
            Self::Submitted(_)
            | Self::DiagnosisStarted
            | Self::Amended(_)
            | Self::Withdrawn { .. }
            | Self::InfoProvided { .. }
            | Self::Triaged(_)
            | Self::Decided(_)
            | Self::Reopened { .. }
            | Self::Commented { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => false,
        }
    }

    /// Whether it changes only who is in charge of the review.
    #[must_use]
    pub const fn is_of_charge(&self) -> bool {
        match self {
            Self::Assigned { .. } | Self::Released { .. } => true,
            Self::Submitted(_)
            | Self::DiagnosisStarted
            | Self::Amended(_)
            | Self::Withdrawn { .. }
            | Self::InfoRequested { .. }
            | Self::InfoProvided { .. }
            | Self::Triaged(_)
            | Self::Decided(_)
            | Self::Reopened { .. }
            | Self::Commented { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => false,
        }
    }

    /// The request that begins the review; none for any other event.
    #[must_use]
    pub const fn request(&self) -> Option<&Submitted> {
        match self {
            Self::Submitted(request) => Some(request),
            Self::DiagnosisStarted
            | Self::Amended(_)
            | Self::Withdrawn { .. }
            | Self::InfoRequested { .. }
            | Self::InfoProvided { .. }
            | Self::Triaged(_)
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::Decided(_)
            | Self::Reopened { .. }
            | Self::Commented { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => None,
        }
    }

    /// The outcome of a triage; none for any other event.
    #[must_use]
    pub const fn triage(&self) -> Option<&Triaged> {
        match self {
            Self::Triaged(triaged) => Some(triaged),
            Self::Submitted(_)
            | Self::DiagnosisStarted
            | Self::Amended(_)
            | Self::Withdrawn { .. }
            | Self::InfoRequested { .. }
            | Self::InfoProvided { .. }
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::Decided(_)
            | Self::Reopened { .. }
            | Self::Commented { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => None,
        }
    }

    /// The target date that is set; none for any other event.
    #[must_use]
    pub const fn target(&self) -> Option<&Target> {
        match self {
            Self::TargetSet(target) => Some(target),
            Self::Submitted(_)
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
            | Self::Commented { .. }
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => None,
        }
    }

    /// The final decision; none for any other event.
    #[must_use]
    pub fn decision(&self) -> Option<&Decided> {
        match self {
            Self::Decided(decision) => Some(decision),
            Self::Submitted(_)
            | Self::DiagnosisStarted
            | Self::Amended(_)
            | Self::Withdrawn { .. }
            | Self::InfoRequested { .. }
            | Self::InfoProvided { .. }
            | Self::Triaged(_)
            | Self::Assigned { .. }
            | Self::Released { .. }
            | Self::Reopened { .. }
            | Self::Commented { .. }
            | Self::TargetSet(_)
            | Self::TargetBreached { .. }
            | Self::DecisionStaled { .. }
            | Self::Progressed(_) => None,
        }
    }

    /// The text of a comment, and its visibility; none for any other event.
    #[must_use]
    pub const fn comment(&self) -> Option<(&str, Visibility)> {
        match self {
            Self::Commented { text, visibility } => Some((text.as_str(), *visibility)),
            Self::Submitted(_)
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
            | Self::Progressed(_) => None,
        }
    }

    /// Whether it is visible only to reviewers.
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
