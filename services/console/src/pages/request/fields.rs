//! The fields of a request, for a new one and for an amendment.

use haetae_proto::{
    common::v1::{Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile, ServiceType, UserScale},
    words::Named,
};

use super::meaning;
use crate::{
    pages::{
        inputs::{Choice, Input, Kind, values},
        sent::Sent,
    },
    text::{Say, key},
};

/// Fields that belong together.
#[derive(Debug)]
pub(in crate::pages) struct Section {
    /// As addresses name it.
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) title: String,
    pub(in crate::pages) inputs: Vec<Input>,
}

/// The initial content of the fields: the submitted input, or else that of a review.
pub(in crate::pages) struct Filled<'a> {
    pub(in crate::pages) t: Say,
    pub(in crate::pages) sent: Option<&'a Sent>,
    pub(in crate::pages) title: &'a str,
    pub(in crate::pages) description: &'a str,
    pub(in crate::pages) profile: &'a ServiceProfile,
}

impl Filled<'_> {
    /// The fields.
    pub(in crate::pages) fn sections(&self) -> Vec<Section> {
        let section = |name, title, inputs| Section { name, title: self.t.text(title), inputs };
        vec![
            section("service", key("request-service"), self.service()),
            section("work", key("request-work"), self.work()),
            section("data", key("request-data"), self.data()),
            section("impact", key("request-impact"), self.impacts()),
        ]
    }

    fn service(&self) -> Vec<Input> {
        let text = |name, label, about, now: &str, required, kind| {
            let input = Input::new(self.sent, name, self.t.text(label), required, kind);
            let value = self.sent.map_or_else(|| now.to_owned(), |_| input.value.clone());
            Input { value, about: self.t.text(about), ..input }
        };
        let (title, description) = (self.title, self.description);
        vec![
            text("title", key("act-title"), key("request-title-about"), title, true, Kind::Line),
            text(
                "description",
                key("act-description"),
                key("request-description-about"),
                description,
                false,
                Kind::Lines,
            ),
        ]
    }

    fn work(&self) -> Vec<Input> {
        let profile = self.profile;
        let (types, components) = (&profile.service_types, &profile.components);
        let types = self.values::<ServiceType>("profile.service_types", types, meaning::service_type);
        let components = self.values::<Component>("profile.components", components, meaning::component);
        let stage = self.values::<LifecycleStage>("profile.stage", &[profile.stage], meaning::stage);
        vec![
            self.input::<ServiceType>("profile.service_types", true, Kind::Several(types)),
            self.input::<LifecycleStage>("profile.stage", true, Kind::One(stage)),
            self.input::<Component>("profile.components", false, Kind::Seldom(components)),
        ]
    }

    fn data(&self) -> Vec<Input> {
        let profile = self.profile;
        let classes = self.values::<DataClass>("profile.data_classes", &profile.data_classes, meaning::data_class);
        let exposure = self.values::<Exposure>("profile.exposure", &[profile.exposure], meaning::exposure);
        let scale = self.values::<UserScale>("profile.user_scale", &[profile.user_scale], |_| None);
        vec![
            self.input::<DataClass>("profile.data_classes", true, Kind::Several(classes)),
            self.input::<Exposure>("profile.exposure", true, Kind::One(exposure)),
            self.input::<UserScale>("profile.user_scale", true, Kind::One(scale)),
        ]
    }

    fn impacts(&self) -> Vec<Input> {
        let impact = self.profile.impact.unwrap_or_default();
        let field = |name, now, about: fn(ImpactLevel) -> Option<&'static str>| {
            let levels = self.values::<ImpactLevel>(name, &[now], about);
            Input::new(self.sent, name, self.t.field(name), true, Kind::One(levels))
        };
        vec![
            field("profile.impact.financial", impact.financial, meaning::money),
            field("profile.impact.reputation", impact.reputation, meaning::reputation),
            field("profile.impact.legal_privacy", impact.legal_privacy, meaning::law),
            field("profile.impact.safety", impact.safety, meaning::safety),
        ]
    }

    fn input<E: Named>(&self, name: &'static str, required: bool, kind: Kind) -> Input {
        Input::new(self.sent, name, self.t.kind::<E>(), required, kind)
    }

    fn values<E: Named>(&self, name: &str, now: &[i32], about: fn(E) -> Option<&'static str>) -> Vec<Choice> {
        let about = |value| about(value).map(|key| self.t.text(key)).unwrap_or_default();
        values::<E>(self.t, (self.sent, name), now, about)
    }
}
