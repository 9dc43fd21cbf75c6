//! docs/work.md says who sees which step: its tables are computed here from the code, for every status and every state.

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    finding::{self, Acceptance, Asked, Claim, Finding, FindingId, Opened, Request},
    ids::{Meta, Person},
    review::{Decided, Decision, Event, Moved, Review, State, Submitted},
    vocabulary::{FindingStatus, Level, Status},
};
use haetae_event_log::codec::{Aggregate as _, Reviews, profile_from_wire};
use haetae_proto::intake::v1::WorkKind;
use haetae_service_kit::auth::{Principal, Role};
use jiff::{SignedDuration, Timestamp};

use super::{
    diagnosed::Diagnosed,
    index::{Answer, Row},
    steps::{Step, approvals, steps},
};
use crate::testing::profile;

const PAGE: &str = include_str!("../../../../../docs/work.md");

fn now() -> Timestamp {
    "2026-03-09T12:00:00+09:00".parse().expect("a time")
}

fn days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: String::new() }
}

/// The callers of a table: their heading, subject, role and team.
const CALLERS: [(&str, &str, Role, &str); 8] = [
    ("requester who asked", "kim", Role::Requester, "pay"),
    ("requester of the team", "cho", Role::Requester, "pay"),
    ("reviewer it is assigned to", "lee", Role::Reviewer, "security"),
    ("other reviewer", "han", Role::Reviewer, "security"),
    ("approver", "park", Role::Approver, "security"),
    ("content_admin", "ahn", Role::ContentAdmin, "security"),
    ("auditor", "oh", Role::Auditor, "security"),
    ("operator", "yun", Role::Operator, "security"),
];

fn caller(subject: &str, role: Role, team: &str) -> Principal {
    Principal {
        subject: subject.into(),
        team: Some(team.into()),
        roles: [role].into_iter().collect(),
        ..Principal::default()
    }
}

/// A review of kim's, team `pay`, in a status.
fn review(status: Status, assigned: bool) -> Review {
    let request = Submitted {
        title: "간편결제".into(),
        description: String::new(),
        requester: person("kim"),
        team: "pay".into(),
        profile: profile_from_wire(&profile()).expect("a profile"),
    };
    let meta = Meta { by: person("kim"), at: now() };
    let State::Open(mut review) = Reviews::evolve(State::New, &Event::Submitted(request), &meta) else {
        panic!("submitted");
    };
    (review.status, review.assignee) = (status, assigned.then(|| person("lee")));
    *review
}

fn row(review: &Review, finding: Option<Finding>) -> Row {
    let mut diagnosed = Diagnosed { level: Some(Level::Critical), ..Diagnosed::default() };
    diagnosed.findings.extend(finding.map(|finding| (finding.id, finding)));
    Row { state: State::Open(Box::new(review.clone())), diagnosed, answer: None }
}

/// Where a finding can stand, as far as steps depend on it. Every status has one or more: a new one does not compile
/// without.
fn situations(status: FindingStatus) -> Vec<(&'static str, Finding)> {
    let one = |change: fn(&mut Finding)| {
        let mut finding = Finding { status, ..open() };
        change(&mut finding);
        finding
    };
    match status {
        FindingStatus::Open => vec![
            ("OPEN", open()),
            ("OPEN, acceptance requested", one(|f| f.request = Some(asked(40, &[])))),
            ("OPEN, one of two approved", one(|f| f.request = Some(asked(40, &["jung"])))),
            ("OPEN, the request lapsed", one(|f| f.request = Some(asked(-1, &[])))),
        ],
        FindingStatus::FixClaimed => vec![
            ("FIX_CLAIMED", one(|f| f.fix = Some(claim()))),
            ("FIX_CLAIMED, accepted meanwhile", one(|f| (f.fix, f.accepted) = (Some(claim()), Some(accepted(60))))),
        ],
        FindingStatus::Accepted => vec![
            ("ACCEPTED", one(|f| f.accepted = Some(accepted(60)))),
            ("ACCEPTED, ends within 30 days", one(|f| f.accepted = Some(accepted(30)))),
        ],
        FindingStatus::Closed => vec![("CLOSED", one(|_| {}))],
        FindingStatus::Void => vec![("VOID", one(|_| {}))],
    }
}

/// A finding otherwise than just opened.
fn changed(change: fn(&mut Finding)) -> Finding {
    let mut finding = open();
    change(&mut finding);
    finding.status = match (&finding.fix, &finding.accepted) {
        (Some(_), _) => FindingStatus::FixClaimed,
        (None, Some(_)) => FindingStatus::Accepted,
        (None, None) => FindingStatus::Open,
    };
    finding
}

