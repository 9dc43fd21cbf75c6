//! Wrong input is refused, naming the field.

use haetae_proto::dashboard::v1::{GetSummaryRequest, GetTimelineRequest, ListReviewsRequest};
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
    for filter in ["level", "level = high", "score = 1", "a\0b = c", "level = HIGH OR level = LOW", &long] {
        let refused = client.list_reviews(ListReviewsRequest { filter: filter.into(), ..Default::default() }).await;
        assert_eq!(named(refused), ["filter"]);
    }
    for order_by in ["title", "score asc", "score desc desc", " score", "score, title", "SCORE", &long] {
        let refused = client.list_reviews(ListReviewsRequest { order_by: order_by.into(), ..Default::default() }).await;
        assert_eq!(named(refused), ["order_by"], "{order_by:.20}");
    }
    for review_id in ["", "1", "00000000-0000-0000-0000-000000000000", "a.b", "*", &long] {
        let refused =
            client.get_timeline(GetTimelineRequest { review_id: review_id.into(), ..Default::default() }).await;
        assert_eq!(named(refused), ["review_id"]);
    }
    let everything =
        ListReviewsRequest { page_size: -1, filter: "?".into(), order_by: "?".into(), ..Default::default() };
    assert_eq!(named(client.list_reviews(everything).await), ["page_size", "filter", "order_by"]);
    for consistency_token in ["x", &token::etag(1), &long] {
        let request = GetSummaryRequest { consistency_token: (*consistency_token).into() };
        assert_eq!(named(client.get_summary(request).await), ["consistency_token"]);
    }
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
    let altered = format!("{}A", &page_token[..page_token.len() - 1]);
    let refused = client.list_reviews(ListReviewsRequest { page_token: altered, ..request.clone() }).await;
    assert_eq!(named(refused), ["page_token"]);
    let review_id = id(0).to_string();
    let refused = client.get_timeline(GetTimelineRequest { page_token, review_id, ..Default::default() }).await;
    assert_eq!(named(refused), ["page_token"]);
    served.stop().await;
}
