//! Wrong input is refused, naming the field.

use haetae_proto::dashboard::v1::{
    AsOf, ExportFormat, ExportReviewsRequest, GetReviewOverviewRequest, GetSummaryRequest, GetTimelineRequest,
    GetWeakAreasRequest, GetWorkloadRequest, ListFindingsRequest, ListReviewsRequest, WatchReviewsRequest,
    as_of::Moment,
};
use haetae_service_kit::token;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    history::{History, id},
    served::Served,
};

/// The fields a refusal names.
fn named(refused: Result<impl Sized, Status>) -> Vec<String> {
    let status = refused.err().expect("not refused");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "INVALID_FIELD");
    details.bad_request().unwrap().field_violations.iter().map(|violation| violation.field.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_fields_are_named_all_at_once() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    for page_size in [-1, 201, i32::MIN, i32::MAX] {
        let refused = client.list_reviews(ListReviewsRequest { page_size, ..Default::default() }).await;
        assert_eq!(named(refused), ["page_size"]);
    }
    for page_size in [-1, 501, i32::MAX] {
        let review_id = id(0).to_string();
        let refused = client.get_timeline(GetTimelineRequest { page_size, review_id, ..Default::default() }).await;
        assert_eq!(named(refused), ["page_size"]);
    }
    let long = "a".repeat(900_000);
    for filter in ["level", "level = high", "score = -1", "a\0b = c", "a OR b AND c", &long] {
        let refused = client.list_reviews(ListReviewsRequest { filter: filter.into(), ..Default::default() }).await;
        assert_eq!(named(refused), ["filter"]);
    }
    for order_by in ["levels", "score asc", "score desc desc", "score,", "score, score", "SCORE", &long] {
        let refused = client.list_reviews(ListReviewsRequest { order_by: order_by.into(), ..Default::default() }).await;
        assert_eq!(named(refused), ["order_by"], "{order_by:.20}");
    }
    for review_id in ["", "1", "00000000-0000-0000-0000-000000000000", "a.b", "*", &long] {
        let refused =
            client.get_timeline(GetTimelineRequest { review_id: review_id.into(), ..Default::default() }).await;
        assert_eq!(named(refused), ["review_id"]);
    }
    let everything = ListReviewsRequest {
        page_size: -1,
        filter: "?".into(),
        order_by: "?".into(),
        as_of: Some(AsOf { moment: None }),
        consistency_token: "x".into(),
        ..Default::default()
    };
    let fields = ["filter", "order_by", "as_of", "page_size", "consistency_token"];
    assert_eq!(named(client.list_reviews(everything).await), fields);
    for consistency_token in ["x", &token::etag(1), &long] {
        let request = GetSummaryRequest { consistency_token: (*consistency_token).into(), ..Default::default() };
        assert_eq!(named(client.get_summary(request).await), ["consistency_token"]);
    }
    served.stop().await;
}

