//! The request.

use haetae_proto::common::v1::{
    Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ReviewDepth, ServiceProfile, ServiceType, UserScale,
};

use crate::text::Say;

/// A name and its value.
#[derive(Debug)]
pub(in crate::pages::review) struct Fact {
    pub(in crate::pages::review) name: String,
    pub(in crate::pages::review) value: String,
}

/// Names and values of a profile; empty values are left out.
pub(in crate::pages::review) fn profile(say: Say, profile: &ServiceProfile, depth: Option<i32>) -> Vec<Fact> {
    let impact = profile.impact.unwrap_or_default();
    let facts = [
        (say.kind::<ReviewDepth>(), depth.map(|depth| say.word::<ReviewDepth>(depth)).unwrap_or_default()),
        (say.kind::<LifecycleStage>(), say.word::<LifecycleStage>(profile.stage)),
        (say.kind::<ServiceType>(), say.words::<ServiceType>(&profile.service_types)),
        (say.kind::<Component>(), say.words::<Component>(&profile.components)),
        (say.kind::<DataClass>(), say.words::<DataClass>(&profile.data_classes)),
        (say.kind::<Exposure>(), say.word::<Exposure>(profile.exposure)),
        (say.kind::<UserScale>(), say.word::<UserScale>(profile.user_scale)),
        (say.field("profile.impact.financial"), say.word::<ImpactLevel>(impact.financial)),
        (say.field("profile.impact.reputation"), say.word::<ImpactLevel>(impact.reputation)),
        (say.field("profile.impact.legal_privacy"), say.word::<ImpactLevel>(impact.legal_privacy)),
        (say.field("profile.impact.safety"), say.word::<ImpactLevel>(impact.safety)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Fact { name, value }).collect()
}
