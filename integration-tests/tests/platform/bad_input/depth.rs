//! Wrong questions about one review in depth, and about all over time.

use haetae_proto::dashboard::v1::{
    AsOf, ComparePoint, CompareReviewRequest, ExportFormat, ExportReviewsRequest, GetReviewOverviewRequest,
    GetTrendsRequest, LatestDecision, as_of::Moment, compare_point::Point,
};
use prost_types::Timestamp;

use super::cases::{Case, HUGE, not_uuids};

/// Of the dashboard.
pub(crate) fn of_depth() -> Vec<Case> {
    [ids(), moments(), days(), documents()].concat()
}

fn ids() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, review_id) in not_uuids() {
        let id = || review_id.clone();
        cases.push(Case::invalid(&what, "review_id", GetReviewOverviewRequest { review_id: id(), ..overview() }));
        cases.push(Case::invalid(&what, "review_id", CompareReviewRequest { review_id: id(), ..compare() }));
        cases.push(Case::invalid(&what, "review_id", ExportReviewsRequest { review_id: id(), ..document() }));
    }
    for wrong in ["7".to_owned(), "A".repeat(HUGE)] {
        let consistency_token = || wrong.clone();
        let (what, field) = ("no consistency token of ours", "consistency_token");
        let request = GetReviewOverviewRequest { consistency_token: consistency_token(), ..overview() };
        cases.push(Case::invalid(what, field, request));
        let request = CompareReviewRequest { consistency_token: consistency_token(), ..compare() };
        cases.push(Case::invalid(what, field, request));
        let request = GetTrendsRequest { consistency_token: consistency_token(), ..trends() };
        cases.push(Case::invalid(what, field, request));
    }
    cases
}

fn moments() -> Vec<Case> {
    let mut cases = Vec::new();
    let wrong = [
        (Some(Timestamp { seconds: i64::MAX, nanos: 0 }), None),
        (Some(Timestamp { seconds: 0, nanos: -1 }), None),
        (Some(Timestamp { seconds: 9_000_000_000, nanos: 0 }), None),
        (None, Some(u64::MAX)),
        (None, None),
    ];
    for (time, position) in wrong {
        let moment = time.map(Moment::Time).or(position.map(Moment::Position));
        let point = time.map(Point::Time).or(position.map(Point::Position));
        let (of_moment, of_point) = match (time, position) {
            (Some(_), _) => ("as_of.time", ".time"),
            (None, Some(_)) => ("as_of.position", ".position"),
            (None, None) => ("as_of", ""),
        };
        let as_of = Some(AsOf { moment });
        let what = format!("{time:?} {position:?}");
        cases.push(Case::invalid(&what, of_moment, GetReviewOverviewRequest { as_of, ..overview() }));
        cases.push(Case::invalid(&what, of_moment, GetTrendsRequest { as_of, ..trends() }));
        let point = Some(ComparePoint { point });
        let from = CompareReviewRequest { from: point, ..compare() };
        cases.push(Case::invalid(&what, &format!("from{of_point}"), from));
        cases.push(Case::invalid(&what, &format!("to{of_point}"), CompareReviewRequest { to: point, ..compare() }));
    }
    cases.push(Case::invalid("no moment to compare with", "from", CompareReviewRequest { from: None, ..compare() }));
    let at = |position| Some(ComparePoint { point: Some(Point::Position(position)) });
    let turned = CompareReviewRequest { from: at(1), to: at(0), ..compare() };
    cases.push(Case::invalid("the later moment first", "from", turned));
    cases
}

fn days() -> Vec<Case> {
    let mut cases = Vec::new();
    for day in [
        "",
        "today",
        "2026-02-30",
        "2026-1-1",
        "20260101",
        "2026-01-01T00:00",
        "0001-01-01",
        "9999-12-31",
        "２０２６-01-01",
    ] {
        let what = format!("{day:?}");
        cases.push(Case::invalid(&what, "first_day", GetTrendsRequest { first_day: day.to_owned(), ..trends() }));
        cases.push(Case::invalid(&what, "last_day", GetTrendsRequest { last_day: day.to_owned(), ..trends() }));
    }
    for last_day in ["2025-12-31", "2029-01-02"] {
        let request = GetTrendsRequest { last_day: last_day.to_owned(), ..trends() };
        cases.push(Case::invalid(last_day, "last_day", request));
    }
    for interval in [-1, 4, i32::MAX] {
        let request = GetTrendsRequest { interval, ..trends() };
        cases.push(Case::invalid(interval.to_string(), "interval", request));
    }
    for level in [-1, 5, i32::MAX] {
        cases.push(Case::invalid(level.to_string(), "level", GetTrendsRequest { level, ..trends() }));
    }
    cases.push(Case::invalid("no interval", "interval", GetTrendsRequest { interval: 0, ..trends() }));
    for team in ["\0".to_owned(), "a\nb".to_owned(), "가".repeat(201), "a".repeat(HUGE)] {
        cases.push(Case::invalid("no name of a team", "team", GetTrendsRequest { team, ..trends() }));
    }
    cases
}

fn documents() -> Vec<Case> {
    let lines = ExportReviewsRequest { format: ExportFormat::Ndjson.into(), ..document() };
    vec![
        Case::invalid("a review in a list", "review_id", lines),
        Case::invalid("a list of one", "filter", ExportReviewsRequest { filter: "결제".into(), ..document() }),
        Case::invalid("an order of one", "order_by", ExportReviewsRequest { order_by: "score".into(), ..document() }),
        Case::invalid(
            "a mark in JSON",
            "byte_order_mark",
            ExportReviewsRequest { byte_order_mark: true, ..document() },
        ),
    ]
}

const REVIEW: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

fn overview() -> GetReviewOverviewRequest {
    GetReviewOverviewRequest { review_id: REVIEW.to_owned(), ..Default::default() }
}

fn compare() -> CompareReviewRequest {
    let from = Some(ComparePoint { point: Some(Point::Decision(LatestDecision {})) });
    CompareReviewRequest { review_id: REVIEW.to_owned(), from, ..Default::default() }
}

fn trends() -> GetTrendsRequest {
    let (first_day, last_day) = ("2026-01-01".to_owned(), "2026-03-31".to_owned());
    GetTrendsRequest { interval: 1, first_day, last_day, ..Default::default() }
}

fn document() -> ExportReviewsRequest {
    let format = ExportFormat::Oscal.into();
    ExportReviewsRequest { format, review_id: REVIEW.to_owned(), ..Default::default() }
}
