//! What is requested.

use haetae_proto::{
    common::v1::{
        Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ReviewDepth, ServiceProfile, ServiceType,
        UserScale,
    },
    words::{Named, request_field},
};

use crate::text::Say;

/// A name and its value.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
}

/// Names and values of a profile; what is empty is left out.
pub(super) fn profile(say: Say, profile: &ServiceProfile, depth: Option<i32>) -> Vec<Fact> {
    let impact = profile.impact.unwrap_or_default();
    let facts = [
        (kind::<ReviewDepth>(say), depth.map(|depth| say.word::<ReviewDepth>(depth)).unwrap_or_default()),
        (kind::<LifecycleStage>(say), say.word::<LifecycleStage>(profile.stage)),
        (kind::<ServiceType>(say), say.words::<ServiceType>(&profile.service_types)),
        (kind::<Component>(say), say.words::<Component>(&profile.components)),
        (kind::<DataClass>(say), say.words::<DataClass>(&profile.data_classes)),
        (kind::<Exposure>(say), say.word::<Exposure>(profile.exposure)),
        (kind::<UserScale>(say), say.word::<UserScale>(profile.user_scale)),
        (field(say, "profile.impact.financial"), say.word::<ImpactLevel>(impact.financial)),
        (field(say, "profile.impact.reputation"), say.word::<ImpactLevel>(impact.reputation)),
        (field(say, "profile.impact.legal_privacy"), say.word::<ImpactLevel>(impact.legal_privacy)),
        (field(say, "profile.impact.safety"), say.word::<ImpactLevel>(impact.safety)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Fact { name, value }).collect()
}

/// What the values of an enum are kinds of.
pub(in crate::pages::review) fn kind<E: Named>(say: Say) -> String {
    say.lang().pick(E::KIND.ko.to_owned(), E::KIND.en_heading())
}

/// What people call a field of a request.
pub(in crate::pages::review) fn field(say: Say, path: &str) -> String {
    let known = request_field(path).map(|field| field.name);
    known.map(|name| say.lang().pick(name.ko.to_owned(), name.en_heading())).unwrap_or_default()
}
