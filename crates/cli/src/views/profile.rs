//! The profile of the reviewed service.

use haetae_proto::{
    common::v1::{Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile, ServiceType, UserScale},
    words::label,
};

use super::Look;
use crate::words::{Vocabulary, list};

/// Names and values of a profile.
pub(super) fn profile(profile: &ServiceProfile, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let impact = profile.impact.unwrap_or_default();
    let kinds = [
        (lang.pick("금전", "money"), impact.financial),
        (lang.pick("평판", "reputation"), impact.reputation),
        (lang.pick("법·개인정보", "law and privacy"), impact.legal_privacy),
        (lang.pick("안전", "safety"), impact.safety),
    ];
    let kinds = kinds.map(|(kind, level)| format!("{kind} {}", look.word::<ImpactLevel>(level)));
    vec![
        (ServiceType::kind(lang), list::<ServiceType>(&profile.service_types, lang)),
        (Component::kind(lang), list::<Component>(&profile.components, lang)),
        (LifecycleStage::kind(lang), look.word::<LifecycleStage>(profile.stage)),
        (Exposure::kind(lang), look.word::<Exposure>(profile.exposure)),
        (DataClass::kind(lang), list::<DataClass>(&profile.data_classes, lang)),
        (UserScale::kind(lang), look.word::<UserScale>(profile.user_scale)),
        (lang.name(label::IMPACT), kinds.join(" · ")),
    ]
}
