//! Wrong questions.

use haetae_integration_tests::samples;
use haetae_proto::{
    checkpoint::v1::{GetChecklistRequest, GetCoverageRequest, PreviewChecklistRequest, PreviewUpgradeRequest},
    common::v1::RiskLevel,
    dashboard::v1::{
        ExportFormat, ExportReviewsRequest, GetSummaryRequest, GetTimelineRequest, GetWeakAreasRequest,
        GetWorkloadRequest, ListFindingsRequest, ListReviewsRequest, WatchReviewsRequest,
    },
    intake::v1::GetReviewRequest,
    risk::v1::{GetAssessmentRequest, PreviewRiskRequest},
};
use haetae_service_kit::token;

use super::cases::{Case, HUGE, SEALED, not_uuids, profiles};

/// Of intake, risk and checkpoint.
pub(crate) fn of_services() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, id) in not_uuids() {
        let review_id = || id.clone();
        cases.push(Case::invalid(&what, "review_id", GetReviewRequest { review_id: review_id() }));
        cases.push(Case::invalid(&what, "review_id", GetAssessmentRequest { review_id: review_id() }));
        cases.push(Case::invalid(&what, "review_id", GetChecklistRequest { review_id: review_id() }));
        cases.push(Case::invalid(&what, "review_id", GetCoverageRequest { review_id: review_id() }));
        cases.push(Case::invalid(&what, "review_id", PreviewUpgradeRequest { review_id: review_id() }));
    }
    for (what, field, profile) in profiles(&samples::smart_city().profile.unwrap_or_default()) {
        let level = RiskLevel::High.into();
        cases.push(Case::invalid(&what, field, PreviewChecklistRequest { profile: profile.clone(), level }));
        cases.push(Case::invalid(what, field, PreviewRiskRequest { profile }));
    }
    for level in [0, 99, -1, i32::MAX] {
        let profile = samples::smart_city().profile;
        cases.push(Case::invalid(level.to_string(), "level", PreviewChecklistRequest { profile, level }));
    }
    cases
}

/// Of the dashboard.
pub(crate) fn of_dashboard() -> Vec<Case> {
    [tokens(), pages(), filters(), streams(), findings(), days()].concat()
}

fn tokens() -> Vec<Case> {
    let mut cases = Vec::new();
    let forged = token::consistency_token(1).replacen('A', "B", 1);
    for wrong in ["7".to_owned(), token::etag(1), forged, "A".repeat(HUGE)] {
        let consistency_token = || wrong.clone();
        let what = "no consistency token of ours";
        let summary = GetSummaryRequest { consistency_token: consistency_token(), ..Default::default() };
        cases.push(Case::invalid(what, "consistency_token", summary));
        let list = ListReviewsRequest { consistency_token: consistency_token(), ..Default::default() };
        cases.push(Case::invalid(what, "consistency_token", list));
        let findings = ListFindingsRequest { consistency_token: consistency_token(), ..Default::default() };
        cases.push(Case::invalid(what, "consistency_token", findings));
        let areas = GetWeakAreasRequest { consistency_token: consistency_token(), ..Default::default() };
        cases.push(Case::invalid(what, "consistency_token", areas));
        let workload = GetWorkloadRequest { consistency_token: consistency_token(), ..Default::default() };
        cases.push(Case::invalid(what, "consistency_token", workload));
        let timeline = GetTimelineRequest { consistency_token: consistency_token(), ..timeline() };
        cases.push(Case::invalid(what, "consistency_token", timeline));
    }
    cases
}

/// Of what is answered in parts: a wrong one never begins.
fn streams() -> Vec<Case> {
    let format = ExportFormat::Csv.into();
    let export = || ExportReviewsRequest { format, ..Default::default() };
    let mut cases = vec![];
    for filter in ["level", "level = HIGHEST", "NOT", "team = \"unclosed", "level = HIGH\0"] {
        let (what, filter) = (format!("{filter:?}"), || filter.to_owned());
        let watch = WatchReviewsRequest { filter: filter(), ..Default::default() };
        cases.push(Case::invalid(&what, "filter", watch));
        cases.push(Case::invalid(&what, "filter", ExportReviewsRequest { filter: filter(), ..export() }));
    }
    for token in ["7".to_owned(), token::etag(1), "A".repeat(HUGE)] {
        let (what, consistency_token) = ("no consistency token of ours", || token.clone());
        let watch = WatchReviewsRequest { consistency_token: consistency_token(), ..Default::default() };
        cases.push(Case::invalid(what, "consistency_token", watch));
        let file = ExportReviewsRequest { consistency_token: consistency_token(), ..export() };
        cases.push(Case::invalid(what, "consistency_token", file));
    }
    for format in [0, 99, -1, i32::MAX] {
        cases.push(Case::invalid(format.to_string(), "format", ExportReviewsRequest { format, ..export() }));
    }
    for order_by in ["levels", "score asc", "score,"] {
        let order_by = order_by.to_owned();
        cases.push(Case::invalid(order_by.clone(), "order_by", ExportReviewsRequest { order_by, ..export() }));
    }
    let (format, byte_order_mark) = (ExportFormat::Ndjson.into(), true);
    let marked = ExportReviewsRequest { format, byte_order_mark, ..export() };
    cases.push(Case::invalid("one without CSV", "byte_order_mark", marked));
    cases
}

