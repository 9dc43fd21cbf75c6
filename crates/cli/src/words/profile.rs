//! Words of what is reviewed.

use haetae_proto::common::v1::{Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceType, UserScale};

use super::{Vocabulary, Word, word};

impl Vocabulary for ServiceType {
    const KIND: Word = word("SERVICE_TYPE", "서비스 유형", "service type");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Payment => word("PAYMENT", "결제", "payment"),
            Self::Authentication => word("AUTHENTICATION", "인증", "authentication"),
            Self::PersonalData => word("PERSONAL_DATA", "개인정보", "personal data"),
            Self::ExternalIntegration => word("EXTERNAL_INTEGRATION", "외부 연계", "external integration"),
            Self::Administration => word("ADMINISTRATION", "관리자 기능", "administration"),
            Self::FileExchange => word("FILE_EXCHANGE", "파일 송수신", "file exchange"),
            Self::MobileApp => word("MOBILE_APP", "모바일 앱", "mobile app"),
            Self::PublicWeb => word("PUBLIC_WEB", "공개 웹", "public web"),
            Self::AiFeature => word("AI_FEATURE", "AI 기능", "AI feature"),
            Self::IotDevice => word("IOT_DEVICE", "IoT 기기", "IoT device"),
        }
    }
}

impl Vocabulary for Component {
    const KIND: Word = word("COMPONENT", "구성요소", "component");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Management => word("MANAGEMENT", "보안 관리", "management"),
            Self::Infrastructure => word("INFRASTRUCTURE", "인프라", "infrastructure"),
            Self::PlatformSoftware => word("PLATFORM_SOFTWARE", "플랫폼 소프트웨어", "platform software"),
            Self::Device => word("DEVICE", "기기", "device"),
            Self::Service => word("SERVICE", "서비스", "service"),
            Self::Interconnection => word("INTERCONNECTION", "연계", "interconnection"),
        }
    }
}

impl Vocabulary for LifecycleStage {
    const KIND: Word = word("LIFECYCLE_STAGE", "단계", "lifecycle stage");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Planning => word("PLANNING", "기획", "planning"),
            Self::Operation => word("OPERATION", "운영", "operation"),
            Self::Advanced => word("ADVANCED", "발전", "advanced"),
        }
    }
}

impl Vocabulary for Exposure {
    const KIND: Word = word("EXPOSURE", "노출 범위", "exposure");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Internal => word("INTERNAL", "내부망", "internal"),
            Self::Partner => word("PARTNER", "협력 기관", "partner"),
            Self::Internet => word("INTERNET", "인터넷", "internet"),
        }
    }
}

impl Vocabulary for DataClass {
    const KIND: Word = word("DATA_CLASS", "데이터 등급", "data class");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::Public => word("PUBLIC", "공개", "public"),
            Self::Internal => word("INTERNAL", "내부", "internal"),
            Self::Confidential => word("CONFIDENTIAL", "기밀", "confidential"),
            Self::Personal => word("PERSONAL", "개인정보", "personal"),
            Self::Sensitive => word("SENSITIVE", "민감정보", "sensitive"),
            Self::UniqueIdentifier => word("UNIQUE_IDENTIFIER", "고유식별정보", "unique identifier"),
        }
    }
}

impl Vocabulary for UserScale {
    const KIND: Word = word("USER_SCALE", "이용자 규모", "user scale");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::UpTo1k => word("UP_TO_1K", "1천 명 이하", "up to 1,000"),
            Self::UpTo100k => word("UP_TO_100K", "10만 명 이하", "up to 100,000"),
            Self::UpTo1m => word("UP_TO_1M", "100만 명 이하", "up to 1,000,000"),
            Self::Over1m => word("OVER_1M", "100만 명 초과", "more than 1,000,000"),
        }
    }
}

impl Vocabulary for ImpactLevel {
    const KIND: Word = word("IMPACT_LEVEL", "영향 수준", "impact level");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미정", "open"),
            Self::None => word("NONE", "없음", "none"),
            Self::Minor => word("MINOR", "경미", "minor"),
            Self::Moderate => word("MODERATE", "보통", "moderate"),
            Self::Major => word("MAJOR", "중대", "major"),
            Self::Severe => word("SEVERE", "심각", "severe"),
        }
    }
}
