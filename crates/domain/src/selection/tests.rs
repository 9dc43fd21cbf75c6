use super::*;
use proptest::prelude::*;

use crate::catalog::fixture::{control, rule, text};
use crate::scoring::tests::any_profile;
use crate::vocabulary::*;

fn catalog() -> Catalog {
    Catalog {
        id: "web".into(),
        title: text(),
        source: text(),
        controls: vec![
            control("D1", Layer::Data, Level::Low),
            control("C1", Layer::Client, Level::High),
            control("C2", Layer::Client, Level::Medium),
        ],
        rules: vec![
            rule("all", Condition::default(), &["C1"]),
            rule(
                "pay",
                Condition { service_types: [ServiceType::Payment].into(), ..Default::default() },
                &["C1", "D1"],
            ),
            rule(
                "high",
                Condition { min_level: Some(Level::High), min_exposure: Some(Exposure::Partner), ..Default::default() },
                &["C2"],
            ),
        ],
        threats: vec![],
        solutions: vec![],
    }
}

fn find<'a>(list: &'a [Selected], key: &CheckpointKey) -> Option<&'a Selected> {
    list.iter().find(|s| s.key == *key)
}

#[test]
fn the_catalogue_of_these_tests_has_no_faults() {
    assert_eq!(catalog().faults(), vec![]);
}

#[test]
fn a_control_picked_by_two_rules_is_listed_once_with_both_reasons_and_layers_come_in_flow_order() {
    let mut profile = crate::scoring::tests::harmless();
    profile.service_types.insert(ServiceType::Payment);
    let list = select([&catalog()], &profile, Level::Low);
    let lines: Vec<_> = list.iter().map(|s| (s.key.to_string(), s.mandatory, s.rules.join("+"))).collect();
    assert_eq!(
        lines,
        [("web:C1:1".to_owned(), false, "all+pay".to_owned()), ("web:D1:1".to_owned(), true, "pay".to_owned())]
    );
}

#[test]
fn faults_name_the_orphan_the_unknown_and_the_untranslated() {
    let mut wrong = catalog();
    wrong.rules[1].controls = vec!["X9".into()];
    wrong.controls[1].title.ko.clear();
    let faults: Vec<_> = wrong.faults().iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "controls[D1]: no rule selects it",
            "controls[C1].title.ko: missing",
            "rules[pay].controls: there is no control X9"
        ]
    );
}

proptest! {
    #[test]
    fn more_service_types_never_remove_a_checkpoint(profile in any_profile(), extra in proptest::sample::select(ServiceType::ALL), level in proptest::sample::select(Level::ALL)) {
        let mut more = profile.clone();
        more.service_types.insert(extra);
        let longer = select([&catalog()], &more, level);
        for line in select([&catalog()], &profile, level) {
            prop_assert!(find(&longer, &line.key).is_some());
        }
    }

    #[test]
    fn a_higher_level_never_makes_a_mandatory_checkpoint_optional(profile in any_profile(), a in proptest::sample::select(Level::ALL), b in proptest::sample::select(Level::ALL)) {
        let (low, high) = (a.min(b), a.max(b));
        let higher = select([&catalog()], &profile, high);
        for line in select([&catalog()], &profile, low) {
            prop_assert!(find(&higher, &line.key).is_some_and(|h| h.mandatory >= line.mandatory));
        }
    }

    #[test]
    fn no_checkpoint_is_listed_twice(profile in any_profile(), level in proptest::sample::select(Level::ALL)) {
        let list = select([&catalog()], &profile, level);
        let keys: std::collections::HashSet<_> = list.iter().map(|s| &s.key).collect();
        prop_assert_eq!(keys.len(), list.len());
    }
}
