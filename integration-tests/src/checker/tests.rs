use std::collections::HashSet;

use haetae_audit::{Report, verify};
use haetae_event_log::Recorded;
use haetae_proof::{
    Checkpoint, Frontier, SigningKey,
    leaf::{Leaf, framed},
    leaf_hash,
};

use super::{Rule, check, outstanding, sample, tampering};

#[tokio::test]
async fn a_good_recording_has_no_problems() {
    let recording = sample::recording().await;
    assert_eq!(check(&recording), []);
    assert_eq!(outstanding(&recording.log), Vec::<String>::new());
    assert_eq!((recording.reviews.len(), recording.ledger.commands.len()), (6, 18));
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

/// The offline verification has the export alone, and somebody who rewrote the log may have signed it again: what the
/// rules would not have allowed is found all the same.
#[tokio::test]
async fn an_audit_finds_what_the_rules_forbid() {
    let good = sample::recording().await;
    let report = audited(&good.log);
    assert_eq!(report.findings, [], "a good log");
    assert_eq!((report.heads, report.commits), (1, good.log.len() as u64));
    assert!(report.decisions > 20, "{report:?}");
    let forbidden = [
        Rule::Readable,
        Rule::Contiguous,
        Rule::CommitOnce,
        Rule::Versions,
        Rule::Score,
        Rule::Checklist,
        Rule::Tally,
        Rule::Documents,
        Rule::OneChecklist,
    ];
    for tampering in tampering::all().filter(|tampering| forbidden.contains(&tampering.breaks)) {
        let mut recording = good.clone();
        (tampering.apply)(&mut recording).expect(tampering.name);
        let report = audited(&recording.log);
        let missing = tampering.name.ends_with("is missing") && tampering.breaks == Rule::OneChecklist;
        // What is no commit at all is named, and no finding: whether it belongs there is what heads say.
        assert!(missing || report.total > 0 || report.foreign > 0, "{}", tampering.name);
    }
}

/// An export of the log, verified against a head that whoever wrote the log signed.
fn audited(log: &[Recorded]) -> Report {
    let key = SigningKey::generate("haetae.test/log").expect("a key");
    let (mut tree, mut export) = (Frontier::default(), Vec::new());
    for Recorded { sequence, key, payload, .. } in log {
        let leaf = Leaf { sequence: *sequence, subject: &key.subject(), payload }.encode();
        tree.push(leaf_hash(&leaf), |_, _| {});
        export.extend(framed(&leaf));
    }
    let origin = key.public().name().to_owned();
    let note = Checkpoint { origin, size: tree.size(), root: tree.root() }.sign(&key).expect("signed");
    verify(export.as_slice(), &[note], key.public()).expect("readable")
}
