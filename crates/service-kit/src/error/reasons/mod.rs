//! The code, name and common text of every reason.

mod caller;
mod missing;
mod service;
mod state;

pub use state::FINDING_STANDS;

use haetae_proto::common::v1::ErrorReason;
use tonic::Code;

pub(super) fn code(reason: ErrorReason) -> Code {
    match reason {
        ErrorReason::Unauthenticated => Code::Unauthenticated,
        ErrorReason::PermissionDenied | ErrorReason::SeparationOfDuties => Code::PermissionDenied,
        ErrorReason::InvalidField
        | ErrorReason::MalformedMessage
        | ErrorReason::RequestIdReused
        | ErrorReason::PositionBeyondLog
        | ErrorReason::DocumentFaulty => Code::InvalidArgument,
        ErrorReason::ReviewNotFound
        | ErrorReason::ReviewNotYetRequested
        | ErrorReason::AssessmentNotFound
        | ErrorReason::ChecklistNotFound
        | ErrorReason::VersionNotFound
        | ErrorReason::CatalogNotFound
        | ErrorReason::ControlNotFound
        | ErrorReason::FindingNotFound
        | ErrorReason::EvidenceNotFound
        | ErrorReason::CommitNotFound
        | ErrorReason::ProjectionNotFound
        | ErrorReason::GenerationNotFound
        | ErrorReason::RebuildNotFound => Code::NotFound,
        ErrorReason::IllegalTransition
        | ErrorReason::CheckpointsOpen
        | ErrorReason::AcceptanceRequestLapsed
        | ErrorReason::HeadsNotSigned
        | ErrorReason::RebuildRunning
        | ErrorReason::GenerationUnfit
        | ErrorReason::NothingParked
        | ErrorReason::AlreadyAssigned
        | ErrorReason::FindingsOpen
        | ErrorReason::ReviewNotDecided
        | ErrorReason::EventUnknown => Code::FailedPrecondition,
        ErrorReason::ChangedMeanwhile => Code::Aborted,
        ErrorReason::ProjectionLagging
        | ErrorReason::StoreUnavailable
        | ErrorReason::OutcomeUnknown
        | ErrorReason::ArchiveSilent
        | ErrorReason::LogRegressed
        | ErrorReason::ClockSkewed => Code::Unavailable,
        ErrorReason::LogFull
        | ErrorReason::SimulationsBusy
        | ErrorReason::TooManyReads
        | ErrorReason::TooManyStreams
        | ErrorReason::TooManyConnections
        | ErrorReason::HeadersTooLarge
        | ErrorReason::EvidenceLimitReached
        | ErrorReason::EvidenceStoreFull => Code::ResourceExhausted,
        ErrorReason::EvidenceDamaged => Code::DataLoss,
        ErrorReason::MessageTooLarge => Code::OutOfRange,
        ErrorReason::DeadlineExceeded => Code::DeadlineExceeded,
        ErrorReason::UnknownMethod | ErrorReason::EncodingUnsupported => Code::Unimplemented,
        ErrorReason::Unspecified | ErrorReason::Internal => Code::Internal,
    }
}

pub(super) fn name(reason: ErrorReason) -> &'static str {
    let full = reason.as_str_name();
    full.strip_prefix("ERROR_REASON_").unwrap_or(full)
}
