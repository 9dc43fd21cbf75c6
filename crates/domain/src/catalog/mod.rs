//! A catalogue: the controls to check, and the rules that select them. A document, published in immutable versions.

mod check;
#[cfg(test)]
pub(crate) mod fixture;
mod links;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::text::Text;
use crate::vocabulary::{Component, DataClass, Exposure, Layer, Level, Method, ServiceType, Stage};

/// One version of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// Slug, e.g. `web-service`.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Its sources.
    pub source: Text,
    /// The controls, in the order that checklists use within a layer.
    pub controls: Vec<Control>,
    /// When it is checked.
    pub rules: Vec<Rule>,
    /// The threats that controls protect against.
    #[serde(default)]
    pub threats: Vec<Threat>,
    /// Technologies that controls call for.
    #[serde(default)]
    pub solutions: Vec<Solution>,
}

/// One security requirement (보안요구사항 항목).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The number in the source, or one assigned here such as `APP-01`.
    pub id: String,
    /// The layer of the information flow.
    pub layer: Layer,
    /// Domain and area.
    pub area: Text,
    /// Name.
    pub title: Text,
    /// From this level it must be judged; below it is recommended.
    pub mandatory_from: Level,
    /// The requirement; one for all stages or one per stage.
    pub requirements: Vec<Staged>,
    /// The checks; each makes a checkpoint.
    pub checks: Vec<Check>,
    /// The countermeasure when the control fails.
    pub countermeasure: Text,
    /// Ids of the standards it is based on.
    #[serde(default)]
    pub references: Vec<String>,
    /// Solutions it calls for, by id.
    #[serde(default)]
    pub solutions: Vec<String>,
    /// Whether the source contains it.
    #[serde(default)]
    pub provenance: Provenance,
    /// A note on the correction or inference.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A text that applies to some stages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staged {
    /// Empty for every stage.
    #[serde(default)]
    pub stages: BTreeSet<Stage>,
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

/// One check of whether a control is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Unique within the control.
    pub id: String,
    /// The method of judging it.
    pub method: Method,
    /// Empty for every stage.
    #[serde(default)]
    pub stages: BTreeSet<Stage>,
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

/// Whether an item comes from a source, or was added by the authors of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The source contains it.
    #[default]
    Source,
    /// The source has an error that was mended.
    Corrected,
    /// Our judgement.
    Inferred,
}

/// Selects controls for a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Slug, unique within the catalogue.
    pub id: String,
    /// Why its controls are on the list.
    pub reason: Text,
    /// When it applies; always, without conditions.
    #[serde(default)]
    pub when: Condition,
    /// The controls it selects.
    pub controls: Vec<String>,
}

/// All given conditions must hold; a set holds if any of its members does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Any of these.
    #[serde(default)]
    pub service_types: BTreeSet<ServiceType>,
    /// Any of these.
    #[serde(default)]
    pub components: BTreeSet<Component>,
    /// Any of these.
    #[serde(default)]
    pub data_classes: BTreeSet<DataClass>,
    /// Any of these.
    #[serde(default)]
    pub stages: BTreeSet<Stage>,
    /// At least this exposed.
    #[serde(default)]
    pub min_exposure: Option<Exposure>,
    /// At least this level.
    #[serde(default)]
    pub min_level: Option<Level>,
}

/// Something that can go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threat {
    /// Slug.
    pub id: String,
    /// Part of the city it concerns, as the source sorts it.
    pub group: String,
    /// Components it concerns; empty for every service, also one outside a city.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub components: BTreeSet<Component>,
    /// Name.
    pub title: Text,
    /// The effect.
    pub description: Text,
    /// Whether the source contains it.
    #[serde(default)]
    pub provenance: Provenance,
    /// A note on the correction or inference.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A technology that manages threats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solution {
    /// Slug.
    pub id: String,
    /// Part of the city it is used in.
    pub group: String,
    /// Name.
    pub title: Text,
    /// Products or techniques of this kind.
    pub example: Text,
    /// Its purpose.
    pub purpose: Text,
    /// Threats it manages.
    pub manages: Vec<Managed>,
    /// Whether the source contains it.
    #[serde(default)]
    pub provenance: Provenance,
    /// A note on the correction or inference.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A threat that a solution manages, and its name in the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Managed {
    /// Id of the threat.
    pub threat: String,
    /// The source's own wording.
    pub source_name: String,
    /// Whether the source's wording is that threat's name, or we judged it to mean it.
    #[serde(default)]
    pub provenance: Provenance,
}

impl Catalog {
    /// The control with this id.
    pub fn control(&self, id: &str) -> Option<&Control> {
        self.controls.iter().find(|c| c.id == id)
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}

impl Control {
    /// The requirement that applies to a stage.
    pub fn requirement(&self, stage: Stage) -> Option<&Staged> {
        self.requirements.iter().find(|r| holds_at(&r.stages, stage))
    }
}

impl Staged {
    /// The text without its stages.
    pub fn text(&self) -> Text {
        Text::new(&*self.ko, &*self.en)
    }
}

impl Check {
    /// The text without the rest.
    pub fn text(&self) -> Text {
        Text::new(&*self.ko, &*self.en)
    }
}

/// Whether an item limited to some stages applies to a stage; an empty set means every stage.
pub fn holds_at(stages: &BTreeSet<Stage>, stage: Stage) -> bool {
    stages.is_empty() || stages.contains(&stage)
}
