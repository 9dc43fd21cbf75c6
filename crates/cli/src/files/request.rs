//! A request for a review.

use haetae_document::{Checked, Faults, Tree};
use haetae_proto::common::v1::{
    BusinessImpact, Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile, ServiceType, UserScale,
};
use serde::Deserialize;

use super::word::Given;

/// A request for a review, as a file holds it. The team is that of the token.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    /// One line, up to 200 characters.
    pub title: String,
    /// Up to 10,000 characters.
    #[serde(default)]
    pub description: String,
    service_types: Vec<Given<ServiceType>>,
    #[serde(default)]
    components: Vec<Given<Component>>,
    stage: Given<LifecycleStage>,
    exposure: Given<Exposure>,
    data_classes: Vec<Given<DataClass>>,
    user_scale: Given<UserScale>,
    impact: Impact,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Impact {
    financial: Given<ImpactLevel>,
    reputation: Given<ImpactLevel>,
    legal_privacy: Given<ImpactLevel>,
    safety: Given<ImpactLevel>,
}

impl RequestFile {
    /// The profile of the service to review.
    #[must_use]
    pub fn profile(&self) -> ServiceProfile {
        ServiceProfile {
            service_types: Given::numbers(&self.service_types),
            components: Given::numbers(&self.components),
            stage: self.stage.number(),
            exposure: self.exposure.number(),
            data_classes: Given::numbers(&self.data_classes),
            user_scale: self.user_scale.number(),
            impact: Some(BusinessImpact {
                financial: self.impact.financial.number(),
                reputation: self.impact.reputation.number(),
                legal_privacy: self.impact.legal_privacy.number(),
                safety: self.impact.safety.number(),
            }),
        }
    }
}

impl Checked for RequestFile {
    fn check(tree: &Tree, faults: &mut Faults) {
        let required = ["title", "service_types", "stage", "exposure", "data_classes", "user_scale", "impact"];
        faults.fields(tree, (&required, &["description", "components"]), |faults, name, value| match name {
            "service_types" => faults.entries(value, Faults::word::<ServiceType>),
            "components" => faults.list(value, Faults::word::<Component>),
            "data_classes" => faults.entries(value, Faults::word::<DataClass>),
            "stage" => faults.word::<LifecycleStage>(value),
            "exposure" => faults.word::<Exposure>(value),
            "user_scale" => faults.word::<UserScale>(value),
            "impact" => {
                let kinds = ["financial", "reputation", "legal_privacy", "safety"];
                faults.fields(value, (&kinds, &[]), |faults, _, value| faults.word::<ImpactLevel>(value));
            }
            _ => faults.text(value),
        });
    }
}

#[cfg(test)]
mod tests;
