//! The steps that clients take, and what the domain says to each.

use haetae_domain::{
    calendar::Calendar,
    ids::Person,
    review::{self, Amendment, Event, Rejection, State, Triaged},
    vocabulary::{TriageOutcome, Visibility},
};
use haetae_proto::common::v1::ErrorReason;
use jiff::Timestamp;

/// Every reason, question and comment.
pub(super) const WHY: &str = "사유";

/// A step on a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `AmendReview`.
    Amend(Box<Amendment>),
    /// `WithdrawReview`.
    Withdraw,
    /// `RequestInfo`.
    RequestInfo,
    /// `ProvideInfo`.
    ProvideInfo,
    /// `RetractQuestion`.
    RetractQuestion,
    /// `TriageReview`; without duplicates, which need another review.
    Triage(TriageOutcome),
    /// `ClaimReview`.
    Claim,
    /// `AssignReview`, to this subject.
    Assign(String),
    /// `ReleaseReview`.
    Release,
    /// `ReopenReview`.
    Reopen,
    /// `AddComment`.
    Comment,
}

impl Step {
    /// The text that goes with every step.
    pub const WHY: &'static str = WHY;

    /// What the domain decides.
    ///
    /// # Errors
    /// Its refusal.
    pub fn decide(&self, state: &State, id: &str, by: &Person, now: Timestamp) -> Result<Vec<Event>, Rejection> {
        // Target dates are compared elsewhere: no business days are counted here.
        let calendar = Calendar { version: String::new(), years: [].into(), holidays: [].into() };
        match self {
            Self::Amend(amendment) => review::amend(state, amendment, now, &calendar),
            Self::Withdraw => review::withdraw(state, WHY),
            Self::RequestInfo => review::request_info(state, WHY),
            Self::ProvideInfo => review::provide_info(state, WHY, now, &calendar),
            Self::RetractQuestion => review::retract_question(state, WHY, now, &calendar),
            Self::Triage(outcome) => {
                let (outcome, reason) = (*outcome, WHY.to_owned());
                review::triage(state, id, by, Triaged { outcome, reason, duplicate_of: None, automatic: false })
            }
            Self::Claim => review::claim(state, by),
            Self::Assign(subject) => {
                review::assign(state, &Person { subject: subject.clone(), name: String::new() }, "")
            }
            Self::Release => review::release(state, by, WHY),
            Self::Reopen => review::reopen(state, WHY, now, &calendar),
            Self::Comment => review::comment(state, WHY, Visibility::Shared),
        }
    }
}

/// What a caller is told of a refusal.
pub fn reason(rejection: &Rejection) -> ErrorReason {
    match rejection {
        Rejection::NotFound => ErrorReason::ReviewNotFound,
        Rejection::AlreadySubmitted => ErrorReason::RequestIdReused,
        Rejection::Illegal { .. } => ErrorReason::IllegalTransition,
        Rejection::OwnReview | Rejection::OwnJudgement | Rejection::Service => ErrorReason::SeparationOfDuties,
        Rejection::AlreadyAssigned { .. } => ErrorReason::AlreadyAssigned,
        Rejection::FindingsOpen { .. } => ErrorReason::FindingsOpen,
        Rejection::Conditions | Rejection::DuplicateOf | Rejection::NothingToAmend => ErrorReason::InvalidField,
    }
}
