//! Words of a review and its risk.

use haetae_proto::{
    common::v1::{
        CommentVisibility, DecisionOutcome, ReviewDepth, ReviewStatus, RiskLevel, TargetCause, TriageOutcome,
    },
    intake::v1::WorkKind,
};

use super::{Vocabulary, Word, word};

impl Vocabulary for RiskLevel {
    const KIND: Word = word("RISK_LEVEL", "위험 등급", "risk level");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미평가", "not scored"),
            Self::Low => word("LOW", "낮음", "Low"),
            Self::Medium => word("MEDIUM", "보통", "Medium"),
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

impl Vocabulary for TriageOutcome {
    const KIND: Word = word("TRIAGE_OUTCOME", "접수 검토 결과", "triage outcome");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Diagnose => word("DIAGNOSE", "진단 진행", "diagnosed"),
            Self::Waive => word("WAIVE", "진단 생략", "diagnosis waived"),
            Self::Reject => word("REJECT", "반려", "rejected"),
            Self::Duplicate => word("DUPLICATE", "중복", "duplicate"),
        }
    }
}

impl Vocabulary for DecisionOutcome {
    const KIND: Word = word("DECISION_OUTCOME", "최종 판정", "decision");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Approved => word("APPROVED", "승인", "approved"),
            Self::ApprovedWithConditions => word("APPROVED_WITH_CONDITIONS", "조건부 승인", "approved with conditions"),
            Self::Rejected => word("REJECTED", "반려", "rejected"),
        }
    }
}

impl Vocabulary for CommentVisibility {
    const KIND: Word = word("COMMENT_VISIBILITY", "공개 범위", "visibility");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Shared => word("SHARED", "공유", "shared"),
            Self::Internal => word("INTERNAL", "내부", "internal"),
        }
    }
}

impl Vocabulary for TargetCause {
    const KIND: Word = word("TARGET_CAUSE", "기한 사유", "cause of a target date");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Assessed => word("ASSESSED", "위험 평가", "scored"),
            Self::Resumed => word("RESUMED", "보완 완료", "information given"),
            Self::Reopened => word("REOPENED", "재개", "opened again"),
        }
    }
}

impl Vocabulary for WorkKind {
    const KIND: Word = word("WORK_KIND", "할 일", "kind of work");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
            Self::ProvideInfo => word("PROVIDE_INFO", "보완 자료 제출", "give information"),
            Self::Remediate => word("REMEDIATE", "조치", "fix what was found"),
            Self::Triage => word("TRIAGE", "사전 검토", "triage"),
            Self::Diagnose => word("DIAGNOSE", "진단", "diagnose"),
            Self::Claim => word("CLAIM", "담당하기", "claim"),
            Self::Decide => word("DECIDE", "최종 판정", "decide"),
            Self::Reopen => word("REOPEN", "재검토", "take up again"),
            Self::VerifyFix => word("VERIFY_FIX", "조치 확인", "verify the fix"),
            Self::DecideAcceptance => word("DECIDE_ACCEPTANCE", "위험 수용 승인", "decide the acceptance"),
            Self::ReadAnswer => word("READ_ANSWER", "답변 확인", "read the answer"),
        }
    }
}
