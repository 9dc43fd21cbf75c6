//! Checks before a policy is published: complete, monotone, within 0–100.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::{CutOffs, EscalatorCondition, Item, Policy, SetSection};
use crate::faults::{Fault, Faults, MISSING, NO_SLUG, USED_TWICE, is_slug};
use crate::vocabulary::{
    Component, DataClass, Depth, Exposure, ImpactKind, ImpactLevel, Level, ServiceType, Stage, UserScale,
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
        self.check_finding_days(&mut faults);
        faults.when(
            self.residual.unwrap_or_default().kept_percent > 100,
            "residual.kept_percent",
            ("백분율은 0 이상 100 이하여야 합니다.", "must be a percentage, 0–100"),
        );
        faults.when(
            self.most_points() > 100,
            "",
            (
                format!("모든 영역의 점수를 더하면 최대 {}점으로 100점을 넘습니다.", self.most_points()),
                format!("the sections can add up to {}, more than 100", self.most_points()),
            ),
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
        faults.when(self.impact.further_percent > 100, "impact.further_percent", ("100을 넘습니다.", "more than 100"));
        for kind in ImpactKind::ALL {
            let path = format!("impact.kinds.{kind}");
            let Some(item) = self.impact.kinds.get(kind) else {
                faults.push(path, MISSING);
                continue;
            };
            faults.text(&format!("{path}.explanation"), &item.explanation);
            let points: Vec<_> = ImpactLevel::ALL.iter().map(|l| item.points.get(l)).collect();
            faults.when(
                points.contains(&None),
                format!("{path}.points"),
                ("빠진 등급이 있습니다.", "a level is missing"),
            );
            faults.when(
                !points.is_sorted(),
                format!("{path}.points"),
                ("더 심각한 수준의 점수가 더 낮습니다.", "a worse level has fewer points"),
            );
        }
    }

    fn check_cut_offs(&self, faults: &mut Faults) {
        let CutOffs { medium, high, critical } = self.cut_offs;
        if 0 < medium && medium < high && high < critical && critical <= 100 {
            return;
        }
        let reached: BTreeSet<Level> = (0..=100).map(|score| self.cut_offs.level(score)).collect();
        let never: Vec<_> = Level::ALL.iter().filter(|l| !reached.contains(l)).map(|l| l.as_str()).collect();
        let never = never.join(", ");
        let (mut ko, mut en) = ("1~100 안에서 점점 커져야 합니다.".to_owned(), "must rise within 1–100".to_owned());
        if !never.is_empty() {
            ko.push_str(&format!(" 어떤 점수도 {never} 등급이 되지 않습니다."));
            en.push_str(&format!("; no score is {never}"));
        }
        faults.push("cut_offs", (ko, en));
    }

    fn check_escalators(&self, faults: &mut Faults) {
        let mut seen = BTreeSet::new();
        for (index, escalator) in self.escalators.iter().enumerate() {
            let path = format!("escalators[{index}]");
            faults.when(!is_slug(&escalator.id), format!("{path}.id"), NO_SLUG);
            faults.when(!seen.insert(&escalator.id), format!("{path}.id"), USED_TWICE);
            faults.when(
                escalator.when == EscalatorCondition::default(),
                format!("{path}.when"),
                ("조건이 없습니다.", "has no condition"),
            );
            faults.text(&format!("{path}.explanation"), &escalator.explanation);
        }
    }

    fn check_levels(&self, faults: &mut Faults) {
        let terms: Vec<_> = Level::ALL.iter().filter_map(|l| self.levels.get(l)).collect();
        faults.when(terms.len() != Level::ALL.len(), "levels", ("빠진 등급이 있습니다.", "a level is missing"));
        faults.when(
            !terms.is_sorted_by_key(|t| t.depth),
            "levels",
            ("더 높은 등급의 검토 수준이 더 낮습니다.", "a higher level has a lesser depth"),
        );
        let rising = terms.windows(2).any(|pair| pair[0].target_days < pair[1].target_days);
        faults.when(rising, "levels", ("더 높은 등급의 목표 기간이 더 깁니다.", "a higher level has more target days"));
        faults.when(
            terms.iter().any(|t| t.target_days == 0),
            "levels",
            ("target_days는 1 이상이어야 합니다.", "target_days must be at least 1"),
        );
        faults.when(
            terms.iter().any(|t| t.automatic_waiver && t.depth != Depth::Waivable),
            "levels",
            (
                "automatic_waiver는 검토 수준(depth)이 waivable인 등급에만 켤 수 있습니다.",
                "automatic_waiver is only for a level whose depth is waivable",
            ),
        );
    }

    fn check_finding_days(&self, faults: &mut Faults) {
        let days = self.finding_days.unwrap_or_default();
        let days: Vec<_> = Level::ALL.iter().map(|level| days.of(*level)).collect();
        let rising = days.windows(2).any(|pair| pair[0] < pair[1]);
        faults.when(
            rising,
            "finding_days",
            ("더 심각한 조치 항목의 조치 기한이 더 깁니다.", "a more severe finding has more days"),
        );
        faults.when(
            days.contains(&0),
            "finding_days",
            ("조치 기한은 1일 이상이어야 합니다.", "each must be at least 1 day"),
        );
    }
}

impl Faults {
    fn check_items<K: Ord + Copy + Display>(&mut self, path: &str, items: &BTreeMap<K, Item>, all: &[K]) {
        for key in all {
            match items.get(key) {
                Some(item) => self.text(&format!("{path}.items.{key}.explanation"), &item.explanation),
                None => self.push(format!("{path}.items.{key}"), MISSING),
            }
        }
    }

    fn check_set<K: Ord + Copy + Display>(&mut self, path: &str, section: &SetSection<K>, all: &[K]) {
        self.check_items(path, &section.items, all);
        self.when(
            section.further_percent > 100,
            format!("{path}.further_percent"),
            ("100을 넘습니다.", "more than 100"),
        );
    }

    fn check_scale<K: Ord + Copy + Display>(&mut self, path: &str, items: &BTreeMap<K, Item>, all: &[K]) {
        self.check_items(path, items, all);
        self.when(
            !items.values().is_sorted_by_key(|i| i.points),
            format!("{path}.items"),
            ("더 위험한 값의 점수가 더 낮습니다.", "a worse value has fewer points"),
        );
    }
}
