//! Requests as platforms send them.

use haetae_proto::{
    common::v1::{
        BusinessImpact, Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile, ServiceType,
        UserScale,
    },
    intake::v1::SubmitReviewRequest,
};

use crate::fresh_id;

/// An ordinary service: card payment on a shop's web site.
pub fn ordinary() -> SubmitReviewRequest {
    request(
        "간편결제 도입 보안성 검토",
        ServiceProfile {
            service_types: numbers([ServiceType::Payment, ServiceType::PublicWeb]),
            components: vec![],
            stage: LifecycleStage::Operation.into(),
            exposure: Exposure::Internet.into(),
            data_classes: numbers([DataClass::Internal, DataClass::Personal]),
            user_scale: UserScale::UpTo1m.into(),
            impact: impact([ImpactLevel::Major, ImpactLevel::Moderate, ImpactLevel::Moderate, ImpactLevel::None]),
        },
    )
}

/// A smart-city service: signals that let emergency vehicles pass.
pub fn smart_city() -> SubmitReviewRequest {
    request(
        "긴급차량 우선신호 서비스 구축",
        ServiceProfile {
            service_types: numbers([ServiceType::IotDevice, ServiceType::ExternalIntegration]),
            components: numbers([Component::Device, Component::Infrastructure, Component::Interconnection]),
            stage: LifecycleStage::Planning.into(),
            exposure: Exposure::Partner.into(),
            data_classes: numbers([DataClass::Confidential]),
            user_scale: UserScale::UpTo1k.into(),
            impact: impact([ImpactLevel::Minor, ImpactLevel::Major, ImpactLevel::Minor, ImpactLevel::Severe]),
        },
    )
}

/// The smallest thing one can ask about: an internal page of public data.
pub fn harmless() -> SubmitReviewRequest {
    request(
        "사내 식단표 페이지",
        ServiceProfile {
            service_types: numbers([ServiceType::PublicWeb]),
            components: vec![],
            stage: LifecycleStage::Planning.into(),
            exposure: Exposure::Internal.into(),
            data_classes: numbers([DataClass::Public]),
            user_scale: UserScale::UpTo1k.into(),
            impact: impact([ImpactLevel::None; 4]),
        },
    )
}

fn request(title: &str, profile: ServiceProfile) -> SubmitReviewRequest {
    SubmitReviewRequest {
        request_id: fresh_id().to_string(),
        title: title.to_owned(),
        description: "다음 달 공개를 앞두고\n검토를 요청합니다.".to_owned(),
        profile: Some(profile),
        validate_only: false,
    }
}

fn impact([financial, reputation, legal_privacy, safety]: [ImpactLevel; 4]) -> Option<BusinessImpact> {
    Some(BusinessImpact {
        financial: financial.into(),
        reputation: reputation.into(),
        legal_privacy: legal_privacy.into(),
        safety: safety.into(),
    })
}

fn numbers<W: Into<i32>>(words: impl IntoIterator<Item = W>) -> Vec<i32> {
    words.into_iter().map(Into::into).collect()
}
