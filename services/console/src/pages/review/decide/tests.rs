use askama::Template as _;
use haetae_client::Refusal;
use haetae_proto::{
    checkpoint::v1::{Checkpoint, Finding, RiskAcceptance, Verdict},
    common::v1::{FindingStatus, Person, ReviewStatus, RiskLevel, Tally, VerdictResult},
    dashboard::v1::TimelineEntry,
};
use haetae_service_kit::{
    auth::Role,
    error::{ApiError, Lang},
};

use super::*;
use crate::pages::visitor::tests::{readable, visitor};

const NOW: &str = "2026-12-02T03:00:00Z";

fn person(subject: &str, name: &str) -> Option<Person> {
    Some(Person { subject: subject.into(), name: name.into() })
}

/// A review of high risk that waits for the decision, with one result that failed and was accepted until the end of the month.
fn waiting() -> Ground {
    let mut ground = Ground { assessment_etag: "a-7".into(), diagnosis_etag: "d-9".into(), ..Ground::default() };
    ground.found.etag = "r-5".into();
    ground.found.review.status = ReviewStatus::AwaitingDecision.into();
    ground.found.overview.number = "R-2026-0142".into();
    ground.found.overview.status = ReviewStatus::AwaitingDecision.into();
    let verdict = Verdict {
        result: VerdictResult::Fail.into(),
        reason: "<두 번째> 요소 없음".into(),
        judged_by: person("kim", "김민호"),
        ..Verdict::default()
    };
    let line = Checkpoint { checkpoint: "web:APP-09:2".into(), verdict: Some(verdict), ..Checkpoint::default() };
    ground.list.checkpoints = vec![line];
    ground.list.tally = Some(Tally { total: 1, fail: 1, ..Tally::default() });
    let ends_at = Some(prost_types::Timestamp { seconds: 1_798_729_199, nanos: 0 });
    let acceptance = RiskAcceptance {
        ends_at,
        granted: true,
        approvals_needed: 1,
        approved_by: person("jung", "정하늘").into_iter().collect(),
        ..RiskAcceptance::default()
    };
    ground.findings = vec![Finding {
        finding_id: "F-3".into(),
        status: FindingStatus::Accepted.into(),
        acceptance: Some(acceptance),
        ..Finding::default()
    }];
    ground.assessment = Some(haetae_proto::risk::v1::Assessment {
        level: RiskLevel::High.into(),
        score: 60,
        ..haetae_proto::risk::v1::Assessment::default()
    });
    ground
}

fn entry(sequence: u64, subject: &str) -> TimelineEntry {
    TimelineEntry { sequence, actor: person(subject, subject), ..TimelineEntry::default() }
}

fn sheet(lang: Lang, role: Role, happened: &[TimelineEntry], attempt: &Attempt<'_>) -> String {
    let page = DecidePage::new(&visitor(lang, role), &waiting(), happened, attempt, NOW.parse().unwrap());
    let page = page.render().unwrap();
    readable(&page);
    page
}

fn refused(error: ApiError) -> Problem {
    Problem::from(error.into_status(Lang::Ko))
}

#[test]
fn a_sheet_binds_to_what_it_shows() {
    let shown = sheet(Lang::Ko, Role::Approver, &[entry(4, "lee"), entry(9, "kim")], &Attempt::first());
    for (name, value) in [("etag", "r-5"), ("assessment_etag", "a-7"), ("diagnosis_etag", "d-9"), ("seen", "9")] {
        assert!(shown.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} is not in {shown}");
    }
    for text in ["APP-09:2", "&#60;두 번째&#62; 요소 없음", "김민호", "2026.12.31(목)까지", "1/1명 승인", "정하늘"]
    {
        assert!(shown.contains(text), "{text} is not in {shown}");
    }
    assert!(shown.contains("높음 60") && !shown.contains("disabled"), "{shown}");
    assert!(shown.contains("내가 마지막으로 처리한 뒤"), "lee did something");
}

#[test]
fn an_approval_that_is_not_allowed_is_shown_with_the_reason_of_the_service() {
    let open = refused(ApiError::findings_open(3));
    let message = open.refusal.as_deref().map(|refusal: &Refusal| refusal.message.clone()).unwrap();
    let shown = sheet(Lang::Ko, Role::Approver, &[], &Attempt { refusal: Some(&open), ..Attempt::first() });
    assert_eq!(shown.matches("required disabled").count(), 2, "both approvals: {shown}");
    assert_eq!(shown.matches(&message).count(), 2, "{message}: {shown}");
    let duties = refused(ApiError::separation_of_duties());
    let shown = sheet(Lang::Ko, Role::Approver, &[], &Attempt { refusal: Some(&duties), ..Attempt::first() });
    assert!(!shown.contains("<textarea") && shown.contains("직무 분리"), "{shown}");
    assert!(!sheet(Lang::En, Role::Reviewer, &[], &Attempt::first()).contains("<textarea"), "not a reviewer's");
}

#[test]
fn a_sheet_that_was_overtaken_says_by_what_and_keeps_what_was_typed() {
    let sent = Sent::read("seen=4&outcome=approved_with_conditions&conditions=하나%0D%0A둘&reason=충분함".as_bytes());
    let changed = refused(haetae_service_kit::commands::changed_meanwhile(&[]));
    let attempt = Attempt { sent: Some(&sent), problem: Some(&changed), ..Attempt::first() };
    let shown = sheet(Lang::Ko, Role::Approver, &[entry(4, "lee"), entry(9, "kim")], &attempt);
    assert!(shown.contains("보시는 동안 바뀐 내용") && shown.contains("그사이 다른 사람이 바꿨습니다"), "{shown}");
    assert!(shown.contains("충분함</textarea>") && shown.contains("하나"), "{shown}");
    assert!(shown.contains("value=\"approved_with_conditions\" required checked"), "{shown}");
    let decides = decides(&sent);
    assert_eq!((decides.outcome, decides.conditions), (2, vec!["하나".to_owned(), "둘".to_owned()]));
}

#[test]
fn what_was_typed_is_shown_where_nothing_can_be_decided_any_more() {
    let sent = Sent::read("seen=4&outcome=approved&conditions=&reason=충분함".as_bytes());
    let (changed, duties) =
        (refused(haetae_service_kit::commands::changed_meanwhile(&[])), refused(ApiError::separation_of_duties()));
    let attempt = Attempt { sent: Some(&sent), problem: Some(&changed), refusal: Some(&duties), ..Attempt::first() };
    let shown = sheet(Lang::Ko, Role::Approver, &[], &attempt);
    assert!(!shown.contains("<textarea"), "{shown}");
    assert!(shown.contains("보내지 못한 글입니다.") && shown.contains("충분함</blockquote>"), "{shown}");
    assert!(!sheet(Lang::Ko, Role::Reviewer, &[], &Attempt::first()).contains("보내지 못한"), "nothing was typed");
}
