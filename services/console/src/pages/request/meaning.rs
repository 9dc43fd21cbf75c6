//! Explanations of the values of a request, one line each, because their names alone are ambiguous.

use haetae_proto::common::v1::{Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceType};

use crate::text::key;

/// The purpose of a service of this type.
pub(super) const fn service_type(value: ServiceType) -> Option<&'static str> {
    match value {
        ServiceType::Unspecified => None,
        ServiceType::Payment => Some(key("type-payment")),
        ServiceType::Authentication => Some(key("type-authentication")),
        ServiceType::PersonalData => Some(key("type-personal-data")),
        ServiceType::ExternalIntegration => Some(key("type-external-integration")),
        ServiceType::Administration => Some(key("type-administration")),
        ServiceType::FileExchange => Some(key("type-file-exchange")),
        ServiceType::MobileApp => Some(key("type-mobile-app")),
        ServiceType::PublicWeb => Some(key("type-public-web")),
        ServiceType::AiFeature => Some(key("type-ai-feature")),
        ServiceType::IotDevice => Some(key("type-iot-device")),
    }
}

/// The systems in this part of a smart city.
pub(super) const fn component(value: Component) -> Option<&'static str> {
    match value {
        Component::Unspecified => None,
        Component::Management => Some(key("component-management")),
        Component::Infrastructure => Some(key("component-infrastructure")),
        Component::PlatformSoftware => Some(key("component-platform-software")),
        Component::Device => Some(key("component-device")),
        Component::Service => Some(key("component-service")),
        Component::Interconnection => Some(key("component-interconnection")),
    }
}

/// The services in this stage.
pub(super) const fn stage(value: LifecycleStage) -> Option<&'static str> {
    match value {
        LifecycleStage::Unspecified => None,
        LifecycleStage::Planning => Some(key("stage-planning")),
        LifecycleStage::Operation => Some(key("stage-operation")),
        LifecycleStage::Advanced => Some(key("stage-advanced")),
    }
}

/// Examples of data of this class, and the law about it.
pub(super) const fn data_class(value: DataClass) -> Option<&'static str> {
    match value {
        DataClass::Unspecified => None,
        DataClass::Public => Some(key("data-public")),
        DataClass::Internal => Some(key("data-internal")),
        DataClass::Confidential => Some(key("data-confidential")),
        DataClass::Personal => Some(key("data-personal")),
        DataClass::Sensitive => Some(key("data-sensitive")),
        DataClass::UniqueIdentifier => Some(key("data-unique-identifier")),
    }
}

/// Who reaches the service.
pub(super) const fn exposure(value: Exposure) -> Option<&'static str> {
    match value {
        Exposure::Unspecified => None,
        Exposure::Internal => Some(key("exposure-internal")),
        Exposure::Partner => Some(key("exposure-partner")),
        Exposure::Internet => Some(key("exposure-internet")),
    }
}

/// An example of a financial loss of this level.
pub(super) const fn money(value: ImpactLevel) -> Option<&'static str> {
    match value {
        ImpactLevel::Unspecified => None,
        ImpactLevel::None => Some(key("money-none")),
        ImpactLevel::Minor => Some(key("money-minor")),
        ImpactLevel::Moderate => Some(key("money-moderate")),
        ImpactLevel::Major => Some(key("money-major")),
        ImpactLevel::Severe => Some(key("money-severe")),
    }
}

/// An example of a loss of reputation of this level.
pub(super) const fn reputation(value: ImpactLevel) -> Option<&'static str> {
    match value {
        ImpactLevel::Unspecified => None,
        ImpactLevel::None => Some(key("reputation-none")),
        ImpactLevel::Minor => Some(key("reputation-minor")),
        ImpactLevel::Moderate => Some(key("reputation-moderate")),
        ImpactLevel::Major => Some(key("reputation-major")),
        ImpactLevel::Severe => Some(key("reputation-severe")),
    }
}

/// An example of law broken or privacy invaded to this degree.
pub(super) const fn law(value: ImpactLevel) -> Option<&'static str> {
    match value {
        ImpactLevel::Unspecified => None,
        ImpactLevel::None => Some(key("law-none")),
        ImpactLevel::Minor => Some(key("law-minor")),
        ImpactLevel::Moderate => Some(key("law-moderate")),
        ImpactLevel::Major => Some(key("law-major")),
        ImpactLevel::Severe => Some(key("law-severe")),
    }
}

/// An example of people hurt to this degree.
pub(super) const fn safety(value: ImpactLevel) -> Option<&'static str> {
    match value {
        ImpactLevel::Unspecified => None,
        ImpactLevel::None => Some(key("safety-none")),
        ImpactLevel::Minor => Some(key("safety-minor")),
        ImpactLevel::Moderate => Some(key("safety-moderate")),
        ImpactLevel::Major => Some(key("safety-major")),
        ImpactLevel::Severe => Some(key("safety-severe")),
    }
}
