//! The pages as browsers get them.

use std::collections::BTreeMap;

use askama::Template as _;
use axum::http::StatusCode;
use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Evidence, Verdict},
    common::v1::{CheckMethod, FlowLayer, Person, Tally, Text, VerdictResult},
    dashboard::v1::ReviewRow,
};
use haetae_service_kit::{auth::Role, error::Lang};

use super::*;
use crate::{
    api::Listed,
    pages::checklist::{entry::Entry, held::Held, panel::Panel, recording::Line, round::RoundPage},
    tests::support::visitor,
};

/// As long as texts of catalogues are.
const CHECK: &str =
    "입력 항목과 API 파라미터에 인젝션 구문을 넣어 오류 노출, 응답 지연, 데이터 변화가 생기지 않는지 시험한다.";

fn text(text: &str) -> Option<Text> {
    Some(Text { ko: text.into(), en: text.into() })
}

fn verdict(result: VerdictResult) -> Verdict {
    Verdict {
        result: result.into(),
        method: CheckMethod::Test.into(),
        reason: "이름 <b>".into(),
        judged_by: Some(Person { subject: "choi".into(), name: "최유나".into() }),
        judged_at: Some(prost_types::Timestamp { seconds: 1_796_000_000, nanos: 7 }),
        ..Verdict::default()
    }
}

fn one(number: usize, judged: Option<VerdictResult>) -> Checkpoint {
    let layer = FlowLayer::try_from(1 + i32::try_from(number / 40).unwrap()).unwrap();
    Checkpoint {
        checkpoint: format!("web-service:APP-{:02}:{}", number / 3, number % 3 + 1),
        catalog_id: "web-service".into(),
        control_id: format!("APP-{:02}", number / 3),
        layer: layer.into(),
        mandatory: true,
        title: text("입력값 검증과 인젝션 방지"),
        check: text(CHECK),
        method: CheckMethod::Test.into(),
        verdict: judged.map(verdict),
        evidence: vec![Evidence {
            evidence_id: "E-1".into(), name: "시험 결과서.pdf".into(), ..Evidence::default()
        }],
        ..Checkpoint::default()
    }
}

/// A checklist of so many lines, the first of which failed.
fn list(lines: usize) -> Checklist {
    let checkpoints = (0..lines).map(|number| one(number, (number == 0).then_some(VerdictResult::Fail)));
    let total = u32::try_from(lines).unwrap();
    Checklist {
        review_id: "5f0c4d6e-0000-4000-8000-000000000001".into(),
        checkpoints: checkpoints.collect(),
        tally: Some(Tally { total, mandatory: total, fail: 1, mandatory_open: total - 1, ..Tally::default() }),
        round: 1,
        ..Checklist::default()
    }
}

fn row() -> ReviewRow {
    ReviewRow { number: "R-2026-0142".into(), title: "시민 건강관리 포털".into(), ..ReviewRow::default() }
}

fn page(lang: Lang, roles: &[Role], list: &Checklist, asked: &ChecklistQuery) -> String {
    let visitor = visitor(lang, roles, "/r/R-2026-0142/checklist");
    ListPage::new(&visitor, &row(), list, asked, roles.contains(&Role::Reviewer)).render().unwrap()
}

