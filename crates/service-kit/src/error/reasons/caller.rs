//! Errors in the identity or the input of a caller.

use haetae_domain::{duty::Duty, faults::Fault, text::counted};
use haetae_proto::common::v1::ErrorReason;

use crate::error::{ApiError, Text, Violations, violations::named};

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

    /// The call is only for the team that requested the review, and the caller belongs to another one.
    pub fn other_team() -> Self {
        Self::new(
            ErrorReason::PermissionDenied,
            "검토를 요청한 부서만 할 수 있는 작업입니다.",
            "Only the team that requested the review may do this.",
        )
        .with("own_team", "required")
    }

    /// The call is only for members of a team, and the caller's token names none.
    pub fn no_team() -> Self {
        Self::new(
            ErrorReason::PermissionDenied,
            "토큰에 소속 부서가 없어 이 작업을 수행할 수 없습니다.",
            "Your token names no team, and only members of a team may do this.",
        )
        .with("missing_claim", "team")
    }

    /// The same person must not do both steps.
    pub fn separation_of_duties() -> Self {
        Self::new(
            ErrorReason::SeparationOfDuties,
            "직무 분리 원칙에 따라 같은 사람이 두 단계를 모두 수행할 수 없습니다.",
            "Separation of duties: the same person may not do both steps.",
        )
    }

    /// The same, with the duty that excludes the caller, so that the caller knows who may act instead.
    pub fn separated(duty: Duty) -> Self {
        Self::separation_of_duties().with("rules", duty.id())
    }

    /// One invalid field, when nothing else was checked; collect several with [`Violations`].
    pub fn invalid_field(field: &str, ko: impl Into<Text>, en: impl Into<Text>) -> Self {
        let mut violations = Violations::new();
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
            "This request_id was already used for a request with different content; use a new one.",
        )
        .violation(
            "request_id",
            "다른 내용의 요청에 이미 사용되었습니다.",
            "Was already used for a request with different content.",
        )
    }

    /// The log ends before the requested position, in `as_of` or a `consistency_token`.
    pub fn position_beyond_log(position: u64, end: u64) -> Self {
        Self::new(
            ErrorReason::PositionBeyondLog,
            format!("이벤트 기록은 {end}번에서 끝나므로 {position}번 위치는 아직 없습니다. as_of와 consistency_token을 확인하십시오."),
            format!("The log ends at position {end}, before the requested {position}. Check as_of and consistency_token."),
        )
        .with("position", position.to_string())
        .with("end", end.to_string())
    }

    /// A policy or catalogue has these faults. Only the first are listed when there are many; metadata `faults_total`
    /// contains their number.
    pub fn document_faulty(field: &str, faults: &[Fault]) -> Self {
        let error = Self::new(
            ErrorReason::DocumentFaulty,
            format!("문서에 결함이 {}건 있어 게시할 수 없습니다. 표시된 항목을 고치십시오.", faults.len()),
            format!("The document cannot be published: it has {}.", counted(faults.len(), "fault")),
        )
        .with("faults_total", faults.len().to_string());
        named(field, faults)
            .fold(error, |error, (path, reason)| error.violation(&path, reason.ko.clone(), reason.en.clone()))
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

    /// The request is compressed in a way that the service does not read.
    pub fn encoding_unsupported() -> Self {
        Self::new(
            ErrorReason::EncodingUnsupported,
            "지원하지 않는 압축 방식입니다. gzip으로 압축하거나 압축하지 않고 보내십시오.",
            "The compression of the request is not supported; use gzip or none.",
        )
    }

    /// The headers of the call are too large.
    pub fn headers_too_large(limit_bytes: usize) -> Self {
        Self::new(
            ErrorReason::HeadersTooLarge,
            format!("요청 헤더가 너무 큽니다. {limit_bytes}바이트 이하여야 합니다."),
            format!("The headers of the call are too large; the limit is {limit_bytes} bytes."),
        )
        .with("limit_bytes", limit_bytes.to_string())
    }

    /// Health is available through Check.
    pub fn health_watch() -> Self {
        Self::new(
            ErrorReason::UnknownMethod,
            "상태 확인은 Check만 지원합니다. Watch 대신 Check를 주기적으로 호출하십시오.",
            "Watch is not supported; poll Check instead.",
        )
        .with("method", "/grpc.health.v1.Health/Watch")
    }

    /// There is no such method.
    pub fn unknown_method(path: &str) -> Self {
        let shown: String = path.chars().take(200).collect();
        Self::new(ErrorReason::UnknownMethod, "존재하지 않는 메서드입니다.", "There is no such method.")
            .with("method", shown)
    }
}
