//! Every view on narrow terminals.

use std::collections::BTreeMap;

use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Finding, FindingEntry, Verdict},
    common::v1::{FindingStatus, Person, ReviewStatus, RiskLevel, Tally, Text, VerdictResult},
    dashboard::v1::{
        CompareReviewResponse, Difference, DifferenceGroup, FindingRow, GetSummaryResponse, GetTrendsResponse,
        GetWorkloadResponse, LevelCount, ListFindingsResponse, ListProjectionsResponse, Projection, ReviewerLoad,
        StatusCount, TrendBucket,
    },
    intake::v1::{WorkItem, WorkKind},
};
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::screen::Screen;

const TITLE: &str = "시민 건강관리 포털 및 모바일 앱 오픈 전 검토 (대국민 웹, 연계 포함)";
const KEY: &str = "web-service:APP-01:1";

fn text() -> Option<Text> {
    let en = "The administration console can be reached from the internet without a second factor".to_owned();
    Some(Text {
        ko: "관리자 화면이 인터넷에 열려 있고 2차 인증 없이 접속할 수 있음".into(), en
    })
}

fn lee() -> Option<Person> {
    Some(Person { subject: "lee".into(), name: "이검토".into() })
}

const LATE: Option<prost_types::Timestamp> = Some(prost_types::Timestamp { seconds: 1_796_741_999, nanos: 0 });

fn shown_work(look: &Look) -> String {
    let item = WorkItem {
        review_id: "r-1".into(),
        finding_id: "F-12".into(),
        kind: WorkKind::VerifyFix.into(),
        status: ReviewStatus::AwaitingRemediation.into(),
        team: "public-health".into(),
        title: TITLE.into(),
        due_at: LATE,
        overdue: true,
        mine: true,
        ..WorkItem::default()
    };
    work(&[item], (0, 0), &BTreeMap::from([("r-1".to_owned(), "R-2026-0142".to_owned())]), look)
}

fn shown_findings(look: &Look) -> String {
    let row = FindingRow {
        review_id: "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57".into(),
        review_number: "R-2026-0142".into(),
        finding_id: "F-12".into(),
        severity: RiskLevel::Critical.into(),
        status: FindingStatus::FixClaimed.into(),
        checkpoint: KEY.into(),
        title: text(),
        owner: "public-health".into(),
        assignee: lee(),
        due_at: LATE,
        overdue: true,
        ..FindingRow::default()
    };
    finding_rows(&ListFindingsResponse { findings: vec![row], total_size: 1, ..ListFindingsResponse::default() }, look)
}

fn shown_finding(look: &Look) -> String {
    let one = Finding {
        finding_id: "F-12".into(),
        status: FindingStatus::Open.into(),
        checkpoint: KEY.into(),
        title: text(),
        reason: TITLE.repeat(3),
        team: "public-health".into(),
        ..Finding::default()
    };
    let entry = FindingEntry { at: LATE, actor: lee(), event: "FindingOpened".into(), text: TITLE.into() };
    finding(&one, &[entry], Of::default(), look)
}

fn shown_checkpoints(look: &Look) -> String {
    let verdict = Verdict {
        result: VerdictResult::Fail.into(),
        reason: TITLE.into(),
        judged_by: lee(),
        judged_at: LATE,
        ..Verdict::default()
    };
    let one = Checkpoint {
        checkpoint: KEY.into(),
        title: text(),
        requirement: text(),
        check: text(),
        countermeasure: text(),
        verdict: Some(verdict),
        ..Checkpoint::default()
    };
    let tally = Tally { total: 183, pass: 5, ..Tally::default() };
    let list = Checklist { checkpoints: vec![one], tally: Some(tally), ..Checklist::default() };
    checkpoints(&list, TITLE, look) + &checklist(&list, TITLE, look)
}

fn shown_comparison(look: &Look) -> String {
    let one = Difference { name: text(), before: text(), after: text(), ..Difference::default() };
    let group = DifferenceGroup { kind: 3, title: text(), differences: vec![one] };
    comparison(&CompareReviewResponse { groups: vec![group], ..CompareReviewResponse::default() }, look)
}

fn shown_dashboard(look: &Look) -> String {
    let load = ReviewerLoad { reviewer: lee(), open_reviews: 12, judged: 1_183, ..ReviewerLoad::default() };
    let bucket = TrendBucket { label: "2026-11".into(), submitted: 12, ..TrendBucket::default() };
    let by_level = [4, 3, 2, 1].map(|level| LevelCount { level, count: 1_234 });
    let by_status = (1..=10).map(|status| StatusCount { status, count: 1_234 });
    let counts = GetSummaryResponse {
        by_level: by_level.into(),
        by_status: by_status.collect(),
        ..GetSummaryResponse::default()
    };
    workload(&GetWorkloadResponse { reviewers: vec![load], ..GetWorkloadResponse::default() }, look)
        + &trends(&GetTrendsResponse { buckets: vec![bucket], ..GetTrendsResponse::default() }, look)
        + &summary(&counts, look)
}

fn shown_projections(look: &Look) -> String {
    let one =
        Projection { name: "diagnosis".into(), position: 1_234_567, head: Some(1_234_567), ..Projection::default() };
    projections(&ListProjectionsResponse { projections: vec![one], ..ListProjectionsResponse::default() }, look)
}

/// No line is wider than a terminal of 60 or 80 columns, in either language: texts wrap, and the least important table
/// columns are omitted. Numbers, keys and ids are never cut; neither are due dates at 80 columns.
#[test]
fn every_view_fits_a_narrow_terminal() {
    for lang in [Lang::Ko, Lang::En] {
        for width in [60, 80] {
            let look = Look::new(lang, TimeZone::UTC).on(Screen { width: Some(width), colour: false });
            for (what, shown, whole) in [
                ("review mine", shown_work(&look), &["R-2026-0142", "F-12", "2026-12-08"][..]),
                ("finding list", shown_findings(&look), &["R-2026-0142", "F-12"][..]),
                ("finding show", shown_finding(&look), &["F-12", KEY][..]),
                ("checklist show", shown_checkpoints(&look), &[KEY][..]),
                ("review compare", shown_comparison(&look), &[][..]),
                ("dashboard", shown_dashboard(&look), &["2026-11", "1234"][..]),
                ("projection list", shown_projections(&look), &["diagnosis"][..]),
            ] {
                let wide: Vec<_> = shown.lines().filter(|line| line.width() > width).collect();
                assert!(wide.is_empty(), "{what} at {width}: {wide:#?}");
                assert!(whole.iter().all(|part| shown.contains(part)), "{what} at {width}: {shown}");
            }
            assert!(width < 80 || shown_findings(&look).contains("2026-12-08"), "{}", shown_findings(&look));
        }
    }
}
