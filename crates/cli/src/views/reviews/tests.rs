use haetae_proto::{common::v1::Person, dashboard::v1::StatusCount};
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::screen::Screen;

fn sample() -> Vec<ReviewRow> {
    let time = |text: &str| {
        let at: jiff::Timestamp = text.parse().unwrap();
        Some(prost_types::Timestamp { seconds: at.as_second(), nanos: 0 })
    };
    let tally = Some(Tally { total: 183, pass: 5, ..Tally::default() });
    vec![
        ReviewRow {
            review_id: "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57".into(),
            number: "R-2026-0142".into(),
            title: "시민 건강관리 포털 및 모바일 앱 오픈 전 검토".into(),
            team: "public-health".into(),
            status: ReviewStatus::InDiagnosis.into(),
            level: RiskLevel::Critical.into(),
            score: 92,
            depth: ReviewDepth::Full.into(),
            tally,
            assignee: Some(Person { subject: "lee".into(), name: "이검토".into() }),
            due_at: time("2026-12-08T14:59:59Z"),
            overdue: true,
            open_findings: 3,
            ..Default::default()
        },
        ReviewRow {
            review_id: "0f1d2c3b-64a5-5f7e-b6f1-6e31a32e4f57".into(),
            number: "R-2026-0143".into(),
            title: "Partner order API v3".into(),
            team: "물류".into(),
            status: ReviewStatus::ApprovedWithConditions.into(),
            level: RiskLevel::Low.into(),
            score: 12,
            due_at: time("2026-12-31T14:59:59Z"),
            decision_stale: true,
            ..Default::default()
        },
        ReviewRow {
            number: "R-2026-0144".into(),
            title: "새 요청".into(),
            team: "교통과".into(),
            status: ReviewStatus::Received.into(),
            ..Default::default()
        },
    ]
}

fn shown(lang: Lang, width: Option<usize>) -> String {
    let look = Look::new(lang, TimeZone::UTC).on(Screen { width, colour: false });
    reviews(&sample(), 132, true, &look)
}

/// Lists of reviews (D5, D6) show number, level, due date, assignee, marks for overdue and outdated, open findings and
/// the total, without wrapping on terminals of 80, 120 and 200 columns.
#[test]
fn a_list_fits_the_terminal_and_says_what_matters_most() {
    for (lang, width, golden) in [
        (Lang::Ko, 80, include_str!("../golden/reviews.ko.80.txt")),
        (Lang::En, 80, include_str!("../golden/reviews.en.80.txt")),
        (Lang::Ko, 120, include_str!("../golden/reviews.ko.120.txt")),
        (Lang::En, 120, include_str!("../golden/reviews.en.120.txt")),
    ] {
        let text = shown(lang, Some(width));
        assert_eq!(text, golden, "{width}");
        assert!(text.lines().all(|line| line.width() <= width), "{text}");
    }
    assert!(shown(Lang::En, Some(200)).lines().all(|line| line.width() <= 200));
    assert!(shown(Lang::En, None).contains("d86238b2-64a5-5f7e-b6f1-6e31a32e4f57"), "whole where nothing is cut");
}

/// A review closed as a duplicate is called a duplicate, in lists and in the summary, where it does not count as rejected.
#[test]
fn a_duplicate_is_not_called_rejected() {
    let status = ReviewStatus::Rejected.into();
    let row = ReviewRow { number: "R-2026-0001".into(), status, duplicate: true, ..Default::default() };
    let by_status = vec![StatusCount { status, count: 3 }];
    let answer = GetSummaryResponse { by_status, duplicates: 2, ..Default::default() };
    for (lang, word, counts) in
        [(Lang::Ko, "중복 종결", "반려 1 · 중복 종결 2"), (Lang::En, "duplicate", "rejected 1 · duplicate 2")]
    {
        let look = Look::new(lang, TimeZone::UTC);
        let list = reviews(std::slice::from_ref(&row), 1, false, &look);
        assert!(list.contains(word) && !list.contains("반려") && !list.contains("rejected"), "{list}");
        assert!(summary(&answer, &look).to_lowercase().contains(counts), "{}", summary(&answer, &look));
    }
}

/// Empty lists (D10) say so in words.
#[test]
fn an_empty_list_says_so() {
    let look = |lang| Look::new(lang, TimeZone::UTC);
    assert_eq!(reviews(&[], 0, true, &look(Lang::Ko)), "보안성 검토 (0)\n  해당하는 항목이 없습니다.\n");
    assert_eq!(reviews(&[], 0, true, &look(Lang::En)), "Reviews (0)\n  There are none.\n");
}
