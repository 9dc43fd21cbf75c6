//! The contract's words as people read them, in both languages.

use haetae_proto::common::v1::{
    CheckMethod, CoverageStatus, FlowLayer, LifecycleStage, ReviewDepth, ReviewStatus, RiskLevel, VerdictResult,
};
use serde::{Serialize, Serializer};

/// The language of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Lang {
    /// Korean.
    Ko,
    /// English.
    En,
}

impl Lang {
    /// The language of the user's environment: Korean if it says so, else English.
    pub(crate) fn of_environment() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
        if locale.is_some_and(|locale| locale.starts_with("ko")) { Self::Ko } else { Self::En }
    }

    /// One of two texts.
    pub(crate) fn pick<'a>(self, ko: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }

    /// As HTTP names it.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }
}

/// A value of an enum: its name in the contract, without the prefix, and what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) name: &'static str,
    ko: &'static str,
    en: &'static str,
}

impl Word {
    /// What people call it.
    pub(crate) const fn say(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

const fn word(name: &'static str, ko: &'static str, en: &'static str) -> Word {
    Word { name, ko, en }
}

/// A risk level.
pub(crate) const fn level(level: RiskLevel) -> Word {
    match level {
        RiskLevel::Unspecified => word("UNSPECIFIED", "미평가", "not scored"),
        RiskLevel::Low => word("LOW", "낮음", "Low"),
        RiskLevel::Medium => word("MEDIUM", "중간", "Medium"),
        RiskLevel::High => word("HIGH", "높음", "High"),
        RiskLevel::Critical => word("CRITICAL", "심각", "Critical"),
    }
}

/// How thorough a review has to be.
pub(crate) const fn depth(depth: ReviewDepth) -> Word {
    match depth {
        ReviewDepth::Unspecified => word("UNSPECIFIED", "미정", "open"),
        ReviewDepth::Waivable => word("WAIVABLE", "생략 가능", "may be waived"),
        ReviewDepth::Simplified => word("SIMPLIFIED", "간소화", "simplified"),
        ReviewDepth::Full => word("FULL", "일반", "full"),
    }
}

/// The status of a review.
pub(crate) const fn status(status: ReviewStatus) -> Word {
    match status {
        ReviewStatus::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
        ReviewStatus::Received => word("RECEIVED", "접수", "received"),
        ReviewStatus::NeedsInfo => word("NEEDS_INFO", "보완 요청", "needs information"),
        ReviewStatus::InDiagnosis => word("IN_DIAGNOSIS", "진행 중", "in diagnosis"),
        ReviewStatus::AwaitingRemediation => word("AWAITING_REMEDIATION", "조치 대기", "awaiting remediation"),
        ReviewStatus::AwaitingDecision => word("AWAITING_DECISION", "판정 대기", "awaiting decision"),
        ReviewStatus::Approved => word("APPROVED", "승인", "approved"),
        ReviewStatus::ApprovedWithConditions => {
            word("APPROVED_WITH_CONDITIONS", "조건부 승인", "approved with conditions")
        }
        ReviewStatus::Rejected => word("REJECTED", "반려", "rejected"),
        ReviewStatus::Waived => word("WAIVED", "진단 생략", "diagnosis waived"),
        ReviewStatus::Withdrawn => word("WITHDRAWN", "철회", "withdrawn"),
    }
}

/// A layer of the information flow.
pub(crate) const fn layer(layer: FlowLayer) -> Word {
    match layer {
        FlowLayer::Unspecified => word("UNSPECIFIED", "기타", "other"),
        FlowLayer::Client => word("CLIENT", "클라이언트", "Client"),
        FlowLayer::Network => word("NETWORK", "네트워크", "Network"),
        FlowLayer::Gateway => word("GATEWAY", "게이트웨이", "Gateway"),
        FlowLayer::Application => word("APPLICATION", "애플리케이션", "Application"),
        FlowLayer::Data => word("DATA", "데이터", "Data"),
        FlowLayer::Governance => word("GOVERNANCE", "거버넌스", "Governance"),
    }
}

/// How a checkpoint is judged.
pub(crate) const fn method(method: CheckMethod) -> Word {
    match method {
        CheckMethod::Unspecified => word("UNSPECIFIED", "미정", "open"),
        CheckMethod::Examine => word("EXAMINE", "문서·설정 확인", "examine"),
        CheckMethod::Interview => word("INTERVIEW", "면담", "interview"),
        CheckMethod::Test => word("TEST", "시험", "test"),
    }
}

/// A verdict.
pub(crate) const fn verdict(result: VerdictResult) -> Word {
    match result {
        VerdictResult::Unspecified => word("UNSPECIFIED", "미판정", "open"),
        VerdictResult::Pass => word("PASS", "양호", "Pass"),
        VerdictResult::Fail => word("FAIL", "취약", "Fail"),
        VerdictResult::Partial => word("PARTIAL", "부분", "Partial"),
        VerdictResult::NotApplicable => word("NOT_APPLICABLE", "해당없음", "N/A"),
    }
}

/// A lifecycle stage.
pub(crate) const fn stage(stage: LifecycleStage) -> Word {
    match stage {
        LifecycleStage::Unspecified => word("UNSPECIFIED", "미정", "open"),
        LifecycleStage::Planning => word("PLANNING", "기획", "planning"),
        LifecycleStage::Operation => word("OPERATION", "운영", "operation"),
        LifecycleStage::Advanced => word("ADVANCED", "발전", "advanced"),
    }
}

/// How well a threat is covered.
pub(crate) const fn coverage(status: CoverageStatus) -> Word {
    match status {
        CoverageStatus::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
        CoverageStatus::NotAssessed => word("NOT_ASSESSED", "미점검", "not assessed"),
        CoverageStatus::Uncovered => word("UNCOVERED", "미대응", "uncovered"),
        CoverageStatus::PartlyCovered => word("PARTLY_COVERED", "일부 대응", "partly covered"),
        CoverageStatus::Covered => word("COVERED", "대응", "covered"),
    }
}
