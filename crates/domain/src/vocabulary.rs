//! The words of design and contracts as types. Scales of risk are declared from harmless to harmful, so that `Ord` means
//! "worse".

use serde::{Deserialize, Serialize};

/// Declares a vocabulary: a closed set of words with their names in documents and contracts.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as documents and read models write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The word for its written form.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|w| w.as_str() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// What the reviewed service does (서비스 유형).
    ServiceType {
        /// Takes or moves money.
        Payment = "payment",
        /// Establishes who a user is.
        Authentication = "authentication",
        /// Collects, stores or shows personal data.
        PersonalData = "personal_data",
        /// Exchanges data with other organisations.
        ExternalIntegration = "external_integration",
        /// Gives administrators power over others.
        Administration = "administration",
        /// Receives or hands out files.
        FileExchange = "file_exchange",
        /// Ships an application to phones.
        MobileApp = "mobile_app",
        /// Serves pages to anyone.
        PublicWeb = "public_web",
        /// Uses machine learning at run time.
        AiFeature = "ai_feature",
        /// Controls or reads devices.
        IotDevice = "iot_device",
    }
}

vocabulary! {
    /// The part of a smart city a service touches (구성요소).
    Component {
        /// Security management.
        Management = "management",
        /// Infrastructure.
        Infrastructure = "infrastructure",
        /// Platform software.
        PlatformSoftware = "platform_software",
        /// Device.
        Device = "device",
        /// Service.
        Service = "service",
        /// Interconnection.
        Interconnection = "interconnection",
    }
}

vocabulary! {
    /// Lifecycle stage (단계).
    Stage {
        /// 기획.
        Planning = "planning",
        /// 운영.
        Operation = "operation",
        /// 발전.
        Advanced = "advanced",
    }
}

vocabulary! {
    /// Who can reach the service; each includes the ones before.
    Exposure {
        /// The organisation's own network.
        Internal = "internal",
        /// Named partners too.
        Partner = "partner",
        /// Anyone.
        Internet = "internet",
    }
}

vocabulary! {
    /// A class of data the service handles.
    DataClass {
        /// Published.
        Public = "public",
        /// For members of the organisation.
        Internal = "internal",
        /// Harmful when leaked.
        Confidential = "confidential",
        /// 개인정보.
        Personal = "personal",
        /// 민감정보.
        Sensitive = "sensitive",
        /// 고유식별정보.
        UniqueIdentifier = "unique_identifier",
    }
}

vocabulary! {
    /// How many people use the service.
    UserScale {
        /// Up to 1,000.
        UpTo1k = "up_to_1k",
        /// Up to 100,000.
        UpTo100k = "up_to_100k",
        /// Up to 1,000,000.
        UpTo1m = "up_to_1m",
        /// More.
        Over1m = "over_1m",
    }
}

vocabulary! {
    /// How bad the worst credible outcome is.
    ImpactLevel {
        /// No effect.
        None = "none",
        /// Easily absorbed.
        Minor = "minor",
        /// Costs effort or trust that can be won back.
        Moderate = "moderate",
        /// Lasting damage.
        Major = "major",
        /// Threatens lives or the organisation.
        Severe = "severe",
    }
}

vocabulary! {
    /// Dimension of business impact (비즈니스 영향도).
    ImpactKind {
        /// Money.
        Financial = "financial",
        /// Trust.
        Reputation = "reputation",
        /// Law and privacy.
        LegalPrivacy = "legal_privacy",
        /// People's safety.
        Safety = "safety",
    }
}

vocabulary! {
    /// Level of a risk assessment (위험 등급).
    Level {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

vocabulary! {
    /// How thorough the review has to be (검토 수준).
    Depth {
        /// 생략.
        Waivable = "waivable",
        /// 간소화.
        Simplified = "simplified",
        /// 일반.
        Full = "full",
    }
}

vocabulary! {
    /// Where along the information flow a checkpoint looks (정보 흐름).
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
    /// How a checkpoint is judged (NIST SP 800-53A).
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
        /// 조치 확인 대기: said to be fixed.
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
    /// Whether nothing more can happen to a finding that stands there.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Open | Self::FixClaimed | Self::Accepted => false,
            Self::Closed | Self::Void => true,
        }
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
    /// Whether anything can still change about a review in it. What is closed keeps the score it was decided on.
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
}

vocabulary! {
    /// What becomes of a request at first sight (사전 검토).
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
    /// Who reads a comment.
    Visibility {
        /// Everyone who sees the review.
        Shared = "shared",
        /// Those who work on it, never the requester's team.
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
