mod audit;

use std::collections::HashSet;

use super::{Rule, check, outstanding, sample, tampering};

#[tokio::test]
async fn a_good_recording_has_no_problems() {
    let recording = sample::recording().await;
    assert_eq!(check(&recording), []);
    assert_eq!(outstanding(&recording.log), Vec::<String>::new());
    assert_eq!((recording.reviews.len(), recording.ledger.commands.len()), (6, 19));
}

#[tokio::test]
async fn every_tampering_is_named() {
    let good = sample::recording().await;
    for tampering in tampering::all() {
        let mut recording = good.clone();
        let named = (tampering.apply)(&mut recording).expect(tampering.name);
        let problems = check(&recording);
        let caught = problems.iter().any(|p| p.rule == tampering.breaks && p.what.contains(&named));
        assert!(caught, "{}: {:?} naming {named} is not among {problems:#?}", tampering.name, tampering.breaks);
    }
}

#[test]
fn every_rule_has_a_red_control() {
    let controlled: HashSet<Rule> = tampering::all().map(|tampering| tampering.breaks).collect();
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !controlled.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The tamperings of single rows and links must be noticed by one rule alone: the others do not cover for it.
#[tokio::test]
async fn a_rule_notices_by_itself() {
    let good = sample::recording().await;
    let alone = [
        Rule::ArchiveTree,
        Rule::ArchiveContent,
        Rule::ReviewRows,
        Rule::Timeline,
        Rule::Replay,
        Rule::ReadYourWrites,
        Rule::Asked,
        Rule::Refused,
        Rule::Etag,
        Rule::Score,
        Rule::Tally,
        Rule::Findings,
    ];
    for tampering in tampering::all().filter(|tampering| alone.contains(&tampering.breaks)) {
        let mut recording = good.clone();
        (tampering.apply)(&mut recording).expect(tampering.name);
        let rules: HashSet<Rule> = check(&recording).into_iter().map(|problem| problem.rule).collect();
        assert_eq!(rules, HashSet::from([tampering.breaks]), "{}", tampering.name);
    }
}
