use std::collections::HashSet;

use haetae_audit::{Change, Kind, Outcome, Report, verify};
use haetae_event_log::Recorded;
use haetae_proof::{
    Checkpoint, Frontier, SigningKey,
    leaf::{Leaf, framed},
    leaf_hash,
};
use haetae_proto::event::v1::{self as pb, event::Event};
use prost::Message as _;

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

/// B8: what a commit says it rests on has to be what the log has there, and its time has to follow on, whoever signed it.
#[tokio::test]
async fn an_audit_derives_what_binds_aggregates_to_each_other() {
    let good = sample::recording().await;
    let forgeries: [(&str, Kind, Forgery); 5] = [
        ("a decision dated a year before its request", Kind::Time, |commit| {
            let dated = commit.recorded_at.as_mut()?;
            matches!(commit.events.first()?.event, Some(Event::ReviewDecided(_)))
                .then(|| dated.seconds -= 365 * 24 * 3600)
        }),
        ("a request with another exposure than the one assessed", Kind::Binding, |commit| {
            let Some(Event::ReviewSubmitted(submitted)) = &mut commit.events.first_mut()?.event else { return None };
            let profile = submitted.profile.as_mut()?;
            profile.exposure = 1 + profile.exposure % 3;
            Some(())
        }),
        ("a decision on other evidence", Kind::Binding, |commit| {
            basis(commit).map(|basis| basis.evidence_sha256.push(vec![7; 32].into()))
        }),
        ("a decision on another level", Kind::Binding, |commit| {
            basis(commit).map(|basis| basis.level = 1 + basis.level % 4)
        }),
        ("a decision on a commit that is none of the diagnosis", Kind::Binding, |commit| {
            basis(commit).map(|basis| basis.diagnosis_sequence = 1)
        }),
    ];
    for (what, kind, forge) in forgeries {
        let mut log = good.log.clone();
        let forged = log.iter_mut().any(|recorded| {
            let Ok(mut commit) = recorded.decode() else { return false };
            let changed = forge(&mut commit).is_some();
            recorded.payload = commit.encode_to_vec().into();
            changed
        });
        assert!(forged, "{what}: there is none");
        let report = audited(&log);
        assert!(report.findings.iter().any(|finding| finding.kind == kind), "{what}: {:?}", report.findings);
    }
}

/// Changes a commit, if it is one of those to change.
type Forgery = fn(&mut pb::Commit) -> Option<()>;

/// What a decision rests on.
fn basis(commit: &mut pb::Commit) -> Option<&mut pb::DecisionBasis> {
    let Some(Event::ReviewDecided(decided)) = &mut commit.events.first_mut()?.event else { return None };
    decided.basis.as_mut()
}

/// B7: a head of no commits proves nothing, commits after the largest head are not covered, two heads of one size name two
/// histories, and between two heads lies the change.
#[tokio::test]
async fn an_audit_says_how_far_the_heads_reach() {
    let log = sample::recording().await.log;
    let key = SigningKey::generate("haetae.test/log").expect("a key");
    let head = |size: usize, log: &[Recorded]| {
        let mut tree = Frontier::default();
        leaves(&log[..size]).for_each(|leaf| tree.push(leaf_hash(&leaf), |_, _| {}));
        let origin = key.public().name().to_owned();
        Checkpoint { origin, size: tree.size(), root: tree.root() }.sign(&key).expect("signed")
    };
    let export = |log: &[Recorded]| leaves(log).flat_map(|leaf| framed(&leaf)).collect::<Vec<_>>();
    let report =
        |log: &[Recorded], heads: &[String]| verify(export(log).as_slice(), heads, key.public()).expect("readable");

    let all = log.len() as u64;
    let whole = report(&log, &[head(log.len(), &log)]);
    assert_eq!((whole.covered, whole.heads, whole.total, whole.outcome()), (all, 1, 0, Outcome::Proved));
    let early = report(&log, &[head(20, &log)]);
    assert_eq!((early.covered, early.commits, early.total, early.outcome()), (20, all, 0, Outcome::NotCovered));
    let none = report(&log, &[head(0, &log)]);
    assert_eq!((none.covered, none.heads, none.outcome()), (0, 0, Outcome::NotCovered));
    assert_eq!(
        report(&[], &[head(0, &log)]).outcome(),
        Outcome::NotCovered,
        "of an empty log a head proves nothing too"
    );

    let mut forged = log.clone();
    forged[30].payload = log[29].payload.clone();
    let between = report(&forged, &[head(20, &log), head(40, &log)]);
    let said: Vec<String> =
        between.findings.iter().filter(|one| one.kind == Kind::Head).map(ToString::to_string).collect();
    assert!(said.iter().any(|what| what.contains("the change lies in 21 to 40")), "{said:?}");
    assert_eq!((between.change, between.outcome()), (Some(Change { from: 21, to: 40 }), Outcome::Altered));
    let two = report(&log, &[head(40, &log), head(40, &forged)]);
    assert!(two.findings.iter().any(|one| one.what.contains("two different histories")), "{:?}", two.findings);
    let sizes = |report: &Report| report.histories.iter().map(|two| (two.one.size, two.other.size)).collect::<Vec<_>>();
    assert_eq!((sizes(&two), two.change), (vec![(40, 40)], None));
    // A smaller head of another history, an agreeing one, and a change after it.
    let mut later = log.clone();
    later[41].payload = log[40].payload.clone();
    let mixed = report(&later, &[head(35, &forged), head(38, &log), head(45, &log)]);
    assert_eq!((sizes(&mixed), mixed.change), (vec![(38, 35)], Some(Change { from: 39, to: 45 })));
}

fn leaves(log: &[Recorded]) -> impl Iterator<Item = Vec<u8>> {
    log.iter().map(|Recorded { sequence, key, payload, .. }| {
        Leaf { sequence: *sequence, subject: &key.subject(), payload }.encode()
    })
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
