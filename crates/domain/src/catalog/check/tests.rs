use super::*;

use crate::catalog::fixture::{control, rule, solution, text, threat};
use crate::catalog::{Condition, Staged};
use crate::vocabulary::{Layer, Level};

/// Two controls, two rules, two threats and two solutions, every link in use.
fn catalog() -> Catalog {
    let mut first = control("C-1", Layer::Client, Level::Low);
    first.solutions = vec!["lock".into()];
    first.references = vec!["S 1".into(), "S 2".into()];
    Catalog {
        id: "c".into(),
        title: text(),
        source: text(),
        controls: vec![first, control("C-2", Layer::Data, Level::High)],
        rules: vec![
            rule("all", Condition::default(), &["C-1"]),
            rule("high", Condition { min_level: Some(Level::High), ..Default::default() }, &["C-1", "C-2"]),
        ],
        threats: vec![threat("theft", &[]), threat("fire", &[])],
        solutions: vec![solution("lock", &["theft"]), solution("alarm", &["theft", "fire"])],
    }
}

type Spoil = fn(&mut Catalog);

/// What is done to a good catalogue, and the path of the fault it must be refused with.
const SPOILT: [(&str, Spoil); 40] = [
    ("id", |c| c.id = "Web Service".into()),
    ("id", |c| c.id = "x".repeat(65)),
    ("title.ko", |c| c.title.ko.clear()),
    ("title.en", |c| c.title.en = " a".into()),
    ("source.en", |c| c.source.en = "a".repeat(2001)),
    ("source.ko", |c| c.source.ko = "가\u{7}".into()),
    ("controls", |c| c.controls.clear()),
    ("controls[C-1].id", |c| c.controls[1].id = "C-1".into()),
    ("controls[C:2].id", |c| c.controls[1].id = "C:2".into()),
    ("controls[].id", |c| c.controls[1].id.clear()),
    ("controls[C-2]", |c| c.rules[1].controls.truncate(1)),
    ("controls[C-1].area.en", |c| c.controls[0].area.en.clear()),
    ("controls[C-1].title.ko", |c| c.controls[0].title.ko = "\u{3000}".into()),
    ("controls[C-1].countermeasure.ko", |c| c.controls[0].countermeasure.ko.clear()),
    ("controls[C-1].requirements", |c| c.controls[0].requirements.clear()),
    ("controls[C-1].requirements", |c| c.controls[0].requirements[0].stages = [Stage::Planning].into()),
    ("controls[C-1].requirements", |c| {
        let more = Staged { stages: [Stage::Operation].into(), ko: "가".into(), en: "a".into() };
        c.controls[0].requirements.push(more);
    }),
    ("controls[C-1].requirements[0].en", |c| c.controls[0].requirements[0].en.clear()),
    ("controls[C-1].checks", |c| c.controls[0].checks.clear()),
    ("controls[C-1].checks", |c| c.controls[0].checks[0].stages = [Stage::Operation].into()),
    ("controls[C-1].checks[1].id", |c| c.controls[0].checks[1].id = "1".into()),
    ("controls[C-1].checks[a b].id", |c| c.controls[0].checks[1].id = "a b".into()),
    ("controls[C-1].checks[2].ko", |c| c.controls[0].checks[1].ko.clear()),
    ("controls[C-1].solutions", |c| c.controls[0].solutions = vec!["lok".into()]),
    ("controls[C-1].solutions", |c| c.controls[0].solutions.push("lock".into())),
    ("controls[C-1].references", |c| c.controls[0].references[1] = "S 1".into()),
    ("controls[C-1].references[1]", |c| c.controls[0].references[1].clear()),
    ("controls[C-1].note", |c| c.controls[0].provenance = Provenance::Corrected),
    ("controls[C-1].note.en", |c| c.controls[0].note = Some(Text::new("가", ""))),
    ("rules[all].id", |c| c.rules[1].id = "all".into()),
    ("rules[All].id", |c| c.rules[0].id = "All".into()),
    ("rules[all].reason.ko", |c| c.rules[0].reason.ko.clear()),
    ("rules[all].controls", |c| c.rules[0].controls.clear()),
    ("rules[all].controls", |c| c.rules[0].controls.push("C-3".into())),
    ("rules[high].controls", |c| c.rules[1].controls.push("C-2".into())),
    ("threats[theft].id", |c| c.threats[1].id = "theft".into()),
    ("threats[fire].note", |c| c.threats[1].provenance = Provenance::Inferred),
    ("solutions[lock].id", |c| c.solutions[1].id = "lock".into()),
    ("solutions[alarm].manages", |c| c.solutions[1].manages[1].threat = "fires".into()),
    ("solutions[alarm].manages[fire].source_name", |c| c.solutions[1].manages[1].source_name.clear()),
];

#[test]
fn each_fault_is_found_at_its_path_and_told_in_both_languages() {
    assert_eq!(catalog().faults(), vec![]);
    for (n, (path, spoil)) in SPOILT.into_iter().enumerate() {
        let mut spoilt = catalog();
        spoil(&mut spoilt);
        let faults = spoilt.faults();
        assert!(faults.iter().any(|f| f.path == path), "case {n}, {path}: {faults:?}");
        assert!(faults.iter().all(|f| !f.reason.ko.is_empty() && !f.reason.en.is_empty()), "{faults:?}");
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let mut spoilt = catalog();
    spoilt.title.ko.clear();
    spoilt.controls[0].checks[1].ko.clear();
    spoilt.rules[0].controls.push("C-3".into());
    spoilt.solutions[1].manages[1].threat = "fires".into();
    let paths: Vec<_> = spoilt.faults().into_iter().map(|f| f.path).collect();
    assert_eq!(paths, ["title.ko", "controls[C-1].checks[2].ko", "rules[all].controls", "solutions[alarm].manages"]);
}
