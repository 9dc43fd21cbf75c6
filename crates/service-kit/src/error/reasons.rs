//! The code, name and common text of every reason.

use std::{fmt, time::Duration};

use haetae_domain::faults::Fault;
use haetae_proto::common::v1::ErrorReason;
use tonic::Code;

use super::{ApiError, violations::MOST_NAMED};
use crate::telemetry;

/// When to try again after a store could not be reached.
const STORE_RETRY: Duration = Duration::from_secs(1);

/// Bytes of faults per answer, about: details travel in headers, and clients refuse large ones.
const MOST_FAULT_BYTES: usize = 5_000;

/// Characters of a fault's path, which may hold an id of the document.
const LONGEST_PATH: usize = 200;

/// When to ask again for a stream.
const STREAM_RETRY: Duration = Duration::from_secs(5);

/// When to try again after simulations were busy.
const SIMULATION_RETRY: Duration = Duration::from_secs(5);

pub(super) fn code(reason: ErrorReason) -> Code {
    match reason {
        ErrorReason::Unauthenticated => Code::Unauthenticated,
        ErrorReason::PermissionDenied | ErrorReason::SeparationOfDuties => Code::PermissionDenied,
        ErrorReason::InvalidField
        | ErrorReason::MalformedMessage
        | ErrorReason::RequestIdReused
        | ErrorReason::DocumentFaulty => Code::InvalidArgument,
        ErrorReason::ReviewNotFound
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
        | ErrorReason::HeadsNotSigned
        | ErrorReason::RebuildRunning
        | ErrorReason::GenerationUnfit
        | ErrorReason::NothingParked
        | ErrorReason::AlreadyAssigned
        | ErrorReason::FindingsOpen
        | ErrorReason::ReviewNotDecided => Code::FailedPrecondition,
        ErrorReason::ChangedMeanwhile => Code::Aborted,
        ErrorReason::ProjectionLagging
        | ErrorReason::StoreUnavailable
        | ErrorReason::OutcomeUnknown
        | ErrorReason::LogRegressed => Code::Unavailable,
        ErrorReason::LogFull
        | ErrorReason::SimulationsBusy
        | ErrorReason::TooManyStreams
        | ErrorReason::EvidenceLimitReached
        | ErrorReason::EvidenceStoreFull => Code::ResourceExhausted,
        ErrorReason::EvidenceDamaged => Code::DataLoss,
        ErrorReason::MessageTooLarge => Code::OutOfRange,
        ErrorReason::DeadlineExceeded => Code::DeadlineExceeded,
        ErrorReason::UnknownMethod => Code::Unimplemented,
        ErrorReason::Unspecified | ErrorReason::Internal => Code::Internal,
    }
}

pub(super) fn name(reason: ErrorReason) -> &'static str {
    let full = reason.as_str_name();
    full.strip_prefix("ERROR_REASON_").unwrap_or(full)
}

