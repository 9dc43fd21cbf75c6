use super::*;
use proptest::prelude::*;

use crate::policy::{CutOffs, ImpactItem, Item, Terms};
use crate::profile::Impact;
use crate::text::Text;
use crate::vocabulary::*;

/// A profile with nothing to worry about.
pub(crate) fn harmless() -> Profile {
    let none = ImpactLevel::None;
    Profile {
        service_types: [ServiceType::PublicWeb].into(),
        components: BTreeSet::new(),
        stage: Stage::Planning,
        exposure: Exposure::Internal,
        data_classes: [DataClass::Public].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
    }
}

/// A policy without faults: item n of a section has n × `step` points.
pub(crate) fn policy() -> Policy {
    generated_policy(3, 50, [25, 10, 15, 30])
}

fn text() -> Text {
    Text::new("설명", "explanation")
}

fn items<K: Ord + Copy>(all: &[K], step: u8) -> BTreeMap<K, Item> {
    let points = |n: usize| u8::try_from(n).unwrap_or(u8::MAX).saturating_mul(step);
    all.iter().enumerate().map(|(n, k)| (*k, Item { points: points(n), explanation: text() })).collect()
}

fn generated_policy(step: u8, further_percent: u8, caps: [u8; 4]) -> Policy {
    let set = |cap| (cap, further_percent);
    let levels = ImpactLevel::ALL.iter().zip([0, 2, 5, 9, 14]).map(|(l, p)| (*l, p)).collect::<BTreeMap<_, _>>();
    let kinds = ImpactKind::ALL.iter().map(|k| (*k, ImpactItem { points: levels.clone(), explanation: text() }));
    let depths = [Depth::Waivable, Depth::Simplified, Depth::Full, Depth::Full];
    Policy {
        title: text(),
        cut_offs: CutOffs { medium: 40, high: 60, critical: 80 },
        service_types: {
            let (cap, further_percent) = set(caps[0]);
            SetSection { cap, further_percent, items: items(ServiceType::ALL, step) }
        },
        components: {
            let (cap, further_percent) = set(caps[1]);
            SetSection { cap, further_percent, items: items(Component::ALL, step) }
        },
        data_classes: {
            let (cap, further_percent) = set(caps[2]);
            SetSection { cap, further_percent, items: items(DataClass::ALL, step) }
        },
        stage: ScaleSection { items: items(Stage::ALL, 1) },
        exposure: ScaleSection { items: items(Exposure::ALL, 5) },
        user_scale: ScaleSection { items: items(UserScale::ALL, 2) },
        impact: ImpactSection { cap: caps[3], further_percent, kinds: kinds.collect() },
        escalators: vec![
            escalator(
                "sensitive",
                Level::High,
                EscalatorCondition { data_classes: [DataClass::Sensitive].into(), ..Default::default() },
            ),
            escalator(
                "lives",
                Level::Critical,
                EscalatorCondition {
                    min_impact: [(ImpactKind::Safety, ImpactLevel::Severe)].into(),
                    ..Default::default()
                },
            ),
        ],
        levels: Level::ALL
            .iter()
            .zip(depths)
            .map(|(l, depth)| (*l, Terms { depth, target_days: 7, automatic_waiver: false }))
            .collect(),
        finding_days: None,
        residual: None,
    }
}

fn escalator(id: &str, floor: Level, when: EscalatorCondition) -> Escalator {
    Escalator { id: id.into(), floor, when, explanation: text() }
}

fn subset<K: Copy + Ord + std::fmt::Debug + 'static>(
    all: &'static [K],
    least: usize,
) -> impl Strategy<Value = BTreeSet<K>> {
    proptest::sample::subsequence(all, least..=all.len()).prop_map(|v| v.into_iter().collect())
}

fn one<K: Copy + std::fmt::Debug + 'static>(all: &'static [K]) -> impl Strategy<Value = K> {
    proptest::sample::select(all)
}

