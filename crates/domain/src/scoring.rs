//! Scoring: computes from a profile and a policy a score, a level and the reasons for both.
//!
//! Guaranteed for every policy without faults: the score is within 0–100, the contributions add up to it, no worse
//! input lowers it, and the order of inputs does not matter (they are sets).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{
    Escalator, EscalatorCondition, FindingDays, ImpactSection, Policy, ScaleSection, SetSection, Terms,
};
use crate::profile::Profile;
use crate::vocabulary::{Depth, ImpactKind, Level};

/// A score with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// 0–100.
    pub score: u8,
    /// By the policy's cut-offs.
    pub level: Level,
    /// They add up to the score; in the order of the sections, heaviest first within one.
    pub contributions: Vec<Contribution>,
    /// Ids of the escalators that fired, in the policy's order.
    pub escalators: Vec<String>,
    /// The required depth of the review.
    pub depth: Depth,
    /// Maximum number of business days in Seoul.
    pub target_days: u16,
    /// Calendar days for the fix of a finding.
    pub finding_days: FindingDays,
    /// Whether the policy waives the diagnosis automatically.
    pub automatic_waiver: bool,
}

/// One reason for the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Section of the policy.
    pub section: Section,
    /// Item within the section.
    pub item: Cow<'static, str>,
    /// Points it gave, at least 1.
    pub points: u8,
}

/// A section of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The service type.
    ServiceTypes,
    /// Parts it touches.
    Components,
    /// Data it handles.
    DataClasses,
    /// The life-cycle stage.
    Stage,
    /// The exposure.
    Exposure,
    /// The number of users.
    UserScale,
    /// The business impact.
    Impact,
    /// An escalator, which raises the score to the minimum of a level.
    Escalator,
}

impl Section {
    /// Every section.
    pub const ALL: &[Self] = &[
        Self::ServiceTypes,
        Self::Components,
        Self::DataClasses,
        Self::Stage,
        Self::Exposure,
        Self::UserScale,
        Self::Impact,
        Self::Escalator,
    ];

    /// As contracts write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceTypes => "service_types",
            Self::Components => "components",
            Self::DataClasses => "data_classes",
            Self::Stage => "stage",
            Self::Exposure => "exposure",
            Self::UserScale => "user_scale",
            Self::Impact => "impact",
            Self::Escalator => "escalator",
        }
    }

    /// The section for its written form.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.as_str() == word)
    }
}

/// The terms of a level for which a faulty policy has none.
const STRICTEST: Terms = Terms { depth: Depth::Full, target_days: 1, automatic_waiver: false };

/// Scores a profile.
pub fn score(policy: &Policy, profile: &Profile) -> Score {
    let mut sum = Sum::of(policy, profile);
    let fired: Vec<&Escalator> = policy.escalators.iter().filter(|e| fires(&e.when, profile)).collect();
    // The first of the strongest escalators raises the score, so that level and score always agree with the cut-offs.
    if let Some(strongest) = fired.iter().rev().max_by_key(|e| e.floor) {
        let lift = policy.cut_offs.floor(strongest.floor).saturating_sub(sum.score);
        sum.add(Section::Escalator, Cow::Owned(strongest.id.clone()), lift);
    }
    let level = policy.cut_offs.level(sum.score);
    let Terms { depth, target_days, automatic_waiver } = policy.levels.get(&level).copied().unwrap_or(STRICTEST);
    Score {
        score: sum.score,
        level,
        contributions: sum.contributions,
        escalators: fired.iter().map(|e| e.id.clone()).collect(),
        depth,
        target_days,
        finding_days: policy.finding_days.unwrap_or_default(),
        automatic_waiver,
    }
}

/// The points of all sections before the limit of 100; more than 100 only under a faulty policy.
pub(crate) fn offered(policy: &Policy, profile: &Profile) -> u32 {
    Sum::of(policy, profile).offered
}

fn fires(when: &EscalatorCondition, profile: &Profile) -> bool {
    any_of(&when.service_types, &profile.service_types)
        && any_of(&when.components, &profile.components)
        && any_of(&when.data_classes, &profile.data_classes)
        && when.min_exposure.is_none_or(|least| profile.exposure >= least)
        && when.min_user_scale.is_none_or(|least| profile.user_scale >= least)
        && (when.min_impact.is_empty()
            || when.min_impact.iter().any(|(kind, least)| profile.impact.of(*kind) >= *least))
}

/// Whether a condition with alternatives holds; an empty condition always does.
pub(crate) fn any_of<K: Ord>(wanted: &BTreeSet<K>, given: &BTreeSet<K>) -> bool {
    wanted.is_empty() || !wanted.is_disjoint(given)
}

#[derive(Default)]
struct Sum {
    score: u8,
    offered: u32,
    contributions: Vec<Contribution>,
}

impl Sum {
    /// The points of the sections.
    fn of(policy: &Policy, profile: &Profile) -> Self {
        let mut sum = Self::default();
        sum.set(Section::ServiceTypes, &policy.service_types, &profile.service_types, |k| k.as_str());
        sum.set(Section::Components, &policy.components, &profile.components, |k| k.as_str());
        sum.set(Section::DataClasses, &policy.data_classes, &profile.data_classes, |k| k.as_str());
        sum.scale(Section::Stage, &policy.stage, profile.stage, profile.stage.as_str());
        sum.scale(Section::Exposure, &policy.exposure, profile.exposure, profile.exposure.as_str());
        sum.scale(Section::UserScale, &policy.user_scale, profile.user_scale, profile.user_scale.as_str());
        sum.impact(&policy.impact, profile);
        sum
    }

    fn add(&mut self, section: Section, item: Cow<'static, str>, points: u8) {
        self.offered += u32::from(points);
        let points = points.min(100 - self.score);
        if points > 0 {
            self.score += points;
            self.contributions.push(Contribution { section, item, points });
        }
    }

    fn scale<K: Ord>(&mut self, section: Section, policy: &ScaleSection<K>, value: K, word: &'static str) {
        self.add(section, Cow::Borrowed(word), policy.items.get(&value).map_or(0, |i| i.points));
    }

    fn set<K: Ord + Copy>(
        &mut self,
        section: Section,
        policy: &SetSection<K>,
        given: &BTreeSet<K>,
        word: fn(K) -> &'static str,
    ) {
        let weighted = given.iter().map(|k| (word(*k), policy.items.get(k).map_or(0, |i| i.points))).collect();
        self.capped(section, weighted, policy.further_percent, policy.cap);
    }

    fn impact(&mut self, policy: &ImpactSection, profile: &Profile) {
        let points = |kind: ImpactKind, table: &BTreeMap<_, u8>| table.get(&profile.impact.of(kind)).copied();
        let weighted =
            policy.kinds.iter().map(|(kind, item)| (kind.as_str(), points(*kind, &item.points).unwrap_or(0))).collect();
        self.capped(Section::Impact, weighted, policy.further_percent, policy.cap);
    }

    /// The heaviest item in full and the others by their share, until the cap is reached.
    fn capped(&mut self, section: Section, mut weighted: Vec<(&'static str, u8)>, further_percent: u8, cap: u8) {
        weighted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut left = cap;
        for (rank, (item, weight)) in weighted.into_iter().enumerate() {
            let share = if rank == 0 { 100 } else { u32::from(further_percent) };
            let points = u8::try_from(u32::from(weight) * share / 100).unwrap_or(u8::MAX).min(left);
            left -= points;
            self.add(section, Cow::Borrowed(item), points);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
