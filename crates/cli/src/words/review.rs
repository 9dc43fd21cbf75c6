//! Words of a review and its risk.

use haetae_proto::common::v1::{ReviewDepth, ReviewStatus, RiskLevel};

use super::{Vocabulary, Word, word};

impl Vocabulary for RiskLevel {
    const KIND: Word = word("RISK_LEVEL", "위험 등급", "risk level");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미평가", "not scored"),
            Self::Low => word("LOW", "낮음", "Low"),
            Self::Medium => word("MEDIUM", "중간", "Medium"),
            Self::High => word("HIGH", "높음", "High"),
            Self::Critical => word("CRITICAL", "심각", "Critical"),
        }
    }
}

impl Vocabulary for ReviewDepth {
    const KIND: Word = word("REVIEW_DEPTH", "검토 수준", "review depth");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Waivable => word("WAIVABLE", "생략 가능", "may be waived"),
            Self::Simplified => word("SIMPLIFIED", "간소화", "simplified"),
            Self::Full => word("FULL", "일반", "full"),
        }
    }
}

impl Vocabulary for ReviewStatus {
    const KIND: Word = word("REVIEW_STATUS", "상태", "status");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
            Self::Received => word("RECEIVED", "접수", "received"),
            Self::NeedsInfo => word("NEEDS_INFO", "보완 요청", "needs information"),
            Self::InDiagnosis => word("IN_DIAGNOSIS", "진행 중", "in diagnosis"),
            Self::AwaitingRemediation => word("AWAITING_REMEDIATION", "조치 대기", "awaiting remediation"),
            Self::AwaitingDecision => word("AWAITING_DECISION", "판정 대기", "awaiting decision"),
            Self::Approved => word("APPROVED", "승인", "approved"),
            Self::ApprovedWithConditions => word("APPROVED_WITH_CONDITIONS", "조건부 승인", "approved with conditions"),
            Self::Rejected => word("REJECTED", "반려", "rejected"),
            Self::Waived => word("WAIVED", "진단 생략", "diagnosis waived"),
            Self::Withdrawn => word("WITHDRAWN", "철회", "withdrawn"),
        }
    }
}