pub(crate) fn any_profile() -> impl Strategy<Value = Profile> {
    let level = || one(ImpactLevel::ALL);
    let impact = (level(), level(), level(), level()).prop_map(|(financial, reputation, legal_privacy, safety)| {
        Impact { financial, reputation, legal_privacy, safety }
    });
    (
        subset(ServiceType::ALL, 1),
        subset(Component::ALL, 0),
        one(Stage::ALL),
        one(Exposure::ALL),
        subset(DataClass::ALL, 1),
        one(UserScale::ALL),
        impact,
    )
        .prop_map(|(service_types, components, stage, exposure, data_classes, user_scale, impact)| Profile {
            service_types,
            components,
            stage,
            exposure,
            data_classes,
            user_scale,
            impact,
        })
}

fn any_policy() -> impl Strategy<Value = Policy> {
    (0u8..30, 0u8..=100, 0u8..=25, 0u8..=12, 0u8..=20, 0u8..=25)
        .prop_map(|(step, further, a, b, c, d)| generated_policy(step, further, [a, b, c, d]))
}

/// The profile with every input at least as bad as in both.
fn worse_of(a: &Profile, b: &Profile) -> Profile {
    Profile {
        service_types: &a.service_types | &b.service_types,
        components: &a.components | &b.components,
        stage: a.stage, // stages are not ordered by badness
        exposure: a.exposure.max(b.exposure),
        data_classes: &a.data_classes | &b.data_classes,
        user_scale: a.user_scale.max(b.user_scale),
        impact: Impact {
            financial: a.impact.financial.max(b.impact.financial),
            reputation: a.impact.reputation.max(b.impact.reputation),
            legal_privacy: a.impact.legal_privacy.max(b.impact.legal_privacy),
            safety: a.impact.safety.max(b.impact.safety),
        },
    }
}

proptest! {
    #[test]
    fn contributions_add_up_to_a_score_within_range(policy in any_policy(), profile in any_profile()) {
        prop_assert_eq!(policy.faults(), vec![]);
        let result = score(&policy, &profile);
        prop_assert!(result.score <= 100);
        let sum: u32 = result.contributions.iter().map(|c| u32::from(c.points)).sum();
        prop_assert_eq!(sum, u32::from(result.score));
        prop_assert_eq!(result.level, policy.cut_offs.level(result.score));
    }

    #[test]
    fn no_worse_input_lowers_the_score(policy in any_policy(), a in any_profile(), b in any_profile()) {
        let worse = worse_of(&a, &b);
        prop_assert!(score(&policy, &worse).score >= score(&policy, &a).score);
        prop_assert!(score(&policy, &worse).level >= score(&policy, &a).level);
    }

    #[test]
    fn every_escalator_that_fires_is_listed_and_its_floor_holds(policy in any_policy(), profile in any_profile()) {
        let result = score(&policy, &profile);
        prop_assert_eq!(result.escalators.contains(&"sensitive".to_owned()), profile.data_classes.contains(&DataClass::Sensitive));
        prop_assert_eq!(result.escalators.contains(&"lives".to_owned()), profile.impact.safety == ImpactLevel::Severe);
        for id in &result.escalators {
            let floor = policy.escalators.iter().find(|e| e.id == *id).map(|e| e.floor);
            prop_assert!(Some(result.level) >= floor);
        }
    }
}

#[test]
fn only_a_level_that_may_be_waived_is_waived_by_the_policy() {
    let mut policy = policy();
    assert!(!score(&policy, &harmless()).automatic_waiver);
    for terms in policy.levels.values_mut() {
        terms.automatic_waiver = terms.depth == Depth::Waivable;
    }
    assert_eq!(policy.faults(), vec![]);
    assert!(score(&policy, &harmless()).automatic_waiver);
    policy.levels.values_mut().for_each(|terms| terms.automatic_waiver = true);
    let faults: Vec<_> = policy.faults().into_iter().map(|fault| fault.path).collect();
    assert_eq!(faults, ["levels"]);
}

#[test]
fn a_policy_that_is_not_monotone_is_named_by_its_path() {
    let mut wrong = policy();
    if let Some(item) = wrong.exposure.items.get_mut(&Exposure::Internet) {
        item.points = 0;
    }
    wrong.service_types.cap = 90;
    wrong.components.items.remove(&Component::Device);
    let paths: Vec<_> = wrong.faults().into_iter().map(|f| f.path).collect();
    assert_eq!(paths, ["components.items.device", "exposure.items", ""]);
}
