use haetae_domain::vocabulary::Level;
use haetae_proto::intake::v1::{self as pb, WorkKind, intake_service_server::IntakeService as _};
use haetae_service_kit::auth::Role;

use crate::testing::{World, by, kim, lee, ok, park};

fn list(page_size: i32, page_token: &str) -> pb::ListMyWorkRequest {
    pb::ListMyWorkRequest { page_size, page_token: page_token.into() }
}

fn kinds(answer: &pb::ListMyWorkResponse) -> Vec<(&str, WorkKind)> {
    answer.items.iter().map(|item| (item.review_id.as_str(), item.kind())).collect()
}

#[tokio::test]
async fn everybody_sees_what_waits_for_them_and_their_own_writes_at_once() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let of_lee = async || kinds(&ok(world.intake.list_my_work(lee(list(0, ""))).await)).len();
    assert_eq!(kinds(&ok(world.intake.list_my_work(lee(list(0, ""))).await)), [(id.as_str(), WorkKind::Triage)]);
    assert_eq!(kinds(&ok(world.intake.list_my_work(kim(list(0, ""))).await)), []);
    assert_eq!(kinds(&ok(world.intake.list_my_work(park(list(0, ""))).await)), []);

    let ask = pb::RequestInfoRequest {
        request_id: world.request_id(),
        review_id: id.clone(),
        etag,
        question: "망 구성도가 있습니까?".into(),
        validate_only: false,
    };
    ok(world.intake.request_info(lee(ask)).await);
    assert_eq!(of_lee().await, 0, "it waits for the requester");
    assert_eq!(kinds(&ok(world.intake.list_my_work(kim(list(0, ""))).await)), [(id.as_str(), WorkKind::ProvideInfo)]);
    let other = by("choi", "water", Role::Requester, list(0, ""));
    assert_eq!(kinds(&ok(world.intake.list_my_work(other).await)), []);

    let withdraw = pb::WithdrawReviewRequest {
        request_id: world.request_id(),
        review_id: id.clone(),
        etag: world.review(&id).await.1,
        reason: "사업 취소".into(),
        validate_only: false,
    };
    ok(world.intake.withdraw_review(kim(withdraw)).await);
    assert_eq!(kinds(&ok(world.intake.list_my_work(kim(list(0, ""))).await)), []);
}

#[tokio::test]
async fn the_most_urgent_comes_first_and_pages_go_on() {
    let world = World::new();
    let (undated, _) = world.submit().await;
    let mut dated = vec![];
    for _ in 0..3 {
        let (id, _) = world.submit().await;
        let assessed = world.assess(&id, 1, Level::High).await;
        world.react(&assessed).await;
        dated.push(id);
    }
    dated.sort();
    let expected: Vec<_> = dated.into_iter().chain([undated]).collect();
    let mut found = vec![];
    let mut token = String::new();
    loop {
        let page = ok(world.intake.list_my_work(lee(list(3, &token))).await);
        found.extend(page.items.iter().map(|item| item.review_id.clone()));
        if page.next_page_token.is_empty() {
            break;
        }
        token = page.next_page_token;
    }
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_claimed_review_is_the_claimers_alone() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let claim =
        pb::ClaimReviewRequest { request_id: world.request_id(), review_id: id.clone(), etag, validate_only: false };
    ok(world.intake.claim_review(lee(claim)).await);
    assert_eq!(kinds(&ok(world.intake.list_my_work(lee(list(0, ""))).await)), [(id.as_str(), WorkKind::Triage)]);
    let another = by("han", "security", Role::Reviewer, list(0, ""));
    assert_eq!(kinds(&ok(world.intake.list_my_work(another).await)), []);
}