fn open() -> Finding {
    let opened = Opened {
        checkpoint: CheckpointKey::parse("web:1:a").expect("a key"),
        reason: "평문 저장".into(),
        severity: Level::Critical,
        review_level: Level::Critical,
        mandatory: true,
        team: "pay".into(),
        due_at: days(14),
        due_days: 14,
        policy: None,
        catalog: None,
        previous: None,
    };
    let meta = Meta { by: person("lee"), at: now() };
    finding::evolve(None, FindingId(1), &finding::Event::Opened(Box::new(opened)), &meta).expect("opened")
}

fn claim() -> Claim {
    Claim { by: person("kim"), description: String::new(), evidence: Default::default() }
}

fn asked(until: i64, approvals: &[&str]) -> Request {
    let asked = Asked { reason: String::new(), conditions: vec![], ends_at: days(until) };
    Request { by: person("kim"), asked, approvals: approvals.iter().map(|subject| person(subject)).collect() }
}

fn accepted(until: i64) -> Acceptance {
    Acceptance { request: asked(until, &["park", "jung"]), since: now(), warned: None }
}

fn stale(review: &mut Review) {
    let basis = haetae_domain::review::Basis {
        review: 1,
        assessment: 1,
        diagnosis: 1,
        policy: haetae_domain::document::DocumentVersion { id: "scoring".into(), version: 1, content_hash: [1; 32] },
        catalogs: vec![],
        level: Level::Critical,
        round: 1,
        open_findings: 0,
        accepted_findings: 0,
        evidence: vec![],
    };
    let outcome = haetae_domain::vocabulary::DecisionOutcome::Approved;
    let decided = Decided { outcome, reason: String::new(), conditions: vec![], basis };
    let moved = vec![Moved { what: "RiskAssessed".into(), sequence: 2 }];
    review.decision = Some(Decision { decided, meta: Meta { by: person("jung"), at: now() }, moved });
}

