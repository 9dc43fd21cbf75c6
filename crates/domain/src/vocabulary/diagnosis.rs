//! Words for checkpoints, verdicts and findings.

use serde::{Deserialize, Serialize};

vocabulary! {
    /// The layer of the information flow (정보 흐름) of a checkpoint.
    Layer {
        /// Browsers, apps, devices.
        Client = "client",
        /// Networks.
        Network = "network",
        /// Entry points and links.
        Gateway = "gateway",
        /// The application.
        Application = "application",
        /// Data.
        Data = "data",
        /// Across all layers.
        Governance = "governance",
    }
}

vocabulary! {
    /// The method of judging a checkpoint (NIST SP 800-53A).
    Method {
        /// Reading documents, configuration or code.
        Examine = "examine",
        /// Asking people.
        Interview = "interview",
        /// Exercising the system.
        Test = "test",
    }
}

vocabulary! {
    /// Verdict (점검 결과).
    VerdictResult {
        /// 양호.
        Pass = "pass",
        /// 취약.
        Fail = "fail",
        /// 부분 이행.
        Partial = "partial",
        /// 해당 없음.
        NotApplicable = "not_applicable",
    }
}

vocabulary! {
    /// How well a threat is covered (위협 대응 현황), from what is known least to what holds best: the only scale here
    /// that does not grow worse.
    Coverage {
        /// 미점검: nothing that counts was judged.
        NotAssessed = "not_assessed",
        /// 미대응: judged, and nothing passed.
        Uncovered = "uncovered",
        /// 일부 대응: something passed, not everything that must.
        PartlyCovered = "partly",
        /// 대응: everything that must pass on one path passed.
        Covered = "covered",
    }
}

vocabulary! {
    /// Status of a finding (조치 현황).
    FindingStatus {
        /// 조치 필요.
        Open = "open",
        /// 조치 확인 대기: a fix is claimed.
        FixClaimed = "fix_claimed",
        /// 위험 수용: lived with until a date.
        Accepted = "accepted",
        /// 조치 완료: verified as fixed.
        Closed = "closed",
        /// 취소: the Fail that opened it was taken back.
        Void = "void",
    }
}

impl FindingStatus {
    /// Whether a finding with this status is final.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Open | Self::FixClaimed | Self::Accepted => false,
            Self::Closed | Self::Void => true,
        }
    }
}

vocabulary! {
    /// State of an acceptance of a risk (위험 수용 현황), from the request on.
    AcceptanceState {
        /// The request waits for approvers.
        Requested = "requested",
        /// The acceptance is in force.
        Granted = "granted",
        /// The requested end passed before the approvers had decided.
        Lapsed = "lapsed",
    }
}

vocabulary! {
    /// Why a checklist was regenerated.
    RevisionCause {
        /// The review was assessed again with another profile or level.
        Amended = "amended",
        /// A reviewer moved it to newer catalogue versions.
        Upgraded = "upgraded",
    }
}