/// S2-9: the tokens of a call are looked at together with its other fields.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_are_named_beside_other_fields() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let (x, review_id) = (|| "x".to_owned(), id(0).to_string());
    let paged = ["page_size", "page_token", "consistency_token"];
    let (page_size, page_token, consistency_token) = (-1, x(), x());
    let list = ListReviewsRequest { page_size, page_token, consistency_token, ..Default::default() };
    assert_eq!(named(client.list_reviews(list).await), paged);
    let (page_token, consistency_token) = (x(), x());
    let findings = ListFindingsRequest { page_size, page_token, consistency_token, ..Default::default() };
    assert_eq!(named(client.list_findings(findings).await), paged);
    let (page_token, consistency_token) = (x(), x());
    let timeline =
        GetTimelineRequest { page_size, page_token, consistency_token, review_id: review_id.clone(), as_of: None };
    assert_eq!(named(client.get_timeline(timeline).await), paged);

    let as_of = Some(AsOf { moment: None });
    let both = ["as_of", "consistency_token"];
    let summary = GetSummaryRequest { as_of, consistency_token: x() };
    assert_eq!(named(client.get_summary(summary).await), both);
    let areas = GetWeakAreasRequest { as_of, consistency_token: x(), ..Default::default() };
    assert_eq!(named(client.get_weak_areas(areas).await), both);
    let workload = GetWorkloadRequest { as_of, consistency_token: x(), ..Default::default() };
    assert_eq!(named(client.get_workload(workload).await), both);
    let overview = GetReviewOverviewRequest { as_of, consistency_token: x(), review_id };
    assert_eq!(named(client.get_review_overview(overview).await), both);
    let watched = WatchReviewsRequest { filter: "?".into(), consistency_token: x() };
    assert_eq!(named(client.watch_reviews(watched).await), ["filter", "consistency_token"]);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_is_good_for_its_own_list_only() {
    let served = Served::start().await;
    let last = History::new(&served.log).many(30).await;
    let mut client = served.reviewer();
    let request = ListReviewsRequest {
        page_size: 5,
        filter: "team = water".into(),
        consistency_token: token::consistency_token(last),
        ..Default::default()
    };
    let page_token = client.list_reviews(request.clone()).await.unwrap().into_inner().next_page_token;
    assert!(!page_token.is_empty());
    let spaced =
        ListReviewsRequest { page_token: page_token.clone(), filter: "team   =  water ".into(), ..request.clone() };
    assert!(client.list_reviews(spaced).await.is_ok());
    for other in [
        ListReviewsRequest { filter: "team = 교통과".into(), ..request.clone() },
        ListReviewsRequest { filter: String::new(), ..request.clone() },
        ListReviewsRequest { order_by: "score".into(), ..request.clone() },
        ListReviewsRequest { order_by: "submitted_at".into(), ..request.clone() },
    ] {
        let refused = client.list_reviews(ListReviewsRequest { page_token: page_token.clone(), ..other }).await;
        assert_eq!(named(refused), ["page_token"]);
    }
    let findings = ListFindingsRequest { page_token: page_token.clone(), ..Default::default() };
    assert_eq!(named(client.list_findings(findings).await), ["page_token"]);
    let (rest, first) = (&page_token[1..], if page_token.starts_with('A') { 'B' } else { 'A' });
    let altered = format!("{first}{rest}");
    let refused = client.list_reviews(ListReviewsRequest { page_token: altered, ..request.clone() }).await;
    assert_eq!(named(refused), ["page_token"]);
    let review_id = id(0).to_string();
    let refused = client.get_timeline(GetTimelineRequest { page_token, review_id, ..Default::default() }).await;
    assert_eq!(named(refused), ["page_token"]);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_that_cannot_be_shown_is_refused() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let time = |seconds, nanos| Some(Moment::Time(prost_types::Timestamp { seconds, nanos }));
    for (moment, field) in [
        (None, "as_of"),
        (Some(Moment::Position(u64::MAX)), "as_of.position"),
        (time(i64::MAX, 0), "as_of.time"),
        (time(-99_999_999_999, 0), "as_of.time"),
        (time(0, -1), "as_of.time"),
        (time(0, 1_000_000_000), "as_of.time"),
        (time(4_102_444_800, 0), "as_of.time"),
    ] {
        let as_of = Some(AsOf { moment });
        let summary = GetSummaryRequest { as_of, ..Default::default() };
        assert_eq!(named(client.get_summary(summary).await), [field]);
        let list = ListReviewsRequest { as_of, ..Default::default() };
        assert_eq!(named(client.list_reviews(list).await), [field]);
        let findings = ListFindingsRequest { as_of, ..Default::default() };
        assert_eq!(named(client.list_findings(findings).await), [field]);
        assert_eq!(named(client.get_weak_areas(GetWeakAreasRequest { as_of, ..Default::default() }).await), [field]);
        assert_eq!(named(client.get_workload(GetWorkloadRequest { as_of, ..Default::default() }).await), [field]);
        let timeline = GetTimelineRequest { as_of, review_id: id(0).to_string(), ..Default::default() };
        assert_eq!(named(client.get_timeline(timeline).await), [field]);
        let export = ExportReviewsRequest { as_of, format: ExportFormat::Csv.into(), ..Default::default() };
        assert_eq!(named(client.export_reviews(export).await), [field]);
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_stream_never_begins() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let watch =
        |filter: &str, token: &str| WatchReviewsRequest { filter: filter.into(), consistency_token: token.into() };
    assert_eq!(named(client.watch_reviews(watch("level", "")).await), ["filter"]);
    assert_eq!(named(client.watch_reviews(watch("", "x")).await), ["consistency_token"]);
    let export = |format: i32, byte_order_mark, filter: &str, order_by: &str| ExportReviewsRequest {
        format,
        byte_order_mark,
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    };
    let (csv, lines) = (ExportFormat::Csv.into(), ExportFormat::Ndjson.into());
    for (request, fields) in [
        (export(0, false, "", ""), &["format"][..]),
        (export(99, false, "?", "?"), &["format", "filter", "order_by"]),
        (export(lines, true, "", ""), &["byte_order_mark"]),
        (export(csv, true, "level", ""), &["filter"]),
        (ExportReviewsRequest { language: "kr".into(), ..export(csv, false, "", "") }, &["language"]),
        (ExportReviewsRequest { language: "ko".into(), ..export(lines, false, "", "") }, &["language"]),
    ] {
        assert_eq!(named(client.export_reviews(request).await), fields);
    }
    served.stop().await;
}