/// Nothing of the contract's own names is for people.
fn assert_plain(page: &str) {
    for hidden in ["VERDICT", "FLOW_LAYER", "5f0c4d6e", "CheckMethod", "RecordVerdicts"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn a_list_of_220_lines_is_small_and_says_what_is_left() {
    let list = list(220);
    for lang in [Lang::Ko, Lang::En] {
        let page = page(lang, &[Role::Reviewer], &list, &ChecklistQuery::default());
        assert!(page.len() <= 264 * 1024, "60 KB for 50 lines: {}", page.len());
        assert_eq!(page.matches("<li data-k=").count(), 220);
        assert!(page.contains("href=\"/r/R-2026-0142/c/APP-00:1\""), "a line has its page");
        assert!(page.contains("aria-disabled=\"true\""), "the round cannot be concluded");
        assert_plain(&page);
    }
    let page = page(Lang::Ko, &[Role::Reviewer], &list, &ChecklistQuery::default());
    assert!(page.contains("필수 219건이 남았습니다"));
}

#[tokio::test]
async fn who_does_not_judge_and_a_round_that_is_over_have_no_form() {
    let mut list = list(3);
    let asked = ChecklistQuery::default();
    let read = page(Lang::Ko, &[Role::Auditor], &list, &asked);
    assert!(!read.contains("checklist/record") && !read.contains("진단 종료"), "{read}");
    list.concluded = true;
    let over = page(Lang::Ko, &[Role::Reviewer], &list, &asked);
    assert!(!over.contains("checklist/record") && over.contains("2차 진단 시작"), "{over}");
}

#[tokio::test]
async fn a_review_without_a_checklist_says_that_it_is_being_made() {
    let page = page(Lang::Ko, &[Role::Reviewer], &Checklist::default(), &ChecklistQuery::default());
    assert!(page.contains("점검표를 만들고 있습니다") && !page.contains("진단 종료"), "{page}");
}

#[tokio::test]
async fn an_address_shows_the_lines_it_asks_for() {
    let list = list(50);
    let asked = ChecklistQuery { show: "fail".into(), ..ChecklistQuery::default() };
    let page = page(Lang::En, &[Role::Reviewer], &list, &asked);
    assert_eq!(page.matches("<li data-k=").count(), 1);
    assert!(!page.contains("value=\"shown\""), "what is shown is judged");
}

#[tokio::test]
async fn a_result_that_was_overtaken_stands_beside_what_was_typed() {
    let list = list(3);
    let source = panel::Source {
        number: "R-2026-0142",
        all: &list.checkpoints,
        one: &list.checkpoints[0],
        form_key: "key",
        may_judge: true,
    };
    let entry =
        Entry { base: "0".into(), result: 4, reason: "내 사유".into(), ..Entry::recorded(&list.checkpoints[0]) };
    let line = Line { entry, now: Some(list.checkpoints[0].clone()), overtaken: true, wrong: Vec::new() };
    let panel = Panel::new(crate::text::Say::in_language(Lang::Ko), source);
    let panel = panel.with(&line, &list.checkpoints, &list.checkpoints[0], String::new());
    let page = line::part(panel).unwrap();
    assert!(page.contains("최유나") && page.contains("내 사유") && page.contains("다른 사람의 결과"), "{page}");
    assert!(page.contains("이름 &#60;b&#62;"), "what people write is no markup: {page}");
    assert!(page.contains("|1796000000.7\""), "sent again, it replaces what is shown: {page}");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_line_and_nothing_typed_is_lost() {
    let list = list(3);
    let visitor = visitor(Lang::Ko, &[Role::Reviewer], "/");
    let entry = |place: usize| Entry { base: "0".into(), result: 1, ..Entry::recorded(&list.checkpoints[place]) };
    let line = |place: usize, overtaken, wrong| Line {
        entry: Entry { reason: format!("사유 {place}"), ..entry(place) },
        now: Some(list.checkpoints[place].clone()),
        overtaken,
        wrong,
    };
    let wrong = vec![("reason".to_owned(), "너무 깁니다.".to_owned())];
    let outcome = Outcome { lines: vec![line(0, true, Vec::new()), line(1, false, wrong)], ..Outcome::default() };
    let held = |retract: Option<&str>| {
        let (path, retract) = ("/r/R-2026-0142/f/F-1".to_owned(), retract.map(str::to_owned));
        BTreeMap::from([(list.checkpoints[0].checkpoint.clone(), Held { id: "F-1".into(), path, retract })])
    };
    let (none, theirs, ours) = (BTreeMap::new(), held(None), held(Some("/r/R-2026-0142/f/F-1#retract")));
    let row = row();
    let page = |standing| {
        let source = Source { row: &row, all: &list.checkpoints, outcome: &outcome, batch: "b", standing };
        ConfirmPage::new(&visitor, source, clock::now()).render().unwrap()
    };
    let plain = page(&none);
    for shown in ["1건에 고칠 것이 있습니다", "너무 깁니다.", "사유 0", "사유 1", "1건은 그사이 다른 사람이", "최유나"]
    {
        assert!(plain.contains(shown), "{shown}: {plain}");
    }
    assert!(
        plain.contains("내 결과로 바꾸기") && plain.contains("name=\"base\" value=\"-\"> 이 항목 빼고 기록"),
        "{plain}"
    );
    assert_eq!(outcome.status(), StatusCode::CONFLICT);

    // Their Fail opened a finding: mine cannot replace it, and nothing else is offered.
    let mine = page(&ours);
    assert!(!mine.contains("내 결과로 바꾸기") && mine.contains("사유 0") && mine.contains("사유 1"), "{mine}");
    for shown in ["value=\"-\">이 항목 빼고 기록", "value=\"0\">F-1 취약 취소 뒤", "f/F-1#retract\" target=\"_blank\""]
    {
        assert!(mine.contains(shown), "{shown}: {mine}");
    }
    let left = page(&theirs);
    assert!(left.contains("value=\"-\">이 항목 빼고 기록") && !left.contains("취소 뒤"), "{left}");
    assert_plain(&plain);
}

#[tokio::test]
async fn a_round_with_open_lines_names_them_instead_of_a_form() {
    let visitor = visitor(Lang::Ko, &[Role::Reviewer], "/");
    let open = Listed { list: list(3), etag: "e".into() };
    let page = RoundPage::new(&visitor, &row(), &open, Step::Conclude, None).render().unwrap();
    assert!(page.contains("필수 2건이 남았습니다") && !page.contains("checklist/conclude\""), "{page}");
    let mut done = list(1);
    done.checkpoints[0].verdict = Some(verdict(VerdictResult::Fail));
    let done = Listed { list: done, etag: "e".into() };
    let page = RoundPage::new(&visitor, &row(), &done, Step::Conclude, None).render().unwrap();
    assert!(
        page.contains("checklist/conclude\"") && page.contains("APP-00:1 입력값 검증과 인젝션 방지: 이름"),
        "{page}"
    );
}
