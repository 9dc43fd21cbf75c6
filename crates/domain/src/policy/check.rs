//! What a policy must be to be published: complete, monotone, within 0–100.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::{CutOffs, EscalatorCondition, Item, Policy, SetSection};
use crate::faults::{Fault, Faults, is_slug};
use crate::vocabulary::{
    Component, DataClass, Exposure, ImpactKind, ImpactLevel, Level, ServiceType, Stage, UserScale,
};

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

impl Faults {
    fn check_items<K: Ord + Copy + Display>(&mut self, path: &str, items: &BTreeMap<K, Item>, all: &[K]) {
        for key in all {
            match items.get(key) {
                Some(item) => self.text(&format!("{path}.items.{key}.explanation"), &item.explanation),
                None => self.push(format!("{path}.items.{key}"), "missing"),
            }
        }
    }

    fn check_set<K: Ord + Copy + Display>(&mut self, path: &str, section: &SetSection<K>, all: &[K]) {
        self.check_items(path, &section.items, all);
        self.when(section.further_percent > 100, format!("{path}.further_percent"), "more than 100");
    }

    fn check_scale<K: Ord + Copy + Display>(&mut self, path: &str, items: &BTreeMap<K, Item>, all: &[K]) {
        self.check_items(path, items, all);
        self.when(
            !items.values().is_sorted_by_key(|i| i.points),
            format!("{path}.items"),
            "a worse value has fewer points",
        );
    }
}