impl ApiError {
    /// No acceptable bearer token. The same answer whatever was wrong with it.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorReason::Unauthenticated, "유효한 인증 토큰이 필요합니다.", "A valid bearer token is required.")
    }

    /// The caller's roles do not allow this call.
    pub fn permission_denied() -> Self {
        Self::new(
            ErrorReason::PermissionDenied,
            "이 작업을 수행할 권한이 없습니다.",
            "Your roles do not allow this call.",
        )
    }

    /// The same person may not do both steps.
    pub fn separation_of_duties() -> Self {
        Self::new(
            ErrorReason::SeparationOfDuties,
            "직무 분리 원칙에 따라 같은 사람이 두 단계를 모두 수행할 수 없습니다.",
            "Separation of duties: the same person may not do both steps.",
        )
    }

    /// One wrong field, when nothing else was checked; collect several with [`super::Violations`].
    pub fn invalid_field(field: &str, ko: impl Into<super::Text>, en: impl Into<super::Text>) -> Self {
        let mut violations = super::Violations::new();
        violations.add(field, ko, en);
        match violations.finish() {
            Err(error) => error,
            Ok(()) => Self::malformed_message(),
        }
    }

    /// The bytes are not a message of the expected type.
    pub fn malformed_message() -> Self {
        Self::new(
            ErrorReason::MalformedMessage,
            "요청 메시지의 형식이 올바르지 않아 해석할 수 없습니다.",
            "The request is not a well-formed message of this method's type.",
        )
    }

    /// This `request_id` was used before with another content.
    pub fn request_id_reused() -> Self {
        Self::new(
            ErrorReason::RequestIdReused,
            "이미 다른 내용으로 사용된 request_id입니다. 새 값을 사용하십시오.",
            "This request_id was used before with another content; use a new one.",
        )
        .violation(
            "request_id",
            "다른 내용의 요청에 이미 사용되었습니다.",
            "Was used before for a request with another content.",
        )
    }

    /// There is no such review for this caller.
    pub fn review_not_found(review_id: impl fmt::Display) -> Self {
        Self::new(ErrorReason::ReviewNotFound, "해당 검토를 찾을 수 없습니다.", "There is no such review.")
            .with("review_id", review_id.to_string())
    }

    /// The review is not scored yet, or there is no such review for this caller.
    pub fn assessment_not_found(review_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::AssessmentNotFound,
            "해당 검토의 위험 평가가 아직 없거나 검토를 찾을 수 없습니다.",
            "The review is not scored yet, or there is no such review.",
        )
        .with("review_id", review_id.to_string())
    }

    /// The review has no checklist yet, or there is no such review for this caller.
    pub fn checklist_not_found(review_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::ChecklistNotFound,
            "해당 검토의 점검표가 아직 없거나 검토를 찾을 수 없습니다.",
            "The review has no checklist yet, or there is no such review.",
        )
        .with("review_id", review_id.to_string())
    }

    /// There is no such catalogue.
    pub fn catalog_not_found(catalog_id: impl Into<String>) -> Self {
        Self::new(ErrorReason::CatalogNotFound, "해당 카탈로그를 찾을 수 없습니다.", "There is no such catalogue.")
            .with("catalog_id", catalog_id)
    }

    /// This version of the catalogue has no such control.
    pub fn control_not_found(control_id: impl Into<String>) -> Self {
        Self::new(
            ErrorReason::ControlNotFound,
            "카탈로그의 이 버전에 해당 보안요구사항 항목이 없습니다.",
            "This version of the catalogue has no such control.",
        )
        .with("control_id", control_id)
    }

    /// The review has no such finding.
    pub fn finding_not_found(finding_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::FindingNotFound,
            "이 검토에 해당 조치 항목이 없습니다.",
            "The review has no such finding.",
        )
        .with("finding_id", finding_id.to_string())
    }

    /// There is no projection of this name; those there are.
    pub fn projection_not_found(names: &[&str]) -> Self {
        Self::new(ErrorReason::ProjectionNotFound, "해당 프로젝션이 없습니다.", "There is no such projection.")
            .with("projections", names.join(", "))
    }

    /// The projection has no such generation.
    pub fn generation_not_found(generation: i32) -> Self {
        Self::new(
            ErrorReason::GenerationNotFound,
            "이 프로젝션에 해당 세대가 없습니다.",
            "The projection has no such generation.",
        )
        .with("generation", generation.to_string())
    }

    /// There is no such rebuild.
    pub fn rebuild_not_found(rebuild_id: impl fmt::Display) -> Self {
        Self::new(ErrorReason::RebuildNotFound, "해당 재구축 작업을 찾을 수 없습니다.", "There is no such rebuild.")
            .with("rebuild_id", rebuild_id.to_string())
    }

    /// Another rebuild of the projection runs; its id where it is known.
    pub fn rebuild_running(rebuild_id: Option<impl fmt::Display>) -> Self {
        let error = Self::new(
            ErrorReason::RebuildRunning,
            "이 프로젝션은 이미 재구축 중입니다. 끝난 뒤 다시 시도하십시오.",
            "This projection is being rebuilt; try again when that has ended.",
        );
        match rebuild_id {
            Some(id) => error.with("rebuild_id", id.to_string()),
            None => error,
        }
    }

    /// The generation is in a state that does not allow this.
    pub fn generation_unfit(generation: i32, state: &str) -> Self {
        Self::new(
            ErrorReason::GenerationUnfit,
            "현재 상태의 세대에는 이 작업을 할 수 없습니다.",
            "The state of the generation does not allow this.",
        )
        .with("generation", generation.to_string())
        .with("state", state)
    }

    /// Nothing is parked.
    pub fn nothing_parked() -> Self {
        Self::new(ErrorReason::NothingParked, "보류된 커밋이 없습니다.", "Nothing is parked.")
    }

    /// The review has no such evidence.
    pub fn evidence_not_found(evidence_id: impl fmt::Display) -> Self {
        Self::new(ErrorReason::EvidenceNotFound, "이 검토에 해당 증적이 없습니다.", "The review has no such evidence.")
            .with("evidence_id", evidence_id.to_string())
    }

    /// The stored bytes of a piece of evidence are not those that were uploaded; `damage` is one word that says why.
    pub fn evidence_damaged(evidence_id: impl fmt::Display, damage: &str) -> Self {
        Self::new(
            ErrorReason::EvidenceDamaged,
            "보관된 증적 파일이 유실되었거나 올릴 때의 내용과 다릅니다. 운영자에게 알리고, 원본이 있으면 다시 올리십시오.",
            "The stored file is lost or is not what was uploaded; tell the operator, and upload the original again.",
        )
        .with("evidence_id", evidence_id.to_string())
        .with("damage", damage)
    }

    /// The review has as many files as it may have.
    pub fn evidence_limit_reached(most: usize) -> Self {
        Self::new(
            ErrorReason::EvidenceLimitReached,
            format!("검토 한 건에 올릴 수 있는 증적은 최대 {most}개입니다."),
            format!("A review may have at most {most} pieces of evidence."),
        )
        .with("limit", most.to_string())
    }

    /// There is no room for more evidence.
    pub fn evidence_store_full() -> Self {
        Self::new(
            ErrorReason::EvidenceStoreFull,
            "증적 저장 공간이 부족하여 파일을 올릴 수 없습니다.",
            "There is no room for more evidence.",
        )
    }

    /// So many mandatory checkpoints are not judged.
    pub fn checkpoints_open(count: usize) -> Self {
        Self::new(
            ErrorReason::CheckpointsOpen,
            format!("판정하지 않은 필수 점검 항목이 {count}건 있습니다."),
            format!("{count} mandatory checkpoints are not judged."),
        )
        .with("mandatory_open", count.to_string())
    }

    /// The status, as its contract names it, does not allow this step.
    pub fn illegal_transition(status: impl Into<String>) -> Self {
        Self::new(
            ErrorReason::IllegalTransition,
            "현재 상태에서는 이 단계를 진행할 수 없습니다.",
            "The current status does not allow this step.",
        )
        .with("status", status)
    }

    /// Somebody else works on the review.
    pub fn already_assigned(assignee: impl Into<String>) -> Self {
        Self::new(
            ErrorReason::AlreadyAssigned,
            "이미 다른 담당자가 맡은 검토입니다.",
            "Somebody else works on this review.",
        )
        .with("assignee", assignee)
    }

    /// So many findings are open.
    pub fn findings_open(open: u32) -> Self {
        Self::new(
            ErrorReason::FindingsOpen,
            format!("조치하지 않은 항목이 {open}건 남아 있어 승인할 수 없습니다."),
            format!("{open} findings are open; it cannot be approved."),
        )
        .with("open_findings", open.to_string())
    }

    /// No decision was made on the review yet, at the moment asked for.
    pub fn review_not_decided(review_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::ReviewNotDecided,
            "그 시점까지 최종 판정이 없습니다.",
            "No decision was made on the review up to that moment.",
        )
        .with("review_id", review_id.to_string())
    }

    /// Somebody else changed it since the etag was read. Add what happened in between with [`ApiError::with`].
    pub fn changed_meanwhile() -> Self {
        Self::new(
            ErrorReason::ChangedMeanwhile,
            "다른 사용자가 먼저 변경했습니다. 다시 조회한 뒤 시도하십시오.",
            "Somebody else changed it first; read it again and retry.",
        )
    }

    /// The read model has not reached the given `consistency_token`.
    pub fn projection_lagging(retry_after: Duration) -> Self {
        Self::new(
            ErrorReason::ProjectionLagging,
            "요청한 시점의 변경이 아직 조회에 반영되지 않았습니다. 잠시 후 다시 시도하십시오.",
            "Reads have not caught up with the changes asked for yet; retry shortly.",
        )
        .retry_after(retry_after)
    }

    /// The event log or the database cannot be reached.
    pub fn store_unavailable() -> Self {
        Self::new(
            ErrorReason::StoreUnavailable,
            "저장소에 연결할 수 없습니다. 같은 request_id로 다시 시도하십시오.",
            "The store cannot be reached; retry with the same request_id.",
        )
        .retry_after(STORE_RETRY)
    }

    /// It is not known whether the command took effect.
    pub fn outcome_unknown() -> Self {
        Self::new(
            ErrorReason::OutcomeUnknown,
            "처리 결과를 확인하지 못했습니다. 같은 request_id로 다시 시도하십시오.",
            "It is not known whether this took effect; retry with the same request_id.",
        )
        .retry_after(STORE_RETRY)
    }

    /// The log lost history; writes are refused until an operator restores it.
    pub fn log_regressed() -> Self {
        Self::new(
            ErrorReason::LogRegressed,
            "이벤트 기록의 일부가 유실되어 복구할 때까지 변경할 수 없습니다. 조회는 가능합니다.",
            "The event log lost history; writes are refused until it is restored, reads still work.",
        )
    }

    /// The event log has no room left.
    pub fn log_full() -> Self {
        Self::new(
            ErrorReason::LogFull,
            "이벤트 저장 공간이 부족하여 변경할 수 없습니다.",
            "The event log is full; nothing can be written.",
        )
    }

    /// The message is larger than the limit, in bytes.
    pub fn message_too_large(limit: usize) -> Self {
        Self::new(
            ErrorReason::MessageTooLarge,
            format!("메시지가 너무 큽니다. 최대 {limit}바이트까지 허용됩니다."),
            format!("The message is too large; the limit is {limit} bytes."),
        )
        .with("limit_bytes", limit.to_string())
    }

    /// The caller's deadline passed.
    pub fn deadline_exceeded() -> Self {
        Self::new(
            ErrorReason::DeadlineExceeded,
            "제한 시간이 지났습니다. 같은 request_id로 다시 시도하십시오.",
            "The deadline passed; retry with the same request_id.",
        )
    }

    /// There is no such method.
    pub fn unknown_method(path: &str) -> Self {
        let shown: String = path.chars().take(200).collect();
        Self::new(ErrorReason::UnknownMethod, "존재하지 않는 메서드입니다.", "There is no such method.")
            .with("method", shown)
    }

    /// A policy or catalogue has these faults. Of very many only the first are named; metadata `faults_total` says how
    /// many there are.
    pub fn document_faulty(field: &str, faults: &[Fault]) -> Self {
        let error = Self::new(
            ErrorReason::DocumentFaulty,
            format!("문서에 결함이 {}건 있어 게시할 수 없습니다. 표시된 항목을 고치십시오.", faults.len()),
            format!("The document cannot be published. Faults found: {}; see the details of each.", faults.len()),
        )
        .with("faults_total", faults.len().to_string());
        let mut room = MOST_FAULT_BYTES;
        let named = faults.iter().take(MOST_NAMED).take_while(|fault| {
            let fits = room > 0;
            room = room.saturating_sub(fault.path.len() + fault.reason.ko.len().max(fault.reason.en.len()));
            fits
        });
        named.fold(error, |error, Fault { path, reason }| {
            let path: String = path.chars().take(LONGEST_PATH).collect();
            let path = if path.is_empty() { field.to_owned() } else { format!("{field}.{path}") };
            error.violation(&path, reason.ko.clone(), reason.en.clone())
        })
    }

    /// No such version of a policy or catalogue was published.
    pub fn version_not_found(document: &str, version: u32) -> Self {
        Self::new(ErrorReason::VersionNotFound, "해당 버전이 게시되어 있지 않습니다.", "No such version was published.")
            .with("document_id", document)
            .with("version", version.to_string())
    }

    /// No head of the log was signed.
    pub fn heads_not_signed() -> Self {
        Self::new(
            ErrorReason::HeadsNotSigned,
            "아직 서명된 로그 헤드가 없습니다. 서명 키가 설정되어 있는지 운영자에게 확인하십시오.",
            "No head of the log has been signed yet; ask the operator whether a signing key is configured.",
        )
    }

    /// Nothing is archived at this sequence.
    pub fn commit_not_found(sequence: u64) -> Self {
        Self::new(
            ErrorReason::CommitNotFound,
            "해당 순번의 커밋이 보관되어 있지 않습니다.",
            "No commit with this sequence is archived.",
        )
        .with("sequence", sequence.to_string())
    }

    /// As many simulations run as this service allows.
    pub fn simulations_busy() -> Self {
        Self::new(
            ErrorReason::SimulationsBusy,
            "다른 시뮬레이션이 실행 중입니다. 잠시 후 다시 시도하십시오.",
            "Another simulation is running; try again later.",
        )
        .retry_after(SIMULATION_RETRY)
    }

    /// The caller has as many streams open as a caller may have.
    pub fn too_many_streams_of_caller(most: u32) -> Self {
        Self::new(
            ErrorReason::TooManyStreams,
            format!(
                "한 사용자가 동시에 열 수 있는 스트림(변경 알림, 내보내기)은 최대 {most}개입니다. 사용하지 않는 스트림을 닫고 다시 시도하십시오."
            ),
            format!("A caller may have at most {most} streams open (watched lists, exports); close one and try again."),
        )
        .with("of", "caller")
        .with("limit", most.to_string())
        .retry_after(STREAM_RETRY)
    }

    /// All callers together have as many streams open as the service allows.
    pub fn too_many_streams(most: u32) -> Self {
        Self::new(
            ErrorReason::TooManyStreams,
            "서비스에 열려 있는 스트림이 허용 한도에 이르렀습니다. 잠시 후 다시 시도하십시오.",
            "As many streams are open as this service allows; try again later.",
        )
        .with("of", "service")
        .with("limit", most.to_string())
        .retry_after(STREAM_RETRY)
    }

    /// A defect of ours: the cause goes to the log, the caller gets the trace id to quote.
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(cause = %cause, "defect");
        let error = Self::new(
            ErrorReason::Internal,
            "내부 오류가 발생했습니다. 추적 ID와 함께 운영자에게 문의하십시오.",
            "An internal error occurred; quote the trace id to the operator.",
        );
        match telemetry::current_trace_id_hex() {
            Some(id) => error.with("trace_id", id),
            None => error,
        }
    }
}
