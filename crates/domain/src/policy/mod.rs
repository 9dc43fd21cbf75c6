//! The scoring policy: weights, cut-offs, escalators and terms as a document. Scoring itself is in `scoring`.
//!
//! A section gives points up to its cap; the caps add up to at most 100, so no score can leave 0–100.

mod axis;
mod check;
mod finding_days;
mod proof;
mod residual_rule;
mod spread;

pub use finding_days::FindingDays;
pub use proof::{BrokenPromise, CounterExample};
pub use residual_rule::ResidualRule;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::text::Text;
use crate::vocabulary::{
    Component, DataClass, Depth, Exposure, ImpactKind, ImpactLevel, Level, ServiceType, Stage, UserScale,
};

/// Id of the one policy document.
pub const POLICY_ID: &str = "scoring";

/// One version of the scoring policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name for people.
    pub title: Text,
    /// The scores at which levels begin.
    pub cut_offs: CutOffs,
    /// The points by service type.
    pub service_types: SetSection<ServiceType>,
    /// Smart-city parts it touches.
    pub components: SetSection<Component>,
    /// Data it handles.
    pub data_classes: SetSection<DataClass>,
    /// The points by life-cycle stage.
    pub stage: ScaleSection<Stage>,
    /// The points by exposure.
    pub exposure: ScaleSection<Exposure>,
    /// The points by number of users.
    pub user_scale: ScaleSection<UserScale>,
    /// The points by business impact.
    pub impact: ImpactSection,
    /// Rules that lift the level.
    #[serde(default)]
    pub escalators: Vec<Escalator>,
    /// The consequences of each level.
    pub levels: BTreeMap<Level, Terms>,
    /// Time limits for fixes; the default if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding_days: Option<FindingDays>,
    /// The part of a score that always remains; the default if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual: Option<ResidualRule>,
}

/// Lowest score of each level; below `medium` it is low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOffs {
    /// From here medium.
    pub medium: u8,
    /// From here high.
    pub high: u8,
    /// From here critical.
    pub critical: u8,
}

impl CutOffs {
    /// The level of a score.
    pub const fn level(&self, score: u8) -> Level {
        if score >= self.critical {
            Level::Critical
        } else if score >= self.high {
            Level::High
        } else if score >= self.medium {
            Level::Medium
        } else {
            Level::Low
        }
    }

    /// The lowest score of a level.
    pub const fn floor(&self, level: Level) -> u8 {
        match level {
            Level::Low => 0,
            Level::Medium => self.medium,
            Level::High => self.high,
            Level::Critical => self.critical,
        }
    }
}

/// A section whose input is a set: the heaviest item counts in full, each further one by `further_percent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound(deserialize = "K: Deserialize<'de> + Ord"))]
pub struct SetSection<K> {
    /// Most points the section gives.
    pub cap: u8,
    /// Share of its points a further item counts, 0–100.
    pub further_percent: u8,
    /// Every word of the vocabulary.
    pub items: BTreeMap<K, Item>,
}

/// A section whose input is one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound(deserialize = "K: Deserialize<'de> + Ord"))]
pub struct ScaleSection<K> {
    /// Every word of the vocabulary.
    pub items: BTreeMap<K, Item>,
}

/// Points and the sentence that explains them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Points.
    pub points: u8,
    /// One sentence for people.
    pub explanation: Text,
}

/// Business impact: the heaviest dimension counts in full, each further one by `further_percent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactSection {
    /// Most points the section gives.
    pub cap: u8,
    /// Share of its points a further dimension counts, 0–100.
    pub further_percent: u8,
    /// Every dimension.
    pub kinds: BTreeMap<ImpactKind, ImpactItem>,
}

/// One dimension of impact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactItem {
    /// Points by how bad it can get.
    pub points: BTreeMap<ImpactLevel, u8>,
    /// One sentence for people.
    pub explanation: Text,
}

/// A rule that demands at least a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalator {
    /// Slug, unique in the policy.
    pub id: String,
    /// The least level.
    pub floor: Level,
    /// When it fires.
    pub when: EscalatorCondition,
    /// Why, in one sentence.
    pub explanation: Text,
}

/// All given conditions must hold; each can only become true, never false, as inputs get worse.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalatorCondition {
    /// Any of these.
    #[serde(default)]
    pub service_types: BTreeSet<ServiceType>,
    /// Any of these.
    #[serde(default)]
    pub components: BTreeSet<Component>,
    /// Any of these.
    #[serde(default)]
    pub data_classes: BTreeSet<DataClass>,
    /// At least this exposed.
    #[serde(default)]
    pub min_exposure: Option<Exposure>,
    /// At least this many users.
    #[serde(default)]
    pub min_user_scale: Option<UserScale>,
    /// Any dimension at least this bad.
    #[serde(default)]
    pub min_impact: BTreeMap<ImpactKind, ImpactLevel>,
}

/// The terms of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The required depth of the review.
    pub depth: Depth,
    /// Maximum number of business days in Seoul.
    pub target_days: u16,
    /// Whether the diagnosis is waived without a triage by a person; only where the depth allows a waiver.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic_waiver: bool,
}
