//! Words for a request's description of a service.

use serde::{Deserialize, Serialize};

vocabulary! {
    /// A function of the reviewed service (서비스 유형).
    ServiceType {
        /// Takes or moves money.
        Payment = "payment",
        /// Verifies the identity of users.
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
    /// The users who can reach the service; each value includes the ones before.
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
    /// The number of users of the service.
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
    /// The severity of the worst credible outcome.
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
