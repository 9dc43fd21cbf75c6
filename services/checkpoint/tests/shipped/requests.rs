//! Eight typical requests: four of a smart city, four ordinary ones, over every stage, exposure and level.

use haetae_domain::{
    profile::{Impact, Profile},
    vocabulary::{
        Component::{self, Device, Infrastructure, Interconnection, Management, PlatformSoftware, Service},
        DataClass::{self, Confidential, Internal, Personal, Public, Sensitive, UniqueIdentifier},
        Exposure, ImpactLevel, Level,
        ServiceType::{
            self, Administration, AiFeature, Authentication, ExternalIntegration, FileExchange, IotDevice, MobileApp,
            Payment, PersonalData, PublicWeb,
        },
        Stage, UserScale,
    },
};

/// A request, and the level its checklist is made for.
pub(crate) struct Typical {
    pub(crate) name: &'static str,
    pub(crate) profile: Profile,
    pub(crate) level: Level,
}

type Row = (&'static str, Level, (Stage, Exposure), &'static [ServiceType], &'static [Component], &'static [DataClass]);

pub(crate) fn typical() -> Vec<Typical> {
    let of = |(name, level, (stage, exposure), service_types, components, data): &Row| {
        let profile = profile(*stage, *exposure, service_types, components, data);
        Typical { name, profile, level: *level }
    };
    CITY.iter().chain(ORDINARY).map(of).collect()
}

const CITY: &[Row] = &[
    (
        "cctv-hub",
        Level::Critical,
        (Stage::Advanced, Exposure::Partner),
        &[PersonalData, ExternalIntegration, Administration, AiFeature, IotDevice],
        Component::ALL,
        &[Internal, Confidential, Personal],
    ),
    (
        "health-portal",
        Level::Critical,
        (Stage::Operation, Exposure::Internet),
        &[Authentication, PersonalData, ExternalIntegration, MobileApp, PublicWeb],
        &[PlatformSoftware, Service, Interconnection],
        &[Personal, Sensitive, UniqueIdentifier],
    ),
    (
        "air-quality-sensors",
        Level::Medium,
        (Stage::Planning, Exposure::Internet),
        &[IotDevice, PublicWeb],
        &[Device, Infrastructure, Interconnection],
        &[Public],
    ),
    (
        "digital-twin",
        Level::High,
        (Stage::Planning, Exposure::Partner),
        &[Administration, FileExchange, ExternalIntegration],
        &[Management, Infrastructure, PlatformSoftware, Service, Interconnection],
        &[Internal, Confidential],
    ),
];

const ORDINARY: &[Row] = &[
    (
        "card-payment",
        Level::High,
        (Stage::Operation, Exposure::Internet),
        &[Payment, Authentication, PersonalData, ExternalIntegration, PublicWeb],
        &[],
        &[Internal, Confidential, Personal],
    ),
    ("meeting-rooms", Level::Low, (Stage::Operation, Exposure::Internal), &[Authentication], &[], &[Internal]),
    (
        "contractor-files",
        Level::Medium,
        (Stage::Operation, Exposure::Partner),
        &[FileExchange, Administration],
        &[],
        &[Internal, Confidential],
    ),
    (
        "civil-ai-assistant",
        Level::High,
        (Stage::Planning, Exposure::Internet),
        &[AiFeature, PublicWeb, ExternalIntegration, PersonalData],
        &[],
        &[Public, Internal, Personal],
    ),
];

/// Scale and impact decide the level, not what is selected.
fn profile(
    stage: Stage,
    exposure: Exposure,
    service_types: &[ServiceType],
    components: &[Component],
    data_classes: &[DataClass],
) -> Profile {
    let minor = ImpactLevel::Minor;
    Profile {
        service_types: service_types.iter().copied().collect(),
        components: components.iter().copied().collect(),
        stage,
        exposure,
        data_classes: data_classes.iter().copied().collect(),
        user_scale: UserScale::UpTo100k,
        impact: Impact { financial: minor, reputation: minor, legal_privacy: minor, safety: minor },
    }
}
