use proptest::prelude::*;

use super::*;
use crate::diagnosis::{Standing, Tally, ThreatStanding};

const CUT_OFFS: CutOffs = CutOffs { medium: 25, high: 50, critical: 75 };

fn policy() -> DocumentVersion {
    DocumentVersion { id: "scoring".into(), version: 1, content_hash: [0; 32] }
}

fn gain(control: &str, checkpoints: u32, coverage_halves: u32) -> ControlGain {
    ControlGain { catalog: "c".into(), control: control.into(), checkpoints, coverage_halves }
}

fn concluded(coverage: &[Coverage], tally: Tally, gains: Vec<ControlGain>) -> Concluded {
    let standing =
        |coverage: &Coverage| ThreatStanding { catalog: "c".into(), threat: "t".into(), coverage: *coverage };
    Concluded {
        round: 2,
        summary: String::new(),
        tally,
        standing: Standing::default(),
        coverage: coverage.iter().map(standing).collect(),
        gains,
    }
}

fn of(inherent: u8, concluded: &Concluded) -> Residual {
    residual(policy(), ResidualRule::default(), &CUT_OFFS, inherent, concluded)
}

#[test]
fn a_fifth_stays_and_the_rest_by_the_share_of_threats_that_is_open() {
    use Coverage::{Covered, NotAssessed, PartlyCovered, Uncovered};
    let gains = vec![gain("A", 9, 2), gain("B", 1, 1), gain("C", 1, 0)];
    let found = of(80, &concluded(&[Covered, PartlyCovered, Uncovered, NotAssessed], Tally::default(), gains));
    assert_eq!(found.open, Open { by_threats: true, open: 5, of: 8 });
    assert_eq!((found.score, found.level, found.round, found.inherent), (56, Level::High, 2, 80));
    let next: Vec<_> = found.next.iter().map(|n| (n.control.as_str(), n.score)).collect();
    assert_eq!(next, [("A", 40), ("B", 48)], "C would lower nothing");
    assert_eq!(of(80, &concluded(&[Covered], Tally::default(), vec![])).score, 16);
    assert_eq!(of(80, &concluded(&[Uncovered], Tally::default(), vec![])).score, 80);
}

#[test]
fn without_threats_the_checkpoints_that_did_not_pass_count() {
    let tally = Tally { total: 12, pass: 6, fail: 2, partial: 1, not_applicable: 2, ..Tally::default() };
    let gains = vec![gain("A", 1, 0), gain("B", 3, 0), gain("C", 2, 0), gain("D", 1, 0)];
    let found = of(50, &concluded(&[], tally, gains));
    assert_eq!(found.open, Open { by_threats: false, open: 4, of: 10 });
    assert_eq!((found.score, found.level), (26, Level::Medium));
    let next: Vec<_> = found.next.iter().map(|n| (n.control.as_str(), n.score)).collect();
    assert_eq!(next, [("B", 14), ("C", 18), ("A", 22)]);
    let nothing = Tally { total: 3, not_applicable: 3, ..Tally::default() };
    assert_eq!(of(50, &concluded(&[], nothing, vec![])).score, 10, "nothing applies");
}

fn coverage() -> impl Strategy<Value = Vec<Coverage>> {
    proptest::collection::vec(prop::sample::select(Coverage::ALL), 1..20)
}

proptest! {
    #[test]
    fn a_residual_is_never_above_the_score_nor_below_what_stays(inherent in 0..=100u8, kept_percent in 0..=100u8, coverage in coverage()) {
        let rule = ResidualRule { kept_percent };
        let found = residual(policy(), rule, &CUT_OFFS, inherent, &concluded(&coverage, Tally::default(), vec![]));
        prop_assert!(found.score <= inherent);
        prop_assert!(u32::from(found.score) * 100 >= u32::from(inherent) * u32::from(kept_percent));
        prop_assert_eq!(found.level, CUT_OFFS.level(found.score));
    }

    #[test]
    fn covering_a_threat_never_raises_it(inherent in 0..=100u8, mut coverage in coverage(), which in any::<prop::sample::Index>()) {
        let before = of(inherent, &concluded(&coverage, Tally::default(), vec![])).score;
        let which = which.index(coverage.len());
        coverage[which] = Coverage::Covered;
        prop_assert!(of(inherent, &concluded(&coverage, Tally::default(), vec![])).score <= before);
    }
}
