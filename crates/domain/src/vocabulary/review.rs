//! The life of a review.

use serde::{Deserialize, Serialize};

vocabulary! {
    /// Status of a review (진행 상태).
    Status {
        /// 접수.
        Received = "received",
        /// 보완 요청.
        NeedsInfo = "needs_info",
        /// 진행 중.
        InDiagnosis = "in_diagnosis",
        /// 조치 대기.
        AwaitingRemediation = "awaiting_remediation",
        /// 최종 판정 대기.
        AwaitingDecision = "awaiting_decision",
        /// 승인.
        Approved = "approved",
        /// 조건부 승인.
        ApprovedWithConditions = "approved_with_conditions",
        /// 반려.
        Rejected = "rejected",
        /// 진단 생략.
        Waived = "waived",
        /// 철회.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// The statuses of open reviews.
    pub fn open() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|status| status.is_open())
    }

    /// The statuses of closed reviews.
    pub fn closed() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|status| !status.is_open())
    }

    /// Whether a review with this status can still change. A closed review keeps the score it was decided on.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Received
            | Self::NeedsInfo
            | Self::InDiagnosis
            | Self::AwaitingRemediation
            | Self::AwaitingDecision => true,
            Self::Approved | Self::ApprovedWithConditions | Self::Rejected | Self::Waived | Self::Withdrawn => false,
        }
    }

    /// The statuses in which a review waits for the requesting team.
    pub fn waiting() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|status| status.waits_for_requester())
    }

    /// Whether a review with this status waits for the requesting team: for information or for fixes. That time does not
    /// count as the reviewers' time.
    #[must_use]
    pub const fn waits_for_requester(self) -> bool {
        match self {
            Self::NeedsInfo | Self::AwaitingRemediation => true,
            Self::Received
            | Self::InDiagnosis
            | Self::AwaitingDecision
            | Self::Approved
            | Self::ApprovedWithConditions
            | Self::Rejected
            | Self::Waived
            | Self::Withdrawn => false,
        }
    }
}

vocabulary! {
    /// The outcome of the triage of a request (사전 검토).
    TriageOutcome {
        /// 진단 진행.
        Diagnose = "diagnose",
        /// 진단 생략.
        Waive = "waive",
        /// 반려.
        Reject = "reject",
        /// 중복: another review covers it.
        Duplicate = "duplicate",
    }
}

vocabulary! {
    /// Final decision (최종 판정).
    DecisionOutcome {
        /// 승인.
        Approved = "approved",
        /// 조건부 승인.
        ApprovedWithConditions = "approved_with_conditions",
        /// 반려.
        Rejected = "rejected",
    }
}

vocabulary! {
    /// The audience of a comment.
    Visibility {
        /// Everyone who may see the review.
        Shared = "shared",
        /// Only reviewers, never the requester's team.
        Internal = "internal",
    }
}

vocabulary! {
    /// Why a target date was set.
    TargetCause {
        /// The review was scored.
        Assessed = "assessed",
        /// Waiting for information came to an end.
        Resumed = "resumed",
        /// The review was opened again.
        Reopened = "reopened",
    }
}
