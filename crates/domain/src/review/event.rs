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
    /// A reviewer took the question back before it was answered.
    QuestionRetracted {
        /// Why.
        reason: String,
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
        /// Its visibility.
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

/// The answers of one event to every question that other code asks of it.
struct Traits<'a> {
    /// The effect on the status.
    course: Course,
    /// The possible actors.
    by: By<'a>,
    /// The content that only this event has.
    own: Own<'a>,
}

/// The possible actors of an event.
#[derive(Clone, Copy)]
enum By<'a> {
    /// A reviewer.
    Reviewer,
    /// A reviewer, when the review is assigned to the one who assigns it; otherwise an approver.
    Assigner(&'a Person),
    /// A person with any role, or a service.
    Anyone,
}

/// The content that only one event has, or a few.
#[derive(Clone, Copy)]
enum Own<'a> {
    Nothing,
    /// The request that begins the review.
    Request(&'a Submitted),
    /// The assignment of the review.
    Charge,
    /// The outcome of the triage.
    Triage(&'a Triaged),
    /// The target date.
    Target(&'a Target),
    /// The final decision.
    Decision(&'a Decided),
    /// The text of a comment.
    Comment(&'a str, Visibility),
}

impl Event {
    /// One row for each event: a new one does not compile before it has answered every question.
    fn traits(&self) -> Traits<'_> {
        use By::{Anyone, Assigner, Reviewer};
        use Course::{Begins, Stays, To};
        let row = |course, by, own| Traits { course, by, own };
        match self {
            Self::Submitted(request) => row(Stays, Anyone, Own::Request(request)),
            Self::DiagnosisStarted => row(Begins, Anyone, Own::Nothing),
            Self::Amended(_) | Self::TargetBreached { .. } | Self::DecisionStaled { .. } => {
                row(Stays, Anyone, Own::Nothing)
            }
            Self::Withdrawn { .. } => row(To(Status::Withdrawn), Anyone, Own::Nothing),
            Self::InfoRequested { .. } => row(To(Status::NeedsInfo), Reviewer, Own::Nothing),
            Self::InfoProvided { status, .. } | Self::Reopened { status, .. } => row(To(*status), Anyone, Own::Nothing),
            Self::QuestionRetracted { status, .. } => row(To(*status), Reviewer, Own::Nothing),
            Self::Triaged(triaged) => row(To(triaged_to(triaged.outcome)), Anyone, Own::Triage(triaged)),
            Self::Assigned { assignee, .. } => row(Stays, Assigner(assignee), Own::Charge),
            Self::Released { .. } => row(Stays, Reviewer, Own::Charge),
            Self::Decided(decided) => row(To(decided_to(decided.outcome)), Anyone, Own::Decision(decided)),
            Self::Commented { text, visibility } => row(Stays, Anyone, Own::Comment(text, *visibility)),
            Self::TargetSet(target) => row(Stays, Anyone, Own::Target(target)),
            Self::Progressed(progress) => row(To(progress.status), Anyone, Own::Nothing),
        }
    }

    /// The effect on the status. A review begins as received.
    #[must_use]
    pub fn course(&self) -> Course {
        self.traits().course
    }

    /// Whether it withdraws the review, which is final.
    #[must_use]
    pub fn withdraws(&self) -> bool {
        self.course() == Course::To(Status::Withdrawn)
    }

    /// Whether only a reviewer could do it. Claiming a review is assigning it to oneself; approvers assign others.
    #[must_use]
    pub fn only_reviewers_may(&self, by: &Person) -> bool {
        match self.traits().by {
            By::Reviewer => true,
            By::Assigner(assignee) => assignee.subject == by.subject,
            By::Anyone => false,
        }
    }

    /// Whether it changes only who is in charge of the review.
    #[must_use]
    pub fn is_of_charge(&self) -> bool {
        matches!(self.traits().own, Own::Charge)
    }

    /// The request that begins the review; none for any other event.
    #[must_use]
    pub fn request(&self) -> Option<&Submitted> {
        if let Own::Request(request) = self.traits().own { Some(request) } else { None }
    }

    /// The outcome of a triage; none for any other event.
    #[must_use]
    pub fn triage(&self) -> Option<&Triaged> {
        if let Own::Triage(triaged) = self.traits().own { Some(triaged) } else { None }
    }

    /// The target date that is set; none for any other event.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        if let Own::Target(target) = self.traits().own { Some(target) } else { None }
    }

    /// The final decision; none for any other event.
    #[must_use]
    pub fn decision(&self) -> Option<&Decided> {
        if let Own::Decision(decision) = self.traits().own { Some(decision) } else { None }
    }

    /// The text of a comment, and its visibility; none for any other event.
    #[must_use]
    pub fn comment(&self) -> Option<(&str, Visibility)> {
        if let Own::Comment(text, visibility) = self.traits().own { Some((text, visibility)) } else { None }
    }

    /// Whether it is visible only to reviewers.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.comment().is_some_and(|(_, visibility)| visibility == Visibility::Internal)
    }
}

const fn triaged_to(outcome: TriageOutcome) -> Status {
    match outcome {
        TriageOutcome::Diagnose => Status::InDiagnosis,
        TriageOutcome::Waive => Status::Waived,
        // Another review covers it: this one approves nothing for operation.
        TriageOutcome::Reject | TriageOutcome::Duplicate => Status::Rejected,
    }
}

const fn decided_to(outcome: DecisionOutcome) -> Status {
    match outcome {
        DecisionOutcome::Approved => Status::Approved,
        DecisionOutcome::ApprovedWithConditions => Status::ApprovedWithConditions,
        DecisionOutcome::Rejected => Status::Rejected,
    }
}
