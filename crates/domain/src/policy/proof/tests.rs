use proptest::prelude::*;

use super::*;
use crate::scoring::tests::policy;
use crate::vocabulary::{Depth, Exposure, ImpactLevel, UserScale};

/// The only counter-example on this path, checked to hold.
fn found(policy: &Policy, path: &str) -> CounterExample {
    let examples: Vec<_> = policy.counter_examples().into_iter().filter(|e| e.path == path).collect();
    let [example] = examples.as_slice() else { panic!("{examples:?}") };
    assert_ne!(example.better, example.worse);
    example.clone()
}

#[test]
fn a_policy_without_faults_has_no_counter_example() {
    assert_eq!(policy().counter_examples(), vec![]);
    assert_eq!(policy().examine(), vec![]);
}

#[test]
fn a_scale_that_falls_is_shown_by_two_profiles_and_their_scores() {
    let mut wrong = policy();
    wrong.exposure.items.get_mut(&Exposure::Internet).expect("an item").points = 1;
    let example = found(&wrong, "exposure.items");
    assert_eq!((example.better.exposure, example.worse.exposure), (Exposure::Partner, Exposure::Internet));
    assert_eq!(example.better_points, u32::from(score(&wrong, &example.better).score));
    assert_eq!(example.worse_points, u32::from(score(&wrong, &example.worse).score));
    assert!(example.worse_points < example.better_points);

    let faults = wrong.examine();
    let [fault] = faults.as_slice() else { panic!("{faults:?}") };
    let scores =
        format!("exposure=partner gives {}, exposure=internet gives {}", example.better_points, example.worse_points);
    assert!(fault.reason.en.contains(&scores), "{fault}");
    assert!(fault.reason.en.contains("user_scale=up_to_1k"), "the other inputs are named: {fault}");
    assert!(fault.reason.ko.contains("반례: exposure=partner"), "{}", fault.reason.ko);
}

#[test]
fn an_impact_that_falls_is_found_on_its_own_dimension() {
    let mut wrong = policy();
    let safety = wrong.impact.kinds.get_mut(&ImpactKind::Safety).expect("a dimension");
    safety.points.insert(ImpactLevel::Major, 0);
    let example = found(&wrong, "impact.kinds.safety.points");
    assert_eq!(
        (example.better.impact.safety, example.worse.impact.safety),
        (ImpactLevel::Moderate, ImpactLevel::Major)
    );
    assert_eq!(example.breach, BrokenPromise::LowersScore);
}

#[test]
fn a_fall_behind_a_full_section_is_found_on_other_profiles() {
    let mut wrong = policy();
    wrong.user_scale.items.get_mut(&UserScale::Over1m).expect("an item").points = 0;
    // The least harmful profiles are all lifted to one floor, which hides the fall there.
    wrong.escalators[0].when =
        super::super::EscalatorCondition { min_exposure: Some(Exposure::Internal), ..Default::default() };
    wrong.escalators[0].floor = Level::Medium;
    assert!(found(&wrong, "user_scale.items").better_points > 40);
}

#[test]
fn more_than_a_hundred_points_is_shown_by_a_profile_that_gets_them() {
    let mut wrong = policy();
    wrong.service_types.cap = 90;
    let example = found(&wrong, "");
    assert_eq!(example.breach, BrokenPromise::OverHundred);
    assert!(example.worse_points > 100);
    assert_eq!(score(&wrong, &example.worse).score, 100);
}

#[test]
fn a_higher_level_with_less_depth_or_more_time_is_shown() {
    let mut wrong = policy();
    wrong.levels.get_mut(&Level::Critical).expect("a level").depth = Depth::Waivable;
    let example = found(&wrong, "levels");
    assert_eq!(example.breach, BrokenPromise::LowersTerms);
    assert_eq!(score(&wrong, &example.worse).depth, Depth::Waivable);

    let mut slow = policy();
    slow.levels.get_mut(&Level::Critical).expect("a level").target_days = 90;
    assert_eq!(found(&slow, "levels").breach, BrokenPromise::LowersTerms);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever points are drawn: a policy the structural checks pass has no counter-example, and one whose scale falls
    /// is refused with two profiles on which it does, unless the fall is hidden from every profile.
    #[test]
    fn structure_and_search_agree(points in proptest::collection::vec(0u8..12, 7)) {
        let mut drawn = policy();
        for (item, points) in drawn.exposure.items.values_mut().zip(&points) {
            item.points = *points;
        }
        for (item, points) in drawn.user_scale.items.values_mut().zip(&points[3..]) {
            item.points = *points;
        }
        drawn.service_types.cap = 15; // leaves room for 11 points in both
        let paths = |all: Vec<String>| { let mut all = all; all.sort(); all };
        let faults = paths(drawn.faults().into_iter().map(|f| f.path).collect());
        let examples = drawn.counter_examples();
        prop_assert_eq!(faults, paths(examples.iter().map(|e| e.path.clone()).collect()));
        for example in examples {
            prop_assert!(score(&drawn, &example.worse).score < score(&drawn, &example.better).score);
        }
    }
}
