//! The scoring policy: weights, cut-offs, escalators and terms as a document. Scoring itself is in `scoring`.
//!
//! A section gives points up to its cap; the caps add up to at most 100, so no score can leave 0–100.

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
    /// Scores from which a level holds.
    pub cut_offs: CutOffs,
    /// What the service does.
    pub service_types: SetSection<ServiceType>,
    /// Smart-city parts it touches.
    pub components: SetSection<Component>,
    /// Data it handles.
    pub data_classes: SetSection<DataClass>,
    /// Where in its life it is.
    pub stage: ScaleSection<Stage>,
    /// Who can reach it.
    pub exposure: ScaleSection<Exposure>,
    /// How many use it.
    pub user_scale: ScaleSection<UserScale>,
    /// What can be lost.
    pub impact: ImpactSection,
    /// Rules that lift the level.
    #[serde(default)]
    pub escalators: Vec<Escalator>,
    /// What each level entails.
    pub levels: BTreeMap<Level, Terms>,
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

/// What a level entails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// How thorough the review has to be.
    pub depth: Depth,
    /// Calendar days it may take.
    pub target_days: u16,
}

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Path within the document, e.g. `service_types.items.payment`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl Policy {
    /// Everything wrong with the policy; empty when it can be published.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.text("title", &self.title);
        faults.check_set("service_types", &self.service_types, ServiceType::ALL);
        faults.check_set("components", &self.components, Component::ALL);
        faults.check_set("data_classes", &self.data_classes, DataClass::ALL);
        faults.check_items("stage", &self.stage.items, Stage::ALL);
        faults.check_scale("exposure", &self.exposure.items, Exposure::ALL);
        faults.check_scale("user_scale", &self.user_scale.items, UserScale::ALL);
        self.check_impact(&mut faults);
        self.check_cut_offs(&mut faults);
        self.check_escalators(&mut faults);
        self.check_levels(&mut faults);
        faults.when(
            self.most_points() > 100,
            "",
            format!("the sections can add up to {}, more than 100", self.most_points()),
        );
        faults.0
    }

    fn most_points(&self) -> u32 {
        let scale = |points: Option<u8>| u32::from(points.unwrap_or(0));
        u32::from(self.service_types.cap)
            + u32::from(self.components.cap)
            + u32::from(self.data_classes.cap)
            + u32::from(self.impact.cap)
            + scale(self.stage.items.values().map(|i| i.points).max())
            + scale(self.exposure.items.values().map(|i| i.points).max())
            + scale(self.user_scale.items.values().map(|i| i.points).max())
    }

    fn check_impact(&self, faults: &mut Faults) {
        faults.when(self.impact.further_percent > 100, "impact.further_percent", "more than 100");
        for kind in ImpactKind::ALL {
            let path = format!("impact.kinds.{kind}");
            let Some(item) = self.impact.kinds.get(kind) else {
                faults.push(path, "missing");
                continue;
            };
            faults.text(&format!("{path}.explanation"), &item.explanation);
            let points: Vec<_> = ImpactLevel::ALL.iter().map(|l| item.points.get(l)).collect();
            faults.when(points.contains(&None), format!("{path}.points"), "a level is missing");
            faults.when(!points.is_sorted(), format!("{path}.points"), "a worse level has fewer points");
        }
    }

    fn check_cut_offs(&self, faults: &mut Faults) {
        let CutOffs { medium, high, critical } = self.cut_offs;
        let rising = 0 < medium && medium < high && high < critical && critical <= 100;
        faults.when(!rising, "cut_offs", "must rise within 1–100");
    }

    fn check_escalators(&self, faults: &mut Faults) {
        let mut seen = BTreeSet::new();
        for (index, escalator) in self.escalators.iter().enumerate() {
            let path = format!("escalators[{index}]");
            faults.when(!is_slug(&escalator.id), format!("{path}.id"), "not a slug of a–z, 0–9 and -");
            faults.when(!seen.insert(&escalator.id), format!("{path}.id"), "used twice");
            faults.when(escalator.when == EscalatorCondition::default(), format!("{path}.when"), "has no condition");
            faults.text(&format!("{path}.explanation"), &escalator.explanation);
        }
    }

    fn check_levels(&self, faults: &mut Faults) {
        let terms: Vec<_> = Level::ALL.iter().filter_map(|l| self.levels.get(l)).collect();
        faults.when(terms.len() != Level::ALL.len(), "levels", "a level is missing");
        faults.when(!terms.is_sorted_by_key(|t| t.depth), "levels", "a higher level has a lesser depth");
        faults.when(terms.iter().any(|t| t.target_days == 0), "levels", "target_days must be at least 1");
    }
}

/// Whether an id is a non-empty slug of a–z, 0–9 and `-`.
pub fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Collects what is wrong with a document.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.0.push(Fault { path: path.into(), reason: reason.into() });
    }

    pub(crate) fn when(&mut self, wrong: bool, path: impl Into<String>, reason: impl Into<String>) {
        if wrong {
            self.push(path, reason);
        }
    }

    pub(crate) fn text(&mut self, path: &str, text: &Text) {
        for (lang, half) in [("ko", &text.ko), ("en", &text.en)] {
            self.when(half.trim().is_empty(), format!("{path}.{lang}"), "missing");
            self.when(half.trim() != half, format!("{path}.{lang}"), "begins or ends with a blank");
            self.when(half.chars().count() > 2000, format!("{path}.{lang}"), "longer than 2,000 characters");
        }
    }

    fn check_items<K: Ord + Copy + std::fmt::Display>(&mut self, path: &str, items: &BTreeMap<K, Item>, all: &[K]) {
        for key in all {
            match items.get(key) {
                Some(item) => self.text(&format!("{path}.items.{key}.explanation"), &item.explanation),
                None => self.push(format!("{path}.items.{key}"), "missing"),
            }
        }
    }

    fn check_set<K: Ord + Copy + std::fmt::Display>(&mut self, path: &str, section: &SetSection<K>, all: &[K]) {
        self.check_items(path, &section.items, all);
        self.when(section.further_percent > 100, format!("{path}.further_percent"), "more than 100");
    }

    fn check_scale<K: Ord + Copy + std::fmt::Display>(&mut self, path: &str, items: &BTreeMap<K, Item>, all: &[K]) {
        self.check_items(path, items, all);
        self.when(
            !items.values().is_sorted_by_key(|i| i.points),
            format!("{path}.items"),
            "a worse value has fewer points",
        );
    }
}
