use super::*;
use jiff::Timestamp;
use proptest::prelude::*;

use crate::catalog::fixture::{control, rule, solution, text, threat};
use crate::diagnosis::{FindingTerms, Generated, Judged, Verdict};
use crate::evidence::References;
use crate::ids::Person;
use crate::scoring::tests::harmless;
use crate::selection::select;
use crate::vocabulary::{Component, Layer, Level, Method};
use VerdictResult::{Fail, NotApplicable, Partial, Pass};

/// Two solutions manage `theft`: `lock`, called for by A (mandatory, two checks) and B (recommended), and `guard`,
/// called for by C (recommended). `fire` is managed by nothing; `flood` concerns other components.
fn catalog() -> Catalog {
    let citing = |id: &str, from: Level, solution: &str| {
        let mut control = control(id, Layer::Data, from);
        control.checks[1].stages.clear();
        control.solutions = vec![solution.into()];
        control
    };
    Catalog {
        id: "c".into(),
        title: text(),
        source: text(),
        controls: vec![
            citing("A", Level::Low, "lock"),
            citing("B", Level::High, "lock"),
            citing("C", Level::High, "guard"),
        ],
        rules: vec![rule("all", Default::default(), &["A", "B", "C"])],
        threats: vec![
            threat("theft", &[Component::Device]),
            threat("fire", &[Component::Device]),
            threat("flood", &[Component::Service]),
        ],
        solutions: vec![solution("lock", &["theft"]), solution("guard", &["theft"])],
    }
}

fn diagnosis(catalog: &Catalog, verdicts: &[(&str, VerdictResult)]) -> Diagnosis {
    let mut profile = harmless();
    profile.components.insert(Component::Device);
    let checkpoints = select([catalog], &profile, Level::Low);
    let judged = |(line, result): &(&str, VerdictResult)| {
        let found = checkpoints.iter().find(|c| format!("{}:{}", c.key.control, c.key.check) == *line);
        let checkpoint = found.expect("on the list").key.clone();
        let verdict = Verdict {
            checkpoint,
            result: *result,
            method: Method::Examine,
            reason: "r".into(),
            evidence: References::default(),
            compensating_control: String::new(),
        };
        (verdict.checkpoint.clone(), Judged { verdict, round: 1, by: Person::default(), at: Timestamp::UNIX_EPOCH })
    };
    let verdicts = verdicts.iter().map(judged).collect();
    let generated = Generated {
        catalogs: vec![],
        profile,
        level: Level::Low,
        requester: Person::default(),
        team: String::new(),
        checkpoints,
        terms: FindingTerms::default(),
    };
    Diagnosis { verdicts, ..Diagnosis::new(generated) }
}

/// The coverage of `theft`, then of its paths.
fn theft(verdicts: &[(&str, VerdictResult)]) -> (Coverage, Vec<Coverage>) {
    let catalog = catalog();
    let diagnosis = diagnosis(&catalog, verdicts);
    let list = coverage([&catalog], &diagnosis);
    (list[0].coverage, list[0].paths.iter().map(|p| p.coverage).collect())
}

#[test]
fn only_threats_to_the_components_are_listed_and_one_that_nothing_manages_is_not_assessed() {
    let catalog = catalog();
    assert_eq!(catalog.faults(), vec![]);
    let diagnosis = diagnosis(&catalog, &[("A:1", Pass), ("A:2", Pass)]);
    let list = coverage([&catalog], &diagnosis);
    let lines: Vec<_> = list.iter().map(|t| (t.threat.id.as_str(), t.coverage, t.paths.len())).collect();
    assert_eq!(lines, [("theft", Coverage::Covered, 2), ("fire", Coverage::NotAssessed, 0)]);
    assert_eq!(list[0].paths[0].links.len(), 4, "recommended links are shown too");
}

