//! Words of a checklist and what was found.

use haetae_proto::{
    checkpoint::v1::CheckpointDifference,
    common::v1::{CheckMethod, CoverageStatus, FindingStatus, FlowLayer, VerdictResult},
};

use super::{Vocabulary, Word, word};

impl Vocabulary for FlowLayer {
    const KIND: Word = word("FLOW_LAYER", "정보 흐름", "flow layer");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "기타", "other"),
            Self::Client => word("CLIENT", "클라이언트", "Client"),
            Self::Network => word("NETWORK", "네트워크", "Network"),
            Self::Gateway => word("GATEWAY", "게이트웨이", "Gateway"),
            Self::Application => word("APPLICATION", "애플리케이션", "Application"),
            Self::Data => word("DATA", "데이터", "Data"),
            Self::Governance => word("GOVERNANCE", "거버넌스", "Governance"),
        }
    }
}

impl Vocabulary for CheckMethod {
    const KIND: Word = word("CHECK_METHOD", "점검 방법", "check method");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Examine => word("EXAMINE", "문서·설정 확인", "examine"),
            Self::Interview => word("INTERVIEW", "면담", "interview"),
            Self::Test => word("TEST", "시험", "test"),
        }
    }
}

impl Vocabulary for VerdictResult {
    const KIND: Word = word("VERDICT_RESULT", "판정", "verdict");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미판정", "open"),
            Self::Pass => word("PASS", "양호", "Pass"),
            Self::Fail => word("FAIL", "취약", "Fail"),
            Self::Partial => word("PARTIAL", "부분", "Partial"),
            Self::NotApplicable => word("NOT_APPLICABLE", "해당없음", "N/A"),
        }
    }
}

impl Vocabulary for FindingStatus {
    const KIND: Word = word("FINDING_STATUS", "조치 현황", "finding status");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
            Self::Open => word("OPEN", "조치 필요", "open"),
            Self::FixClaimed => word("FIX_CLAIMED", "조치 확인 대기", "fix to be verified"),
            Self::Accepted => word("ACCEPTED", "위험 수용", "risk accepted"),
            Self::Closed => word("CLOSED", "조치 완료", "closed"),
            Self::Void => word("VOID", "취소", "void"),
        }
    }
}

impl Vocabulary for CoverageStatus {
    const KIND: Word = word("COVERAGE_STATUS", "위협 대응 현황", "coverage");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
            Self::NotAssessed => word("NOT_ASSESSED", "미점검", "not assessed"),
            Self::Uncovered => word("UNCOVERED", "미대응", "uncovered"),
            Self::PartlyCovered => word("PARTLY_COVERED", "일부 대응", "partly covered"),
            Self::Covered => word("COVERED", "대응", "covered"),
        }
    }
}

impl Vocabulary for CheckpointDifference {
    const KIND: Word = word("CHECKPOINT_DIFFERENCE", "달라진 점", "difference");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "알 수 없음", "unknown"),
            Self::Requirement => word("REQUIREMENT", "요구사항", "requirement"),
            Self::Check => word("CHECK", "점검 방법", "check"),
            Self::Countermeasure => word("COUNTERMEASURE", "조치 방법", "countermeasure"),
            Self::Mandatory => word("MANDATORY", "필수 여부", "mandatory or not"),
            Self::Layer => word("LAYER", "정보 흐름", "flow layer"),
            Self::Rules => word("RULES", "선정 규칙", "rules"),
        }
    }
}
