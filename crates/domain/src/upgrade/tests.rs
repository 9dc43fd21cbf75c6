use super::*;
use proptest::prelude::*;

use crate::catalog::Condition;
use crate::catalog::fixture::{control, rule, text};
use crate::diagnosis::{FindingTerms, Generated};
use crate::ids::Person;
use crate::scoring::tests::harmless;
use crate::text::Text;
use crate::vocabulary::{Layer, Level, Stage};

fn catalog() -> Catalog {
    Catalog {
        id: "c".into(),
        title: text(),
        source: text(),
        controls: ["A", "B", "C", "D"].map(|id| control(id, Layer::Data, Level::High)).into(),
        rules: vec![rule("all", Condition::default(), &["A", "B", "C", "D"])],
        threats: vec![],
        solutions: vec![],
    }
}

/// A diagnosis in operation, where every control has its two checks.
fn diagnosis(catalog: &Catalog) -> Diagnosis {
    let mut profile = harmless();
    profile.stage = Stage::Operation;
    let checkpoints = select([catalog], &profile, Level::Low);
    let (level, requester, team) = (Level::Low, Person::default(), String::new());
    let (catalogs, terms) = (vec![], FindingTerms::default());
    Diagnosis::new(Generated { catalogs, profile, level, requester, team, checkpoints, terms })
}

/// What newer catalogues make of the same profile and level.
fn compare<'a>(from: [&'a Catalog; 1], to: [&'a Catalog; 1], diagnosis: &Diagnosis) -> Upgrade {
    super::compare(from, to, diagnosis, (&diagnosis.generated.profile, diagnosis.generated.level))
}

#[test]
fn each_checkpoint_is_kept_changed_new_or_retired() {
    let old = catalog();
    let mut new = old.clone();
    new.controls[0].checks[1].en = "b".into();
    new.controls[1].mandatory_from = Level::Low;
    new.controls[2].id = "E".into();
    new.rules[0].controls[2] = "E".into();
    assert_eq!(new.faults(), vec![]);

    let upgrade = compare([&old], [&new], &diagnosis(&old));
    let lines = |list: &[Selected]| list.iter().map(|s| s.key.to_string()).collect::<Vec<_>>();
    let changed: Vec<_> = upgrade.changed.iter().map(|c| (c.now.key.to_string(), c.differences.clone())).collect();
    assert_eq!(upgrade.kept.iter().map(ToString::to_string).collect::<Vec<_>>(), ["c:A:1", "c:D:1", "c:D:2"]);
    assert_eq!(changed[0], ("c:A:2".to_owned(), vec![Difference::Check]));
    assert_eq!(upgrade.reworded().iter().map(ToString::to_string).collect::<Vec<_>>(), ["c:A:2"]);
    assert_eq!(
        changed[1..],
        [("c:B:1".to_owned(), vec![Difference::Mandatory]), ("c:B:2".to_owned(), vec![Difference::Mandatory])]
    );
    assert_eq!(
        (lines(&upgrade.new), lines(&upgrade.retired)),
        (vec!["c:E:1".to_owned(), "c:E:2".to_owned()], vec!["c:C:1".to_owned(), "c:C:2".to_owned()])
    );
}

#[test]
fn every_difference_is_told() {
    let old = catalog();
    let mut new = old.clone();
    new.controls[0].requirements[0].ko = "나".into();
    new.controls[0].countermeasure = Text::new("나", "b");
    new.controls[0].layer = Layer::Client;
    new.rules.push(rule("more", Condition::default(), &["A"]));
    let upgrade = compare([&old], [&new], &diagnosis(&old));
    let all = [Difference::Requirement, Difference::Countermeasure, Difference::Layer, Difference::Rules];
    assert_eq!(upgrade.changed[0].differences, all);
    assert_eq!(upgrade.changed.len(), 2);
    let mut new = old.clone();
    new.controls[0].title = Text::new("새 제목", "another title");
    let upgrade = compare([&old], [&new], &diagnosis(&old));
    assert_eq!(upgrade.changed[0].differences, [Difference::Title], "another title is not another requirement");
}

proptest! {
    #[test]
    fn nothing_is_lost_and_the_same_version_changes_nothing(gone in proptest::sample::subsequence(vec![0_usize, 1, 2, 3], 0..4)) {
        let old = catalog();
        let mut new = old.clone();
        let ids: Vec<String> = gone.iter().map(|n| old.controls[*n].id.clone()).collect();
        new.controls.retain(|c| !ids.contains(&c.id));
        new.rules[0].controls.retain(|id| !ids.contains(id));
        let diagnosis = diagnosis(&old);
        let upgrade = compare([&old], [&new], &diagnosis);
        prop_assert_eq!(upgrade.kept.len() + upgrade.changed.len() + upgrade.retired.len(), diagnosis.generated.checkpoints.len());
        prop_assert_eq!(upgrade.retired.len(), 2 * gone.len());
        let same = compare([&old], [&old], &diagnosis);
        prop_assert_eq!(same.kept.len(), diagnosis.generated.checkpoints.len());
    }
}
