//! Why a page cannot be shown or a step is refused, as explained to a person.

use std::{collections::BTreeMap, error::Error};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use haetae_client::{Refusal, Unreachable};
use haetae_domain::causes::with_causes;
use haetae_proto::common::v1::ErrorReason as R;
use tonic::{Code, Status};

/// The kind of a problem, which determines the way out offered to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sign in.
    SignedOut,
    /// Begin the sign-in again.
    SignInOver,
    /// Ask for the role.
    Forbidden,
    /// Leave it to another person.
    Duties,
    /// Look for it in the lists.
    NotFound,
    /// Read the changes and decide again.
    Changed,
    /// Take a step that the state allows.
    NotNow,
    /// Correct what was given.
    Invalid,
    /// Wait a moment.
    Lagging,
    /// Only reading is possible at present.
    ReadOnly,
    /// Try again later.
    Unavailable,
    /// Look whether it was saved.
    OutcomeUnknown,
    /// Have fewer pages open.
    Busy,
    /// Send less.
    TooLarge,
    /// Begin at a page of the console.
    ForeignForm,
    /// Load the page again.
    StaleForm,
    /// Report it.
    Defect,
}

impl Kind {
    /// The HTTP status.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::SignInOver | Self::Invalid => StatusCode::BAD_REQUEST,
            Self::Forbidden | Self::Duties | Self::ForeignForm | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Changed | Self::NotNow => StatusCode::CONFLICT,
            Self::Lagging | Self::ReadOnly | Self::Unavailable | Self::OutcomeUnknown => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Defect => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn of(refusal: &Refusal) -> Self {
        match refusal.known() {
            R::SeparationOfDuties => Self::Duties,
            R::ChangedMeanwhile => Self::Changed,
            R::ProjectionLagging => Self::Lagging,
            R::LogRegressed | R::LogFull | R::ArchiveSilent | R::ClockSkewed | R::EvidenceStoreFull => Self::ReadOnly,
            // The address asks for another moment.
            R::ReviewNotYetRequested => Self::Invalid,
            R::OutcomeUnknown | R::DeadlineExceeded => Self::OutcomeUnknown,
            R::MessageTooLarge | R::HeadersTooLarge => Self::TooLarge,
            R::Unspecified
            | R::Unauthenticated
            | R::PermissionDenied
            | R::InvalidField
            | R::MalformedMessage
            | R::RequestIdReused
            | R::ReviewNotFound
            | R::AssessmentNotFound
            | R::ChecklistNotFound
            | R::IllegalTransition
            | R::StoreUnavailable
            | R::UnknownMethod
            | R::Internal
            | R::DocumentFaulty
            | R::VersionNotFound
            | R::SimulationsBusy
            | R::CatalogNotFound
            | R::ControlNotFound
            | R::HeadsNotSigned
            | R::CommitNotFound
            | R::ProjectionNotFound
            | R::GenerationNotFound
            | R::RebuildNotFound
            | R::RebuildRunning
            | R::GenerationUnfit
            | R::NothingParked
            | R::TooManyStreams
            | R::TooManyReads
            | R::FindingNotFound
            | R::CheckpointsOpen
            | R::AlreadyAssigned
            | R::FindingsOpen
            | R::EvidenceNotFound
            | R::EvidenceDamaged
            | R::EvidenceLimitReached
            | R::ReviewNotDecided
            | R::PositionBeyondLog
            | R::AcceptanceRequestLapsed
            | R::EventUnknown
            | R::EncodingUnsupported
            | R::TooManyConnections => Self::by_code(refusal.code),
        }
    }

    const fn by_code(code: Code) -> Self {
        match code {
            Code::Unauthenticated => Self::SignedOut,
            Code::PermissionDenied => Self::Forbidden,
            Code::NotFound => Self::NotFound,
            Code::Aborted => Self::Changed,
            Code::FailedPrecondition | Code::AlreadyExists => Self::NotNow,
            Code::InvalidArgument | Code::OutOfRange => Self::Invalid,
            Code::Unavailable => Self::Unavailable,
            Code::Cancelled | Code::DeadlineExceeded => Self::OutcomeUnknown,
            Code::ResourceExhausted => Self::Busy,
            Code::Ok | Code::Unknown | Code::Unimplemented | Code::Internal | Code::DataLoss => Self::Defect,
        }
    }
}

/// Why a page cannot be shown or a step is refused. A handler returns it with `?`; the fault page shows it.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// The way out offered to the person.
    pub(crate) kind: Kind,
    /// The service's explanation.
    pub(crate) refusal: Option<Box<Refusal>>,
}

impl Problem {
    const fn of(kind: Kind) -> Self {
        Self { kind, refusal: None }
    }

    /// The person is not signed in, or no longer.
    pub(crate) const fn signed_out() -> Self {
        Self::of(Kind::SignedOut)
    }

