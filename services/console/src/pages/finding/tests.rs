//! The pages as browsers get them.

use askama::Template as _;
use haetae_proto::{
    checkpoint::v1::{Checkpoint, ClaimedFix, Finding, FindingEntry, GetFindingResponse, RiskAcceptance, Severity},
    common::v1::{CheckMethod, FindingStatus, Person, RiskLevel, Text},
    dashboard::v1::ReviewRow,
};
use haetae_service_kit::{
    auth::Role,
    error::{ApiError, Lang},
};

use super::{found::Found, *};
use crate::tests::support::visitor;

fn person(name: &str) -> Option<Person> {
    Some(Person { subject: name.into(), name: name.into() })
}

fn text(text: &str) -> Option<Text> {
    Some(Text { ko: text.into(), en: text.into() })
}

fn finding(allowed: &[&str]) -> Finding {
    Finding {
        review_id: "5f0c4d6e-0000-4000-8000-000000000001".into(),
        finding_id: "F-1".into(),
        status: FindingStatus::FixClaimed.into(),
        severity: Some(Severity {
            level: RiskLevel::High.into(),
            explanation: text("등급 높음"),
            ..Severity::default()
        }),
        checkpoint: "web-service:APP-02:2".into(),
        title: text("데이터 단위 접근권한 검증"),
        reason: "다른 계정의 자료가 <보임>".into(),
        team: "시민건강과".into(),
        fix: Some(ClaimedFix {
            claimed_by: person("박지훈"),
            description: "권한 검사를 넣음".into(),
            ..ClaimedFix::default()
        }),
        acceptance: Some(RiskAcceptance {
            requested_by: person("박지훈"),
            approvals_needed: 2,
            ..RiskAcceptance::default()
        }),
        allowed: allowed.iter().map(|call| (*call).to_owned()).collect(),
        ..Finding::default()
    }
}

fn found(allowed: &[&str]) -> Found {
    let entry = |event: &str, actor: &str, text: &str| FindingEntry {
        event: event.into(),
        actor: person(actor),
        text: text.into(),
        ..FindingEntry::default()
    };
    let history = vec![
        entry("FindingOpened", "이수진", "다른 계정의 자료가 보임"),
        entry("FixClaimed", "박지훈", "첫 조치"),
        entry("FixRejected", "이수진", "부족함"),
        entry("FixClaimed", "service:haetae-x", "둘째 조치"),
    ];
    Found {
        row: ReviewRow { number: "R-2026-0142".into(), title: "포털".into(), ..ReviewRow::default() },
        answer: GetFindingResponse {
            finding: Some(finding(allowed)),
            history,
            etag: "e".into(),
            ..GetFindingResponse::default()
        },
        people: vec![Person { subject: "park".into(), name: "박지훈".into() }],
        one: Some(Checkpoint {
            requirement: text("권한을 검증할 것"),
            method: CheckMethod::Test.into(),
            ..Checkpoint::default()
        }),
        short: "APP-02:2".into(),
    }
}

fn detail(roles: &[Role], allowed: &[&str], refused: Option<Refused<'_>>) -> String {
    let visitor = visitor(Lang::Ko, roles, "/r/R-2026-0142/f/F-1");
    DetailPage::new(&visitor, &found(allowed), refused, clock::now()).unwrap().render().unwrap()
}

#[tokio::test]
async fn a_finding_shows_its_whole_history_and_no_name_of_the_contract() {
    let page = detail(&[Role::Auditor], &["VerifyFix"], None);
    for shown in
        ["권한을 검증할 것", "권한 검사를 넣음", "첫 조치", "부족함", "둘째 조치", "0/2명 승인", "&#60;보임&#62;"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for hidden in ["FixClaimed", "VerifyFix", "5f0c4d6e", "service:", "<form method=\"post\" action=\"/r/"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
}

#[tokio::test]
async fn each_role_has_the_forms_that_the_status_allows() {
    let forms = |roles: &[Role]| {
        let page = detail(roles, &["VerifyFix", "RejectFix", "DecideAcceptance", "AssignFinding"], None);
        let forms = page.split("action=\"/r/R-2026-0142/f/F-1/").skip(1);
        forms.map(|rest| rest.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(forms(&[Role::Reviewer]), ["verify", "reject", "assign"]);
    assert_eq!(forms(&[Role::Approver]), ["approve", "decline", "assign"]);
    assert_eq!(forms(&[Role::Requester]), Vec::<String>::new());
}

#[tokio::test]
async fn a_refused_step_keeps_what_was_typed_and_marks_what_is_new() {
    let problem = ApiError::separation_of_duties().into_status(Lang::Ko).into();
    let sent = Sent::read("words=내가 쓴 글&base=3&evidence=a%0Ab".as_bytes());
    let refused = Refused { step: Step::Verify, sent: &sent, problem: &problem };
    let page = detail(&[Role::Reviewer], &["VerifyFix", "RejectFix"], Some(refused));
    assert!(page.contains("내가 쓴 글") && page.contains("직무 분리"), "{page}");
    assert_eq!(page.matches("작성하는 동안 바뀜").count(), 1, "{page}");
    assert!(page.contains("name=\"base\" value=\"4\""), "sent again, it is about what is shown: {page}");
    assert!(!page.contains("보내지 못한 글"), "the form has it: {page}");
}

#[tokio::test]
async fn a_refused_step_that_is_not_possible_any_more_says_why_and_shows_what_was_typed() {
    let problem = ApiError::separation_of_duties().into_status(Lang::Ko).into();
    let sent = Sent::read("words=내가 쓴 글&base=3".as_bytes());
    let refused = Refused { step: Step::Verify, sent: &sent, problem: &problem };
    let page = detail(&[Role::Reviewer], &["RejectFix"], Some(refused));
    assert!(page.contains("내가 쓴 글</blockquote>") && page.contains("직무 분리"), "{page}");
}

#[tokio::test]
async fn several_fixes_are_reported_by_those_who_may() {
    let row = found(&[]).row;
    let page = |role, allowed: &[&str]| {
        let visitor = visitor(Lang::En, &[role], "/r/R-2026-0142/findings");
        FindingsTab::new(&visitor, &row, &[finding(allowed)], clock::now()).render().unwrap()
    };
    assert!(page(Role::Requester, &["ClaimFix"]).contains("name=\"claim\" value=\"F-1 "));
    assert!(!page(Role::Requester, &[]).contains("name=\"claim\""));
    assert!(!page(Role::Reviewer, &["ClaimFix"]).contains("name=\"claim\""));
}