fn pages() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, review_id) in not_uuids() {
        cases.push(Case::invalid(what, "review_id", GetTimelineRequest { review_id, ..timeline() }));
    }
    for page_size in [-1, 1_000, i32::MAX, i32::MIN] {
        let what = page_size.to_string();
        cases.push(Case::invalid(&what, "page_size", ListReviewsRequest { page_size, ..Default::default() }));
        cases.push(Case::invalid(&what, "page_size", ListFindingsRequest { page_size, ..Default::default() }));
        cases.push(Case::invalid(&what, "page_size", GetTimelineRequest { page_size, ..timeline() }));
    }
    for page_token in ["1".to_owned(), "garbage!".to_owned(), token::etag(1), SEALED.to_owned(), "A".repeat(HUGE)] {
        let what = "no page token of this list";
        let list = ListReviewsRequest { page_token: page_token.clone(), ..Default::default() };
        cases.push(Case::invalid(what, "page_token", list));
        let findings = ListFindingsRequest { page_token: page_token.clone(), ..Default::default() };
        cases.push(Case::invalid(what, "page_token", findings));
        cases.push(Case::invalid(what, "page_token", GetTimelineRequest { page_token, ..timeline() }));
    }
    cases
}

fn filters() -> Vec<Case> {
    let filters = [
        "level",
        "level =",
        "= HIGH",
        "level = ",
        "level HIGH",
        "level == HIGH",
        "level = HIGHEST",
        "level = 3",
        "level = HIGH AND",
        "AND level = HIGH",
        "level = HIGH level = LOW",
        "status = CLOSED",
        "status = UNSPECIFIED",
        "service_type = PIZZA",
        "team = \"unclosed",
        "1 = 1",
        "'; DROP TABLE board; --",
        "level = HIGH\0",
        "level = HIGH\nAND",
        "수준 = 높음",
        "(level = HIGH",
        "level = HIGH)",
        "NOT",
        "결제 OR 연동 AND 인증",
        "status > RECEIVED",
        "team < a",
        "score = ten",
        "submitted_at > yesterday",
        "service_types:*PAY",
        "결*",
    ];
    let mut cases: Vec<_> = filters
        .iter()
        .map(|&filter| {
            let request = ListReviewsRequest { filter: filter.to_owned(), ..Default::default() };
            Case::invalid(format!("{filter:?}"), "filter", request)
        })
        .collect();
    let huge = ListReviewsRequest { filter: "level = HIGH AND ".repeat(HUGE / 17), ..Default::default() };
    cases.push(Case::invalid("a megabyte", "filter", huge));
    for order_by in [
        "levels",
        "score asc desc",
        "score,",
        "score, score",
        "desc",
        "score descending",
        "SCORE",
        "1",
        "score;",
        "score\0",
    ] {
        let request = ListReviewsRequest { order_by: order_by.to_owned(), ..Default::default() };
        cases.push(Case::invalid(format!("{order_by:?}"), "order_by", request));
    }
    let huge = ListReviewsRequest { order_by: "a".repeat(HUGE), ..Default::default() };
    cases.push(Case::invalid("a megabyte", "order_by", huge));
    cases
}

fn findings() -> Vec<Case> {
    let filters = [
        "status = APPROVED",
        "severity = 3",
        "level = HIGH",
        "layer = SERVER",
        "overdue",
        "overdue = yes",
        "number = F-1",
        "review_id = 7",
        "due_at = 2026-01-31",
        "due_at > tomorrow",
        "assignee > kim",
        "acceptance_ending:true",
        "owner = \"\"",
        "title:결제",
        "평문 OR 암호화 AND 키",
    ];
    let mut cases: Vec<_> = filters
        .iter()
        .map(|&filter| {
            let request = ListFindingsRequest { filter: filter.to_owned(), ..Default::default() };
            Case::invalid(format!("{filter:?}"), "filter", request)
        })
        .collect();
    for order_by in ["status", "due_at asc", "severity, severity", "score", "severity_rank", "due_at;"] {
        let request = ListFindingsRequest { order_by: order_by.to_owned(), ..Default::default() };
        cases.push(Case::invalid(format!("{order_by:?}"), "order_by", request));
    }
    let several =
        ListFindingsRequest { page_size: -1, filter: "?".to_owned(), order_by: "?".to_owned(), ..Default::default() };
    cases.push(Case::all_invalid("all at once", &["page_size", "filter", "order_by"], several));
    cases
}

fn days() -> Vec<Case> {
    let mut cases = Vec::new();
    for (first, last, field) in [
        ("yesterday", "", "first_day"),
        ("2026-02-30", "", "first_day"),
        ("2026-01-01T00:00:00Z", "", "first_day"),
        ("", "1989-12-31", "last_day"),
        ("", "20260131", "last_day"),
        ("2026-02-01", "2026-01-31", "last_day"),
    ] {
        let (first_day, last_day) = (first.to_owned(), last.to_owned());
        let areas =
            GetWeakAreasRequest { first_day: first_day.clone(), last_day: last_day.clone(), ..Default::default() };
        cases.push(Case::invalid(format!("{first:?}, {last:?}"), field, areas));
        let workload = GetWorkloadRequest { first_day, last_day, ..Default::default() };
        cases.push(Case::invalid(format!("{first:?}, {last:?}"), field, workload));
    }
    cases
}

fn timeline() -> GetTimelineRequest {
    GetTimelineRequest { review_id: "67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(), ..Default::default() }
}
