//! Names of the fields and words of a request.

use haetae_domain::text::Text;
use haetae_domain::vocabulary::{Component, DataClass, Exposure, ImpactLevel, ServiceType, Stage, UserScale};

/// A field of a request by its path in the contract; the path itself for one of another build.
pub(crate) fn field_name(path: &str) -> Text {
    match path {
        "title" => Text::new("제목", "title"),
        "description" => Text::new("설명", "description"),
        "profile.service_types" => Text::new("서비스 유형", "service types"),
        "profile.components" => Text::new("구성요소", "components"),
        "profile.stage" => Text::new("단계", "stage"),
        "profile.exposure" => Text::new("공개 범위", "exposure"),
        "profile.data_classes" => Text::new("데이터 등급", "data classes"),
        "profile.user_scale" => Text::new("이용자 규모", "user scale"),
        "profile.impact.financial" => Text::new("재무 영향", "financial impact"),
        "profile.impact.reputation" => Text::new("평판 영향", "impact on reputation"),
        "profile.impact.legal_privacy" => Text::new("법규·개인정보 영향", "impact on law and privacy"),
        "profile.impact.safety" => Text::new("안전 영향", "impact on safety"),
        other => Text::new(other, other),
    }
}

/// The value of a field, as an amendment keeps it: words joined by commas.
pub(crate) fn value_name(path: &str, value: &str) -> Text {
    if !path.starts_with("profile.") {
        return Text::new(format!("‘{value}’"), format!("“{value}”"));
    }
    if value.is_empty() {
        return Text::new("없음", "none");
    }
    let words: Vec<_> = value.split(", ").map(|word| word_name(path, word)).collect();
    let joined = |half: fn(&Text) -> &str| words.iter().map(half).collect::<Vec<_>>().join(", ");
    Text::new(joined(|text| &text.ko), joined(|text| &text.en))
}

/// Words of a field of a request, as [`value_name`] writes them.
pub(crate) fn words_name(path: &str, words: &[&str]) -> Text {
    if words.is_empty() { Text::default() } else { value_name(path, &words.join(", ")) }
}

fn word_name(path: &str, word: &str) -> Text {
    let name = match path {
        "profile.service_types" => ServiceType::parse(word).map(service_type),
        "profile.components" => Component::parse(word).map(component),
        "profile.stage" => Stage::parse(word).map(stage),
        "profile.exposure" => Exposure::parse(word).map(exposure),
        "profile.data_classes" => DataClass::parse(word).map(data_class),
        "profile.user_scale" => UserScale::parse(word).map(user_scale),
        _ => ImpactLevel::parse(word).map(impact_level),
    };
    let (ko, en) = name.unwrap_or((word, word));
    Text::new(ko, en)
}

type Name = (&'static str, &'static str);

const fn service_type(word: ServiceType) -> Name {
    match word {
        ServiceType::Payment => ("결제", "payment"),
        ServiceType::Authentication => ("인증", "authentication"),
        ServiceType::PersonalData => ("개인정보 처리", "personal data"),
        ServiceType::ExternalIntegration => ("외부 연계", "external integration"),
        ServiceType::Administration => ("관리자 기능", "administration"),
        ServiceType::FileExchange => ("파일 송수신", "file exchange"),
        ServiceType::MobileApp => ("모바일 앱", "mobile app"),
        ServiceType::PublicWeb => ("대외 웹", "public web"),
        ServiceType::AiFeature => ("AI 기능", "AI feature"),
        ServiceType::IotDevice => ("IoT 기기", "IoT device"),
    }
}

const fn component(word: Component) -> Name {
    match word {
        Component::Management => ("보안관리", "management"),
        Component::Infrastructure => ("인프라", "infrastructure"),
        Component::PlatformSoftware => ("플랫폼 소프트웨어", "platform software"),
        Component::Device => ("기기", "device"),
        Component::Service => ("서비스", "service"),
        Component::Interconnection => ("상호연계", "interconnection"),
    }
}

const fn stage(word: Stage) -> Name {
    match word {
        Stage::Planning => ("기획", "planning"),
        Stage::Operation => ("운영", "operation"),
        Stage::Advanced => ("발전", "advanced"),
    }
}

const fn exposure(word: Exposure) -> Name {
    match word {
        Exposure::Internal => ("내부망", "internal"),
        Exposure::Partner => ("협력기관", "partners"),
        Exposure::Internet => ("인터넷", "internet"),
    }
}

const fn data_class(word: DataClass) -> Name {
    match word {
        DataClass::Public => ("공개", "public"),
        DataClass::Internal => ("내부", "internal"),
        DataClass::Confidential => ("대외비", "confidential"),
        DataClass::Personal => ("개인정보", "personal"),
        DataClass::Sensitive => ("민감정보", "sensitive"),
        DataClass::UniqueIdentifier => ("고유식별정보", "unique identifiers"),
    }
}

const fn user_scale(word: UserScale) -> Name {
    match word {
        UserScale::UpTo1k => ("1천 명 이하", "up to 1,000"),
        UserScale::UpTo100k => ("10만 명 이하", "up to 100,000"),
        UserScale::UpTo1m => ("100만 명 이하", "up to 1,000,000"),
        UserScale::Over1m => ("100만 명 초과", "over 1,000,000"),
    }
}

const fn impact_level(word: ImpactLevel) -> Name {
    match word {
        ImpactLevel::None => ("없음", "none"),
        ImpactLevel::Minor => ("경미", "minor"),
        ImpactLevel::Moderate => ("보통", "moderate"),
        ImpactLevel::Major => ("중대", "major"),
        ImpactLevel::Severe => ("심각", "severe"),
    }
}
