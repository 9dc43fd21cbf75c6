//! Errors of the service itself: it cannot do the work now, or not at all.

use std::{fmt, time::Duration};

use haetae_proto::common::v1::ErrorReason;
use jiff::SignedDuration;

use crate::error::ApiError;
use crate::telemetry;

/// When to try again after a store could not be reached.
const STORE_RETRY: Duration = Duration::from_secs(1);
/// How long an operator needs at least to make room.
const ROOM_RETRY: Duration = Duration::from_secs(60);

/// When to try again while a clock is wrong: it is compared every few seconds.
const CLOCK_RETRY: Duration = Duration::from_secs(5);

/// When to ask again for a stream.
const STREAM_RETRY: Duration = Duration::from_secs(5);

/// When to ask again after too many reads.
const READS_RETRY: Duration = Duration::from_secs(1);

/// When to try again after simulations were busy.
const SIMULATION_RETRY: Duration = Duration::from_secs(5);

impl ApiError {
    /// The read model has not reached the given `consistency_token`.
    pub fn projection_lagging(retry_after: Duration) -> Self {
        Self::new(
            ErrorReason::ProjectionLagging,
            "요청한 시점의 변경이 아직 조회에 반영되지 않았습니다. 잠시 후 다시 시도하십시오.",
            "The read model has not reached the requested position yet; retry shortly.",
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
            "The event log lost history. Changes are refused until it is restored; reads still work.",
        )
    }

    /// The event log's server was restarted, and no dashboard has compared the log with the archive since.
    pub fn archive_silent() -> Self {
        Self::new(
            ErrorReason::ArchiveSilent,
            "이벤트 저장소가 다시 시작된 뒤 보관본과 대조되지 않아 변경할 수 없습니다. 대시보드 서비스가 실행되면 같은 request_id로 다시 시도하십시오.",
            "The event log's server was restarted and its log has not been compared with the archive since; retry with the \
             same request_id once the dashboard runs.",
        )
        .retry_after(STORE_RETRY)
    }

    /// The clocks of the service and of the event log differ. `ahead` is negative when the service's clock is behind.
    pub fn clock_skewed(ahead: SignedDuration) -> Self {
        Self::new(
            ErrorReason::ClockSkewed,
            "서비스와 이벤트 기록 저장소의 시계가 서로 달라 변경할 수 없습니다. 운영자에게 알리고, 같은 request_id로 다시 시도하십시오. 조회는 가능합니다.",
            "The clocks of the service and of the event log differ, so changes are refused; tell the operator, and retry \
             with the same request_id. Reads still work.",
        )
        .with("ahead_seconds", format!("{:.3}", ahead.as_secs_f64()))
        .retry_after(CLOCK_RETRY)
    }

    /// The event log has no room left.
    pub fn log_full() -> Self {
        Self::new(
            ErrorReason::LogFull,
            "이벤트 저장 공간이 부족하여 변경할 수 없습니다.",
            "The event log is full; changes are refused.",
        )
        .retry_after(ROOM_RETRY)
    }

    /// The evidence store is full.
    pub fn evidence_store_full() -> Self {
        Self::new(
            ErrorReason::EvidenceStoreFull,
            "증적 저장 공간이 부족하여 파일을 올릴 수 없습니다.",
            "The evidence store is full; files cannot be uploaded.",
        )
        .retry_after(ROOM_RETRY)
    }

    /// The stored bytes of a piece of evidence differ from the uploaded ones; `damage` is one word for the reason.
    pub fn evidence_damaged(evidence_id: impl fmt::Display, damage: &str) -> Self {
        Self::new(
            ErrorReason::EvidenceDamaged,
            "보관된 증적 파일이 유실되었거나 올릴 때의 내용과 다릅니다. 운영자에게 알리고, 원본이 있으면 다시 올리십시오.",
            "The stored file is missing or differs from the uploaded one. Tell the operator and upload the original again.",
        )
        .with("evidence_id", evidence_id.to_string())
        .with("damage", damage)
    }

    /// The caller's deadline passed.
    pub fn deadline_exceeded() -> Self {
        Self::new(
            ErrorReason::DeadlineExceeded,
            "제한 시간이 지났습니다. 같은 request_id로 다시 시도하십시오.",
            "The deadline passed; retry with the same request_id.",
        )
    }

    /// As many simulations run as this service allows.
    pub fn simulations_busy() -> Self {
        Self::new(
            ErrorReason::SimulationsBusy,
            "다른 시뮬레이션이 실행 중입니다. 잠시 후 다시 시도하십시오.",
            "Another simulation is running; try again in a moment.",
        )
        .retry_after(SIMULATION_RETRY)
    }

    /// The caller has reached its limit of open streams.
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
            "This service's limit of open streams is reached; try again later.",
        )
        .with("of", "service")
        .with("limit", most.to_string())
        .retry_after(STREAM_RETRY)
    }

    /// The connection has reached its limit of calls without a token.
    pub fn too_many_calls_without_token(most: usize) -> Self {
        Self::new(
            ErrorReason::TooManyStreams,
            format!("토큰이 필요 없는 호출은 한 연결에서 동시에 {most}건까지 처리합니다. 이전 호출이 끝난 뒤 다시 시도하십시오."),
            format!("At most {most} calls without a token may be open on one connection; try again when one has ended."),
        )
        .with("of", "connection")
        .with("limit", most.to_string())
        .retry_after(STREAM_RETRY)
    }

    /// The limit of connections with a token is reached, `of` one `peer` or of the whole `service`.
    pub fn too_many_connections(of: &'static str, most: usize) -> Self {
        Self::new(
            ErrorReason::TooManyConnections,
            format!(
                "연결이 허용 한도({most}개)에 이르렀습니다. 이미 열려 있는 연결을 사용하거나 잠시 후 다시 시도하십시오."
            ),
            format!("The limit of {most} open connections is reached; reuse an open connection or try again later."),
        )
        .with("of", of)
        .with("limit", most.to_string())
        .retry_after(STREAM_RETRY)
    }

    /// The caller has reached its limit of calls that read or wait to read.
    pub fn too_many_reads(reading: u32, waiting: u32) -> Self {
        Self::new(
            ErrorReason::TooManyReads,
            format!(
                "한 사용자의 조회는 동시에 {reading}건까지 처리하고 {waiting}건까지 대기합니다. 이전 조회가 끝난 뒤 다시 시도하십시오."
            ),
            format!(
                "A caller may have {reading} reads running and {waiting} waiting; try again when one has ended."
            ),
        )
        .with("limit", reading.to_string())
        .with("waiting", waiting.to_string())
        .retry_after(READS_RETRY)
    }

    /// The commit at this sequence holds something unknown to this build: another version of the service wrote it.
    pub fn event_unknown(sequence: u64) -> Self {
        Self::new(
            ErrorReason::EventUnknown,
            "이 자원의 기록에 지금 실행 중인 서비스 버전이 알지 못하는 이벤트가 있어 처리할 수 없습니다. 운영자에게 알리십시오.",
            "The history of this resource has an event that this version of the service does not know; tell the operator.",
        )
        .with("sequence", sequence.to_string())
    }

    /// A defect of this software: the cause is logged, and the caller receives the trace id for a report.
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(cause = %cause, "defect");
        let error = Self::new(
            ErrorReason::Internal,
            "내부 오류가 발생했습니다. 추적 ID와 함께 운영자에게 문의하십시오.",
            "An internal error occurred; give the operator the trace id.",
        );
        match telemetry::current_trace_id_hex() {
            Some(id) => error.with("trace_id", id),
            None => error,
        }
    }
}