/// A step as the tables show it.
fn cell(steps: &[Step<'_>]) -> String {
    let shown = steps.iter().map(|step| {
        let kind = step.kind.as_str_name().trim_start_matches("WORK_KIND_");
        let of = match approvals(step) {
            (_, 0) => String::new(),
            (agreed, needed) => format!(" {agreed}/{needed}"),
        };
        let of = if step.sent_back { " again" } else { &of };
        format!("{kind}{of} ({})", if step.mine { "mine" } else { "pool" })
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { "–".into() } else { shown.join(", ") }
}

fn line(name: &str, review: &Review, row: &Row) -> String {
    let cells = CALLERS.map(|(_, subject, role, team)| cell(&steps(&caller(subject, role, team), review, row, now())));
    format!("| {name} | {} |", cells.join(" | "))
}

fn table(first: &str, lines: Vec<String>) -> String {
    let heads = CALLERS.map(|(head, ..)| head).join(" | ");
    let rule = format!("| --- |{}", " --- |".repeat(CALLERS.len()));
    format!("| {first} | {heads} |\n{rule}\n{}\n", lines.join("\n"))
}

fn reviews() -> String {
    let each = Status::ALL.iter().flat_map(|status| {
        let name = status.as_str().to_uppercase();
        let assigned = review(*status, true);
        let mut lines = vec![line(&name, &assigned, &row(&assigned, None))];
        let free = review(*status, false);
        let unassigned = line(&format!("{name}, unassigned"), &free, &row(&free, None));
        if unassigned.split_once(" | ").map(|(_, rest)| rest) != lines[0].split_once(" | ").map(|(_, rest)| rest) {
            lines.push(unassigned);
        }
        if *status == Status::InDiagnosis {
            let mut judged = row(&assigned, None);
            judged.diagnosed.judged = true;
            lines.push(line(&format!("{name}, every checkpoint judged"), &assigned, &judged));
        }
        if assigned.is_open() && *status != Status::NeedsInfo {
            let answer = Some(Answer { asker: "lee".into(), seen_by_asker: false });
            let answered = Row { answer, ..row(&assigned, None) };
            lines.push(line(&format!("{name}, question answered"), &assigned, &answered));
        }
        if !assigned.is_open() && !matches!(status, Status::Waived | Status::Withdrawn) {
            let mut moved = assigned;
            stale(&mut moved);
            lines.push(line(&format!("{name}, decision out of date"), &moved, &row(&moved, None)));
        }
        lines
    });
    table("review", each.collect())
}

fn findings() -> String {
    let review = review(Status::AwaitingRemediation, true);
    let each = FindingStatus::ALL.iter().flat_map(|status| situations(*status));
    let lines = each.map(|(name, finding)| line(name, &review, &row(&review, Some(finding))));
    let mut lines: Vec<String> = lines.collect();
    let mut returned = row(&review, Some(open()));
    returned.diagnosed.sent_back.insert(FindingId(1));
    lines.insert(1, line("OPEN, the fix was sent back", &review, &returned));
    table("finding", lines)
}

/// D1: every step that waits for a person is in that person's list, whatever the review's status and the finding's state.
#[test]
fn the_page_shows_who_sees_which_step() {
    let missing: Vec<_> = [reviews(), findings()].into_iter().filter(|table| !PAGE.contains(table)).collect();
    assert!(missing.is_empty(), "docs/work.md lacks:\n\n{}", missing.join("\n"));
}

/// D1: each step has its own due date, and is overdue by that date.
#[test]
fn each_step_on_a_finding_has_its_own_due_date() {
    let review = review(Status::AwaitingRemediation, true);
    let due = |subject: &str, role, team: &str, finding: Finding, at: Timestamp| {
        let row = row(&review, Some(finding));
        let found = steps(&caller(subject, role, team), &review, &row, at);
        found.first().map(|step| (step.kind, step.due_at.expect("a date"), step.overdue))
    };
    let kim = |finding, at| due("kim", Role::Requester, "pay", finding, at);
    let lee = |finding| due("lee", Role::Reviewer, "security", finding, now());
    let park = |finding| due("park", Role::Approver, "security", finding, now());
    assert_eq!(kim(open(), now()), Some((WorkKind::Remediate, days(14), false)), "the fix, not the review");
    assert_eq!(kim(open(), days(14)), Some((WorkKind::Remediate, days(14), true)));
    let ending = changed(|f| f.accepted = Some(accepted(30)));
    assert_eq!(kim(ending, now()), Some((WorkKind::Remediate, days(30), false)), "the end of the acceptance");
    assert_eq!(lee(changed(|f| f.fix = Some(claim()))), Some((WorkKind::VerifyFix, days(14), false)));
    let (early, late) = (changed(|f| f.request = Some(asked(7, &[]))), changed(|f| f.request = Some(asked(40, &[]))));
    assert_eq!(park(early), Some((WorkKind::DecideAcceptance, days(7), false)), "before what is asked for is over");
    assert_eq!(park(late), Some((WorkKind::DecideAcceptance, days(14), false)), "before the fix is overdue");
}

/// No caller is shown a step that the separation of duties would refuse.
#[test]
fn steps_of_the_same_person_are_left_out() {
    let review = review(Status::AwaitingRemediation, true);
    let shown = |caller: &Principal, change: fn(&mut Finding)| {
        cell(&steps(caller, &review, &row(&review, Some(changed(change))), now()))
    };
    let both = |subject: &str, role| Principal {
        roles: [Role::Requester, role].into_iter().collect(),
        ..caller(subject, role, "pay")
    };
    let (kim, lee) = (both("kim", Role::Reviewer), both("lee", Role::Reviewer));
    assert_eq!(shown(&kim, |f| f.fix = Some(claim())), "–", "who asked for the review");
    assert_eq!(shown(&lee, |f| f.fix = Some(Claim { by: person("lee"), ..claim() })), "–", "who claimed the fix");
    let park = caller("park", Role::Approver, "security");
    assert_eq!(shown(&park, |f| f.request = Some(asked(40, &["park"]))), "–", "who approved first");
    let jung = caller("jung", Role::Approver, "security");
    assert_eq!(shown(&jung, |f| f.request = Some(asked(40, &["park"]))), "DECIDE_ACCEPTANCE 1/2 (pool)");
    let robot = Principal { service: true, ..jung };
    assert_eq!(shown(&robot, |f| f.request = Some(asked(40, &[]))), "–", "a program");
}

/// A judge of a review of a high level does not decide it, so that it is not in their list.
#[test]
fn a_judge_does_not_see_the_decision_of_a_review_of_a_high_level() {
    let review = review(Status::AwaitingDecision, true);
    let park = caller("park", Role::Approver, "security");
    let shown = |level, judge: &str| {
        let mut row = row(&review, None);
        row.diagnosed.level = level;
        row.diagnosed.judges.insert(judge.into());
        cell(&steps(&park, &review, &row, now()))
    };
    assert_eq!(shown(Some(Level::High), "park"), "–");
    assert_eq!(shown(None, "park"), "–");
    assert_eq!(shown(Some(Level::Medium), "park"), "DECIDE (pool)");
    assert_eq!(shown(Some(Level::High), "lee"), "DECIDE (pool)");
}
