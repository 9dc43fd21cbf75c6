//! What the offline verification finds in the export of a log that its forger has signed.

mod forgeries;

use haetae_audit::{AlteredRange, Finding, Kind, Outcome, Report, What, verify};
use haetae_domain::text::Text;
use haetae_event_log::{Category, Recorded};
use haetae_proof::{
    Checkpoint, Frontier, SigningKey,
    leaf::{Leaf, framed},
    leaf_hash,
};
use haetae_proto::event::v1::event::Event;
use prost::Message as _;

use self::forgeries::{BOUND, DERIVED, Forged, Forgery, WRITTEN, event};
use crate::checker::{Rule, sample, tampering};

/// The offline verification has the export alone, and the forger of the log may have signed it again: what the
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

#[tokio::test]
async fn an_audit_derives_what_binds_aggregates_to_each_other() {
    found(BOUND).await;
}

#[tokio::test]
async fn an_audit_derives_what_follows_from_the_log() {
    found(DERIVED).await;
}

#[tokio::test]
async fn an_audit_finds_a_person_behind_what_the_platform_writes_by_itself() {
    found(WRITTEN).await;
}

/// Every forgery of one event is found, and named.
async fn found(forgeries: &[Forged]) {
    let good = [sample::recording().await.log, sample::acceptance().await];
    for log in &good {
        assert_eq!(audited(log).findings, [], "a good log");
    }
    for Forged { what, kind, named, forge } in forgeries {
        let changed = |log: &Vec<Recorded>| {
            let mut log = log.clone();
            log.iter_mut().any(|recorded| rewritten(recorded, forge)).then_some(log)
        };
        let log = good.iter().find_map(changed).unwrap_or_else(|| panic!("{what}: there is none"));
        let report = audited(&log);
        let told =
            report.findings.iter().any(|finding| finding.kind() == *kind && finding.what.to_string().contains(named));
        assert!(told, "{what}: {:?}", report.findings);
        for finding in &report.findings {
            let Text { ko, en } = finding.what.text();
            let is_korean = ko.chars().any(|c| ('가'..='힣').contains(&c));
            assert!(is_korean && en.is_ascii(), "{what}: {ko} / {en}");
        }
    }
}

/// Whether the commit is one to change; then it is changed.
fn rewritten(recorded: &mut Recorded, forge: &Forgery) -> bool {
    let Ok(mut commit) = recorded.decode() else { return false };
    let changed = forge(&mut commit).is_some();
    recorded.payload = commit.encode_to_vec().into();
    changed
}

/// An acceptance that ended three days before the end that was asked for and granted is found, although every commit says
/// the same end but the last.
#[tokio::test]
async fn an_audit_finds_an_acceptance_that_ended_early() {
    let mut log = sample::acceptance().await;
    let later: [Forgery; 2] = [
        |commit| event!(commit, AcceptanceRequested).ends_at.as_mut().map(|ends_at| ends_at.seconds += 3 * 24 * 3600),
        |commit| event!(commit, AcceptanceApproved).ends_at.as_mut().map(|ends_at| ends_at.seconds += 3 * 24 * 3600),
    ];
    for forge in &later {
        assert!(log.iter_mut().any(|recorded| rewritten(recorded, forge)));
    }
    let report = audited(&log);
    assert!(
        report.findings.iter().any(|finding| finding.what.to_string().contains("AcceptanceEnded")),
        "{:?}",
        report.findings
    );
}

/// A finding that was opened when fixes were due at the minute of the verdict keeps its date; any other date than that and
/// the end of the day in Korea is found.
#[tokio::test]
async fn an_audit_accepts_the_due_dates_of_the_beginning() {
    let then: Forgery = |commit| {
        let at = commit.recorded_at?;
        let opened = event!(commit, FindingOpened);
        opened.due_at =
            Some(prost_types::Timestamp { seconds: at.seconds + 24 * 3600 * i64::from(opened.due_days), ..at });
        Some(())
    };
    let later: Forgery = |commit| event!(commit, FindingOpened).due_at.as_mut().map(|due_at| due_at.seconds += 60);
    for (forge, is_found) in [(then, false), (later, true)] {
        let mut log = sample::recording().await.log;
        assert!(log.iter_mut().any(|recorded| rewritten(recorded, &forge)));
        let report = audited(&log);
        let found = report.findings.iter().any(|finding| finding.what.to_string().contains("FindingOpened"));
        assert_eq!(found, is_found, "{:?}", report.findings);
        assert_eq!(report.findings.is_empty(), !is_found, "{:?}", report.findings);
    }
}

