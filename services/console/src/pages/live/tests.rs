use haetae_proto::dashboard::v1::ReviewRow;
use haetae_service_kit::error::Lang;

use super::*;

fn row(number: &str) -> ReviewRow {
    ReviewRow { number: number.into(), review_id: "018f3c1e-0000-7000-8000-000000000001".into(), ..Default::default() }
}

/// An event as it is sent.
async fn sent(changes: Vec<ReviewChange>) -> String {
    let event = event(&WatchReviewsResponse { changes, consistency_token: "here".into() });
    let answer = Sse::new(stream::iter([Ok::<_, Infallible>(event)])).into_response();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn an_event_has_numbers_and_a_position_only() {
    let entered = ReviewChange { change: Some(Change::Entered(row("R-2026-0001"))), before: None };
    let left = ReviewChange { change: Some(Change::Left(row("").review_id)), before: Some(row("R-2026-0002")) };
    let nameless = ReviewChange { change: Some(Change::Updated(row(""))), before: None };
    let changed = sent(vec![entered, left, nameless]).await;
    assert_eq!(changed, "id: here\nevent: changed\ndata: R-2026-0001 R-2026-0002\n\n");
    assert_eq!(sent(Vec::new()).await, "id: here\n\n", "browsers take the position, and no page hears of it");
}

#[test]
fn a_page_says_how_much_has_changed_in_both_languages() {
    let korean = Live::list(Say::in_language(Lang::Ko), "level = HIGH", "here");
    assert_eq!((korean.one.as_str(), korean.more.as_str()), ("검토 1건이 바뀌었습니다.", "검토 {n}건이 바뀌었습니다."));
    assert_eq!(korean.address, "/live?filter=level+%3D+HIGH");
    let english = Live::review(Say::in_language(Lang::En), "R-2026-0001", "here");
    assert_eq!(english.one, "This review has changed while you were looking.");
    assert_eq!(english.address, "/live?filter=number+%3D+R-2026-0001");
}