    /// A sign-in took too long, was begun in another browser or was declined.
    pub(crate) const fn sign_in_over() -> Self {
        Self::of(Kind::SignInOver)
    }

    /// Page not found.
    pub(crate) const fn no_page() -> Self {
        Self::of(Kind::NotFound)
    }

    /// The review does not exist, or the person may not see it.
    pub(crate) fn no_review() -> Self {
        Status::not_found("").into()
    }

    /// Something in the address is not as it should be.
    pub(crate) fn wrong_field(field: &str, what: String) -> Self {
        let refusal = Refusal {
            code: Code::InvalidArgument,
            reason: String::new(),
            message: String::new(),
            facts: BTreeMap::new(),
            fields: vec![(field.to_owned(), what)],
            retry_after: None,
        };
        Self { kind: Kind::Invalid, refusal: Some(Box::new(refusal)) }
    }

    /// The form is not of a page of this site.
    pub(crate) const fn foreign_form() -> Self {
        Self::of(Kind::ForeignForm)
    }

    /// The request body is not a valid form.
    pub(crate) const fn no_form() -> Self {
        Self::of(Kind::Invalid)
    }

    /// The form was made for another session.
    pub(crate) const fn stale_form() -> Self {
        Self::of(Kind::StaleForm)
    }

    /// The form is larger than any that a page sends.
    pub(crate) const fn form_too_large() -> Self {
        Self::of(Kind::TooLarge)
    }

    /// The console has no capacity for more at present.
    pub(crate) const fn busy() -> Self {
        Self::of(Kind::Busy)
    }

    /// The session's tokens cannot be renewed at present.
    pub(crate) const fn unanswered() -> Self {
        Self::of(Kind::Unavailable)
    }

    /// The identity provider does not answer, or not as it should.
    pub(crate) fn provider(error: &dyn Error) -> Self {
        tracing::error!(error = with_causes(error), "the identity provider cannot be used");
        Self::of(Kind::Unavailable)
    }

    /// The identity provider's answer is invalid.
    pub(crate) fn refused_sign_in(why: &str) -> Self {
        tracing::warn!(why, "a sign-in is refused");
        Self::of(Kind::SignInOver)
    }

    /// Something that should not happen.
    pub(crate) fn defect(why: &str) -> Self {
        tracing::error!(why, "a defect");
        Self::of(Kind::Defect)
    }

    /// The page is not for the person's roles.
    pub(crate) const fn not_for_roles() -> Self {
        Self::of(Kind::Forbidden)
    }

    /// The data changed repeatedly while it was read.
    pub(crate) const fn unsettled() -> Self {
        Self::of(Kind::Lagging)
    }

    /// Whether it is only for its open findings that a review cannot be approved.
    pub(crate) fn is_findings_open(&self) -> bool {
        self.is_for(R::FindingsOpen)
    }

    /// Whether the review has no checklist yet.
    pub(crate) fn is_without_checklist(&self) -> bool {
        self.is_for(R::ChecklistNotFound)
    }

    /// Whether a service refused for this reason.
    pub(crate) fn is_for(&self, reason: R) -> bool {
        self.refusal.as_deref().is_some_and(|refusal| refusal.known() == reason)
    }

    /// Whether the person has to sign in.
    pub(crate) fn is_signed_out(&self) -> bool {
        self.kind == Kind::SignedOut
    }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        let refusal = Refusal::of(&status);
        let kind = Kind::of(&refusal);
        let (code, reason, message) = (refusal.code, &refusal.reason, status.message());
        tracing::info!(?kind, ?code, reason, message, "a service refused");
        Self { kind, refusal: Some(Box::new(refusal)) }
    }
}

impl From<Unreachable> for Problem {
    fn from(unreachable: Unreachable) -> Self {
        tracing::error!(%unreachable, "a service cannot be reached");
        Self::of(Kind::Unavailable)
    }
}

/// The fault page is made outside of the handler, where language and person are known.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = self.kind.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::{ApiError, Lang};

    use super::*;

    #[test]
    fn a_refusal_of_a_service_says_what_a_person_can_do() {
        let problem = |error: ApiError| Problem::from(error.into_status(Lang::Ko));
        assert!(problem(ApiError::unauthenticated()).is_signed_out());
        assert_eq!(problem(ApiError::separation_of_duties()).kind, Kind::Duties);
        assert_eq!(problem(ApiError::permission_denied()).kind, Kind::Forbidden);
        let invalid = problem(ApiError::invalid_field("title", "제목이 필요합니다.", "Needs a title."));
        assert_eq!(invalid.kind, Kind::Invalid);
        assert_eq!(invalid.refusal.unwrap().fields, [("title".to_owned(), "제목이 필요합니다.".to_owned())]);
        assert_eq!(Problem::from(Status::unavailable("")).kind, Kind::Unavailable, "no service of ours");
    }
}
