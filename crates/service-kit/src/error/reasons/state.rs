//! Errors for calls that the current state does not allow.

use std::fmt;

use haetae_domain::{calendar::SEOUL, text::counted};
use haetae_proto::common::v1::ErrorReason;
use jiff::Timestamp;

use crate::error::ApiError;

/// Why a checkpoint takes no result but Fail.
pub const FINDING_STANDS: (&str, &str) = (
    "조치 항목이 끝나지 않은 점검 항목은 점검 결과를 취약으로만 다시 기록할 수 있습니다.",
    "Only Fail can be recorded for a checkpoint whose finding is not closed.",
);

impl ApiError {
    /// Another rebuild of the projection runs; its id where it is known.
    pub fn rebuild_running(rebuild_id: Option<impl fmt::Display>) -> Self {
        let error = Self::new(
            ErrorReason::RebuildRunning,
            "이 프로젝션은 이미 재구축 중입니다. 끝난 뒤 다시 시도하십시오.",
            "This projection is being rebuilt; try again after the rebuild.",
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
            "The state of the generation does not allow this operation.",
        )
        .with("generation", generation.to_string())
        .with("state", state)
    }

    /// Nothing is parked.
    pub fn nothing_parked() -> Self {
        Self::new(ErrorReason::NothingParked, "보류된 커밋이 없습니다.", "Nothing is parked.")
    }

    /// The review has reached its limit of files.
    pub fn evidence_limit_reached(most: usize) -> Self {
        Self::new(
            ErrorReason::EvidenceLimitReached,
            format!("검토 한 건에 올릴 수 있는 증적은 최대 {most}개입니다."),
            format!("A review may have at most {most} pieces of evidence."),
        )
        .with("limit", most.to_string())
    }

    /// This number of mandatory checkpoints is not judged.
    pub fn checkpoints_open(count: usize) -> Self {
        Self::new(
            ErrorReason::CheckpointsOpen,
            format!("점검하지 않은 필수 점검 항목이 {count}건 있습니다."),
            format!("{count} mandatory checkpoints have no result."),
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

    /// The finding of a checkpoint is not closed, so that no result but Fail can be recorded there.
    pub fn finding_stands(status: impl Into<String>) -> Self {
        let (ko, en) = FINDING_STANDS;
        Self::new(ErrorReason::IllegalTransition, ko, en).with("status", status)
    }

    /// The requested end of the acceptance passed before the approvers had decided.
    pub fn acceptance_request_lapsed(ends_at: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::AcceptanceRequestLapsed,
            "위험 수용 신청이 만료되어 승인하거나 반려할 수 없습니다. 신청한 종료 시각까지 승인되지 않았습니다.",
            "The request for acceptance has lapsed: its requested end passed before the approvers decided.",
        )
        .with("ends_at", ends_at.to_string())
    }

    /// Another reviewer works on the review.
    pub fn already_assigned(assignee: impl Into<String>) -> Self {
        Self::new(
            ErrorReason::AlreadyAssigned,
            "이미 다른 담당자가 맡은 검토입니다.",
            "Another reviewer is assigned to this review.",
        )
        .with("assignee", assignee)
    }

    /// This number of findings is open.
    pub fn findings_open(open: u32) -> Self {
        Self::new(
            ErrorReason::FindingsOpen,
            format!("미조치 항목이 {open}건 남아 있어 승인할 수 없습니다."),
            format!("The review cannot be approved: {} still open.", counted(open, "finding")),
        )
        .with("open_findings", open.to_string())
    }

    /// No decision on the review existed at the requested moment.
    pub fn review_not_decided(review_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::ReviewNotDecided,
            "해당 시점까지 최종 판정이 없습니다.",
            "The review had no decision at that moment.",
        )
        .with("review_id", review_id.to_string())
    }

    /// The review exists now, but did not at the requested time.
    pub fn review_not_yet_requested(review_id: impl fmt::Display, requested_at: Timestamp) -> Self {
        let shown = requested_at.to_zoned(SEOUL.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
        Self::new(
            ErrorReason::ReviewNotYetRequested,
            format!("해당 시점에는 아직 요청되지 않은 검토입니다. {shown}(한국 시각)에 요청되었습니다."),
            format!("The review did not exist yet at that moment. It was requested at {shown} Korea time."),
        )
        .with("review_id", review_id.to_string())
        .with("requested_at", requested_at.to_string())
    }

    /// The resource changed since the etag was read. Add the changes with [`ApiError::with`].
    pub fn changed_meanwhile() -> Self {
        Self::new(
            ErrorReason::ChangedMeanwhile,
            "다른 사용자가 먼저 변경했습니다. 다시 조회한 뒤 시도하십시오.",
            "Another caller changed it first; read it again and retry.",
        )
    }

    /// No head of the log was signed.
    pub fn heads_not_signed() -> Self {
        Self::new(
            ErrorReason::HeadsNotSigned,
            "아직 서명된 로그 헤드가 없습니다. 서명 키가 설정되어 있는지 운영자에게 확인하십시오.",
            "No head of the log has been signed yet; ask the operator whether a signing key is configured.",
        )
    }
}
