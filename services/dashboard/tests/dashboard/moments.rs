//! Moments that cannot be shown: those that the log does not have, and those that one read model has not reached.

use std::time::Duration;

use haetae_proto::dashboard::v1::{
    AsOf, GetReceiptRequest, GetReviewOverviewRequest, GetSummaryRequest, ListReviewsRequest, as_of::Moment,
    audit_service_client::AuditServiceClient,
};
use haetae_service_kit::{auth::Role, token};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use crate::{
    history::{History, id},
    lives::{Deed, append, plan},
    served::{IN_VAIN, Served},
    support::{BOUND, connect},
};

fn reason(refused: Result<impl Sized, Status>) -> (Code, String) {
    let status = refused.err().expect("not refused");
    let info = status.get_error_details().error_info().unwrap().clone();
    (status.code(), info.reason)
}

fn patient<T>(message: T, patience: Duration) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(patience);
    request
}

/// F7: a position beyond the end of the log, in `as_of` or in a made-up consistency token, is refused at once with a reason
/// of its own. The token of a write is never refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_position_beyond_the_log_is_refused_and_a_write_is_waited_for() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    let last = history.submit(0, "검토", "team", &[]).await;
    served.projects(last).await;
    let mut client = served.reviewer();
    let beyond = (Code::InvalidArgument, "POSITION_BEYOND_LOG".to_owned());
    for position in [last + 1, 1_000_000_000_000] {
        let as_of = Some(AsOf { moment: Some(Moment::Position(position)) });
        let consistency_token = token::consistency_token(position);
        let listed = client.list_reviews(patient(ListReviewsRequest { as_of, ..Default::default() }, BOUND)).await;
        assert_eq!(reason(listed), beyond);
        let request = GetSummaryRequest { consistency_token: consistency_token.clone(), ..Default::default() };
        assert_eq!(reason(client.get_summary(patient(request, BOUND)).await), beyond);
        let request = GetReviewOverviewRequest { review_id: id(0).to_string(), as_of, ..Default::default() };
        assert_eq!(reason(client.get_review_overview(patient(request, BOUND)).await), beyond);
        let bearer = served.bearer(&[Role::Auditor], None);
        let mut audit = AuditServiceClient::with_interceptor(served.channel.clone(), bearer);
        assert_eq!(reason(audit.get_receipt(patient(GetReceiptRequest { consistency_token }, BOUND)).await), beyond);
    }
    for n in 1..30 {
        let consistency_token = token::consistency_token(history.submit(n, "검토", "team", &[]).await);
        let request = ListReviewsRequest { consistency_token, ..Default::default() };
        client.list_reviews(patient(request, BOUND)).await.unwrap();
    }
    served.stop().await;
}

/// A12: a review that a list shows is never said not to exist, however far the archive is behind.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_shows_is_found_in_depth() {
    let served = Served::start().await;
    let requested = |review| Deed { review, what: 0, which: 0 };
    append(&served.log, &plan(&[requested(0), requested(1)], 2)).await;
    let last = 2_u64;
    served.shows(last).await;
    // As if the archive had not got so far yet.
    let pool = connect(&served.database).await;
    let sql = "UPDATE projection.positions SET seq = $1 WHERE name = 'archive' AND state = 'live'";
    sqlx::query(sql).bind(last.cast_signed() - 1).execute(&pool).await.unwrap();
    let mut client = served.reviewer();
    let listed = client.list_reviews(ListReviewsRequest::default()).await.unwrap().into_inner();
    assert_eq!(listed.reviews.len(), 2);
    let overview = |n| GetReviewOverviewRequest { review_id: id(n).to_string(), ..Default::default() };
    let before = client.get_review_overview(overview(0)).await.unwrap().into_inner();
    assert_eq!(before.review_id, id(0).to_string(), "what has not changed since needs no waiting");
    let refused = client.get_review_overview(patient(overview(1), IN_VAIN)).await;
    assert_eq!(reason(refused), (Code::Unavailable, "PROJECTION_LAGGING".to_owned()));
    sqlx::query(sql).bind(last.cast_signed()).execute(&pool).await.unwrap();
    let after = client.get_review_overview(overview(1)).await.unwrap().into_inner();
    assert_eq!(after.review_id, id(1).to_string());
    served.stop().await;
}