/// A reopened review may be assessed again with the same result, because its target follows from that; a review that was not
/// reopened may not.
#[tokio::test]
async fn an_audit_accepts_the_same_assessment_again_after_a_reopening_alone() {
    let good = sample::reopened().await;
    let report = audited(&good);
    assert_eq!(report.findings, [], "a good log");
    let events = |log: &[Recorded]| -> Vec<Event> {
        let commits = log.iter().filter_map(|recorded| recorded.decode().ok());
        commits.flat_map(|commit| commit.events).filter_map(|event| event.event).collect()
    };
    let events = events(&good);
    let days = |event: &Event| {
        if let Event::RiskAssessed(assessed) = event {
            return Some(assessed.target_days);
        }
        if let Event::ReviewTargetSet(target) = event { Some(target.target_days) } else { None }
    };
    let days: Vec<_> = events.iter().filter_map(days).collect();
    let [.., old, repeated, set] = days[..] else { panic!("{days:?}") };
    assert_ne!(old, set, "the amendment gives other days: {days:?}");
    assert_eq!(repeated, set);

    let mut log = good.clone();
    let elsewhere: Forgery = |commit| {
        // The commit before the one that is answered reopened nothing.
        event!(commit, RiskAssessed);
        (commit.version > 2).then_some(())?;
        commit.cause = None;
        Some(())
    };
    assert!(log.iter_mut().any(|recorded| rewritten(recorded, &elsewhere)));
    assert!(!audited(&log).findings.is_empty());
}

/// The audit lists by kind, with the number of events, what the log alone does not say.
#[tokio::test]
async fn an_audit_says_what_it_takes_as_given() {
    let report = audited(&sample::recording().await.log);
    let kinds: Vec<_> = report.given.keys().copied().collect();
    assert_eq!(
        kinds,
        [
            "ChecklistRevised: catalogs",
            "DiagnosisGenerated: catalogs",
            "ReviewTargetSet: due_at, unknown_year, paused_days, calendar",
            "RiskAssessed: policy",
        ]
    );
    assert_eq!(report.given.get("DiagnosisGenerated: catalogs"), Some(&6));
    assert!(report.taken_as_given() < report.decisions, "{report:?}");
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
        between.findings.iter().filter(|one| one.kind() == Kind::Head).map(ToString::to_string).collect();
    assert!(said.iter().any(|what| what.contains("the change lies in 21 to 40")), "{said:?}");
    assert_eq!((between.change, between.outcome()), (Some(AlteredRange { from: 21, to: 40 }), Outcome::Altered));
    let two = report(&log, &[head(40, &log), head(40, &forged)]);
    assert!(
        two.findings.iter().any(|one| one.what.to_string().contains("two different histories")),
        "{:?}",
        two.findings
    );
    let sizes = |report: &Report| report.histories.iter().map(|two| (two.one.size, two.other.size)).collect::<Vec<_>>();
    assert_eq!((sizes(&two), two.change), (vec![(40, 40)], None));
    // A smaller head of another history, an agreeing one, and a change after it.
    let mut later = log.clone();
    later[41].payload = log[40].payload.clone();
    let mixed = report(&later, &[head(35, &forged), head(38, &log), head(45, &log)]);
    assert_eq!((sizes(&mixed), mixed.change), (vec![(38, 35)], Some(AlteredRange { from: 39, to: 45 })));
}

/// A commit that is missing is the one first cause, whatever follows from it: what it would have said is missing everywhere
/// after it. The same of a commit that was changed, within its review.
#[tokio::test]
async fn an_audit_tells_the_first_cause_from_what_follows_from_it() {
    let good = sample::recording().await.log;
    let request = good.iter().position(|one| one.key.category() == Category::Review).expect("a request");
    let mut dropped = good.clone();
    let missing = dropped.remove(request).sequence;
    let report = audited(&dropped);
    let causes: Vec<_> = report.findings.iter().filter(|one| one.follows.is_none()).collect();
    let [Finding { what, .. }] = &causes[..] else { panic!("{causes:?}") };
    assert_eq!(*what, What::Sequence { found: missing + 1, expected: missing });
    assert_eq!(what.text().ko, format!("순번 {missing}의 커밋이 없습니다"));
    let counted: u64 = report.consequences.values().sum();
    assert!(counted > 0 && report.consequences.keys().eq([&missing]), "{report:?}");
    assert_eq!(counted + 1, report.total);

    let mut forged = good;
    let other: Forgery = |commit| {
        event!(commit, ReviewSubmitted).requester.as_mut().map(|requester| requester.subject = "somebody".into())
    };
    let at = forged.iter_mut().position(|recorded| rewritten(recorded, &other)).map(|at| at as u64 + 1);
    let report = audited(&forged);
    let causes: Vec<_> = report.findings.iter().filter(|one| one.follows.is_none()).map(|one| one.sequence).collect();
    assert_eq!(causes, [at], "{:?}", report.findings);
    assert!(report.total > 1, "{report:?}");
}

fn leaves(log: &[Recorded]) -> impl Iterator<Item = Vec<u8>> {
    log.iter().map(|Recorded { sequence, key, payload, .. }| {
        Leaf { sequence: *sequence, subject: &key.subject(), payload }.encode()
    })
}

/// An export of the log, verified against a head that the writer of the log signed.
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