#[test]
fn a_path_is_as_strong_as_its_weakest_mandatory_link() {
    use Coverage::{Covered, NotAssessed, PartlyCovered, Uncovered};
    let lock = |verdicts: &[(&str, VerdictResult)]| theft(verdicts).1[0];
    assert_eq!(lock(&[]), NotAssessed);
    assert_eq!(lock(&[("A:1", Pass)]), PartlyCovered, "the other mandatory check is open");
    assert_eq!(lock(&[("A:1", Pass), ("A:2", Fail)]), PartlyCovered);
    assert_eq!(lock(&[("A:1", Partial)]), PartlyCovered);
    assert_eq!(lock(&[("A:1", Fail)]), Uncovered);
    assert_eq!(lock(&[("A:1", Pass), ("A:2", Pass), ("B:1", Fail)]), Covered, "B is only recommended");
    assert_eq!(lock(&[("B:1", Pass), ("B:2", Pass)]), NotAssessed, "nothing mandatory was judged");
    assert_eq!(lock(&[("A:1", Pass), ("A:2", NotApplicable)]), Covered);
    assert_eq!(lock(&[("A:1", NotApplicable), ("A:2", NotApplicable)]), NotAssessed);
}

#[test]
fn a_path_without_mandatory_links_must_pass_the_recommended_ones() {
    assert_eq!(theft(&[]).1[1], Coverage::NotAssessed);
    assert_eq!(theft(&[("C:1", Pass)]).1[1], Coverage::PartlyCovered);
    assert_eq!(
        theft(&[("C:1", Pass), ("C:2", Pass)]),
        (Coverage::Covered, vec![Coverage::NotAssessed, Coverage::Covered])
    );
}

#[test]
fn the_outlook_ranks_what_would_cover_most() {
    let of = |verdicts: &[(&str, VerdictResult)]| {
        let catalog = catalog();
        let (threats, gains) = outlook([&catalog], &diagnosis(&catalog, verdicts));
        let gains: Vec<_> = gains.into_iter().map(|g| (g.control, g.checkpoints, g.coverage_halves)).collect();
        (threats.into_iter().map(|t| (t.threat, t.coverage)).collect::<Vec<_>>(), gains)
    };
    let (threats, gains) = of(&[("A:1", Fail), ("A:2", Pass), ("B:1", Fail)]);
    assert_eq!(threats, [("theft".to_owned(), Coverage::PartlyCovered), ("fire".to_owned(), Coverage::NotAssessed)]);
    let named = |control: &str, checkpoints, halves| (control.to_owned(), checkpoints, halves);
    // A covers the lock; so would C the guard, though it was not judged; B failed and adds nothing.
    assert_eq!(gains, [named("A", 1, 1), named("C", 2, 1), named("B", 2, 0)]);
    let (_, gains) = of(&[("A:1", Pass), ("A:2", Pass)]);
    assert_eq!(gains, [], "what is recommended and would add nothing is left out");
    let (_, gains) = of(&[("A:1", NotApplicable), ("A:2", Fail)]);
    assert_eq!(gains[0], named("A", 1, 2));
}

const LINES: [&str; 6] = ["A:1", "A:2", "B:1", "B:2", "C:1", "C:2"];

fn any_verdicts() -> impl Strategy<Value = Vec<(&'static str, VerdictResult)>> {
    let verdict = proptest::option::of(proptest::sample::select(VerdictResult::ALL));
    proptest::collection::vec(verdict, LINES.len())
        .prop_map(|list| LINES.into_iter().zip(list).filter_map(|(line, v)| v.map(|v| (line, v))).collect())
}

proptest! {
    #[test]
    fn turning_a_failure_into_a_pass_never_lowers_a_coverage(verdicts in any_verdicts()) {
        let before = theft(&verdicts).0;
        for n in 0..verdicts.len() {
            let mut better = verdicts.clone();
            if better[n].1 == Fail {
                better[n].1 = Pass;
                prop_assert!(theft(&better).0 >= before, "{:?}", better);
            }
        }
    }

    #[test]
    fn covered_means_that_nothing_that_must_pass_on_that_path_failed_or_is_open(verdicts in any_verdicts()) {
        let catalog = catalog();
        let diagnosis = diagnosis(&catalog, &verdicts);
        for path in coverage([&catalog], &diagnosis).iter().flat_map(|t| &t.paths) {
            let good = |l: &&Link<'_>| matches!(l.verdict, Some(Pass | NotApplicable));
            let mandatory: Vec<_> = path.links.iter().filter(|l| l.checkpoint.mandatory).collect();
            prop_assert!(path.coverage != Coverage::Covered || mandatory.into_iter().all(|l| good(&l)));
        }
    }
}
