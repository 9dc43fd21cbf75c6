//! Page tokens belong to the caller who got them.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use haetae_dashboard::run;
use haetae_proto::dashboard::v1::{ListFindingsRequest, ListReviewsRequest};
use haetae_service_kit::{auth::Role, token};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    history::{History, id},
    served::{Client, Served, parsed},
};

/// The first page of a list, its token and its total.
async fn first(client: &mut Client, order_by: &str, consistency_token: String) -> (String, u64) {
    let request =
        ListReviewsRequest { page_size: 1, order_by: order_by.into(), consistency_token, ..Default::default() };
    let page = client.list_reviews(request).await.unwrap().into_inner();
    (page.next_page_token, page.total_size)
}

async fn next(client: &mut Client, order_by: &str, page_token: &str) -> Result<Vec<String>, Status> {
    let request = ListReviewsRequest {
        page_size: 1,
        order_by: order_by.into(),
        page_token: page_token.into(),
        ..Default::default()
    };
    let page = client.list_reviews(request).await?.into_inner();
    Ok(page.reviews.into_iter().map(|row| row.title).collect())
}

fn is_refused(status: &Status) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    let fields = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(fields[0].field, "page_token");
    assert_eq!(status.get_error_details().error_info().unwrap().reason, "INVALID_FIELD");
}

/// A token in the form that had a checksum and no key, which every caller could make.
fn made_up(last: uuid::Uuid) -> String {
    let mut bytes = [&[3][..], &[0; 8], &9_u64.to_be_bytes(), &9_u64.to_be_bytes(), last.as_bytes()].concat();
    let sum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&sum[..8]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// F1, F2: a page token of another caller, or a made-up one, is refused, so that it tells neither where another
/// team's review stands in an order nor how many reviews another caller sees. Who pages on sees his own rows and total.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_is_of_no_use_to_another_caller() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    let mut last = 0;
    for (n, (title, team)) in [("가", "a"), ("나", "b"), ("다", "a"), ("라", "b"), ("마", "b")].into_iter().enumerate()
    {
        last = history.submit(n as u128, title, team, &[]).await;
    }
    let seen = token::consistency_token(last);
    let [mut a, mut b] = ["a", "b"].map(|team| served.client(&[Role::Requester], Some(team)));
    let mut all = served.reviewer();
    for order in ["title", "score", "title desc, score"] {
        let (own, total) = first(&mut a, order, seen.clone()).await;
        let (of_b, total_of_b) = first(&mut b, order, seen.clone()).await;
        let (of_all, total_of_all) = first(&mut all, order, seen.clone()).await;
        assert_eq!((total, total_of_b, total_of_all), (2, 3, 5));
        assert_eq!(next(&mut a, order, &own).await.unwrap().len(), 1, "{order}");
        for foreign in [of_b, of_all, made_up(id(1)), made_up(id(99))] {
            is_refused(&next(&mut a, order, &foreign).await.unwrap_err());
        }
        is_refused(&next(&mut all, order, &own).await.unwrap_err());
    }
    let findings = ListFindingsRequest { page_token: first(&mut a, "title", seen).await.0, ..Default::default() };
    is_refused(&a.list_findings(findings).await.unwrap_err());
    served.stop().await;
}

/// F1: keys come from a file, so that another replica, or the next start, goes on with a list where it stood.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_outlives_the_process_that_made_it() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(0, "가", "a", &[]).await;
    let last = history.submit(1, "나", "a", &[]).await;
    let mut a = served.client(&[Role::Requester], Some("a"));
    let (page_token, _) = first(&mut a, "title", token::consistency_token(last)).await;
    drop(a);
    let served = served.start_again().await;
    let mut a = served.client(&[Role::Requester], Some("a"));
    assert_eq!(next(&mut a, "title", &page_token).await.unwrap(), ["나"]);
    served.stop().await;
}

/// F1: without keys the service does not start, and says what is missing.
#[tokio::test(flavor = "multi_thread")]
async fn without_keys_for_tokens_nothing_is_served() {
    let served = Served::start().await;
    let mut config = served.config.clone();
    config["server"]["listen_file"] = served.dir.path().join("another").to_string_lossy().into();
    config.as_object_mut().unwrap().remove("tokens");
    let refused = run(parsed(config), CancellationToken::new()).await.unwrap_err();
    assert_eq!(refused.to_string(), "configuration: tokens.key_file is missing");
    served.stop().await;
}
