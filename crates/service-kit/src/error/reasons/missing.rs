//! Errors for resources that do not exist, or that the caller may not see.

use std::{fmt, time::Duration};

use haetae_proto::common::v1::ErrorReason;

use crate::error::ApiError;

/// Scoring and selection take milliseconds; one retry after this time is reasonable.
const SOON: Duration = Duration::from_secs(1);

impl ApiError {
    /// The review does not exist, or the caller may not see it.
    pub fn review_not_found(review_id: impl fmt::Display) -> Self {
        Self::new(ErrorReason::ReviewNotFound, "해당 검토를 찾을 수 없습니다.", "There is no such review.")
            .with("review_id", review_id.to_string())
    }

    /// The review is not scored yet, or does not exist for this caller.
    pub fn assessment_not_found(review_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::AssessmentNotFound,
            "해당 검토의 위험 평가가 아직 없거나 검토를 찾을 수 없습니다.",
            "The review is not scored yet, or there is no such review.",
        )
        .with("review_id", review_id.to_string())
        .retry_after(SOON)
    }

    /// The review has no checklist yet, or does not exist for this caller.
    pub fn checklist_not_found(review_id: impl fmt::Display) -> Self {
        Self::new(
            ErrorReason::ChecklistNotFound,
            "해당 검토의 점검표가 아직 없거나 검토를 찾을 수 없습니다.",
            "The review has no checklist yet, or there is no such review.",
        )
        .with("review_id", review_id.to_string())
        .retry_after(SOON)
    }

    /// The catalogue does not exist.
    pub fn catalog_not_found(catalog_id: impl Into<String>) -> Self {
        Self::new(ErrorReason::CatalogNotFound, "해당 카탈로그를 찾을 수 없습니다.", "There is no such catalogue.")
            .with("catalog_id", catalog_id)
    }

    /// This version of the catalogue does not contain the control.
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

    /// The review has no such evidence.
    pub fn evidence_not_found(evidence_id: impl fmt::Display) -> Self {
        Self::new(ErrorReason::EvidenceNotFound, "이 검토에 해당 증적이 없습니다.", "The review has no such evidence.")
            .with("evidence_id", evidence_id.to_string())
    }

    /// No such version of a policy or catalogue was published.
    pub fn version_not_found(document: &str, version: u32) -> Self {
        Self::new(ErrorReason::VersionNotFound, "해당 버전이 게시되어 있지 않습니다.", "No such version was published.")
            .with("document_id", document)
            .with("version", version.to_string())
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

    /// The projection does not exist; `names` are the existing ones.
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

    /// The rebuild does not exist.
    pub fn rebuild_not_found(rebuild_id: impl fmt::Display) -> Self {
        Self::new(ErrorReason::RebuildNotFound, "해당 재구축 작업을 찾을 수 없습니다.", "There is no such rebuild.")
            .with("rebuild_id", rebuild_id.to_string())
    }
}
