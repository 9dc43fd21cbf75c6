use std::collections::BTreeSet;

use haetae_document::{Document, Format, Written};
use haetae_domain::{
    policy::Policy,
    profile::{Impact, Profile},
    scoring::score,
    vocabulary::{Component, DataClass, Exposure, ImpactLevel, ServiceType, Stage, UserScale},
};
use haetae_service_kit::documents::{canonical, read_document};
use proptest::prelude::*;

use crate::testing::shipped;

fn some<K: Copy + Ord + std::fmt::Debug + 'static>(
    all: &'static [K],
    least: usize,
) -> impl Strategy<Value = BTreeSet<K>> {
    proptest::sample::subsequence(all, least..=all.len()).prop_map(BTreeSet::from_iter)
}

fn one<K: Copy + std::fmt::Debug + 'static>(all: &'static [K]) -> impl Strategy<Value = K> {
    proptest::sample::select(all)
}

fn impacts() -> impl Strategy<Value = Impact> {
    let level = || one(ImpactLevel::ALL);
    (level(), level(), level(), level()).prop_map(|(financial, reputation, legal_privacy, safety)| Impact {
        financial,
        reputation,
        legal_privacy,
        safety,
    })
}

prop_compose! {
    fn profiles()(
        service_types in some(ServiceType::ALL, 1),
        components in some(Component::ALL, 0),
        stage in one(Stage::ALL),
        exposure in one(Exposure::ALL),
        data_classes in some(DataClass::ALL, 1),
        user_scale in one(UserScale::ALL),
        impact in impacts(),
    ) -> Profile {
        Profile { service_types, components, stage, exposure, data_classes, user_scale, impact }
    }
}

/// Every input at least as bad as in both; stages are not ordered by badness.
fn worse_of(a: &Profile, b: &Profile) -> Profile {
    Profile {
        service_types: &a.service_types | &b.service_types,
        components: &a.components | &b.components,
        stage: a.stage,
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

#[test]
fn the_shipped_policy_has_no_faults_and_no_counter_example() {
    assert_eq!(shipped().examine(), vec![]);
}

#[test]
fn the_shipped_policy_is_as_publishing_stores_it() {
    let read = read_document(&canonical(&shipped()).expect("JSON"), Policy::examine).expect("no faults");
    assert_eq!(read, shipped());
}

proptest! {
    #[test]
    fn scores_stay_within_range_and_contributions_add_up(profile in profiles()) {
        let (policy, result) = (shipped(), score(&shipped(), &profile));
        prop_assert!(result.score <= 100);
        let sum: u32 = result.contributions.iter().map(|c| u32::from(c.points)).sum();
        prop_assert_eq!(sum, u32::from(result.score));
        prop_assert_eq!(result.level, policy.cut_offs.level(result.score));
        let terms = policy.levels[&result.level];
        prop_assert_eq!((result.depth, result.target_days), (terms.depth, terms.target_days));
    }

    #[test]
    fn no_worse_input_lowers_score_level_or_depth_or_gives_more_time(a in profiles(), b in profiles()) {
        let policy = shipped();
        let (was, worse) = (score(&policy, &a), score(&policy, &worse_of(&a, &b)));
        prop_assert!(worse.score >= was.score && worse.level >= was.level);
        prop_assert!(worse.depth >= was.depth && worse.target_days <= was.target_days);
        prop_assert!(was.escalators.iter().all(|id| worse.escalators.contains(id)));
    }

    #[test]
    fn the_floor_of_every_escalator_that_fires_holds(profile in profiles()) {
        let (policy, result) = (shipped(), score(&shipped(), &profile));
        for id in &result.escalators {
            let floor = policy.escalators.iter().find(|e| e.id == *id).map(|e| e.floor);
            prop_assert!(floor.is_some() && Some(result.level) >= floor);
        }
        let sensitive = [DataClass::Sensitive, DataClass::UniqueIdentifier];
        let handles = sensitive.iter().any(|class| profile.data_classes.contains(class));
        prop_assert_eq!(result.escalators.contains(&"sensitive-data".to_owned()), handles);
        prop_assert_eq!(
            result.escalators.contains(&"life-safety".to_owned()),
            profile.impact.safety == ImpactLevel::Severe
        );
    }
}

/// The published policy in each format, reworded or not, can be published again: nothing is lost and nothing is refused.
#[test]
fn the_policy_in_every_format_is_read_again_as_it_was() {
    let shipped = shipped();
    let mut reworded = Policy::clone(&shipped);
    reworded.title.en.push_str(" (new)");
    for (policy, format) in [&shipped, &reworded].into_iter().flat_map(|one| Format::ALL.map(|format| (one, format))) {
        let text = format.write(&canonical(policy).expect("JSON")).expect("a document");
        let document = Document::read(Written::text(text, format)).expect("a text of the format");
        let read = read_document(&document.bytes(), Policy::examine);
        assert_eq!(read.as_ref(), Ok(policy), "{}", format.title());
    }
}
