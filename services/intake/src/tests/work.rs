use std::sync::Arc;

use haetae_domain::vocabulary::Level;
use haetae_domain::{
    diagnosis,
    evidence::References,
    finding::{Asked, FindingId},
    ids::Meta,
};
use haetae_proto::common::v1::{CommentVisibility, ReviewStatus};
use haetae_proto::intake::v1::{self as pb, WorkKind, intake_service_server::IntakeService as _};
use haetae_service_kit::auth::Role;

use crate::testing::{World, by, kim, lee, ok, park};

fn list(page_size: i32, page_token: &str) -> pb::ListMyWorkRequest {
    pb::ListMyWorkRequest { page_size, page_token: page_token.into(), ..Default::default() }
}

/// A call of another reviewer.
fn han<M>(message: M) -> tonic::Request<M> {
    by("han", "security", Role::Reviewer, message)
}

fn kinds(answer: &pb::ListMyWorkResponse) -> Vec<(&str, WorkKind)> {
    answer.items.iter().map(|item| (item.review_id.as_str(), item.kind())).collect()
}

/// Lee asks the requester a question.
async fn ask(world: &World, review_id: &str, etag: String) -> pb::RequestInfoResponse {
    let request = pb::RequestInfoRequest {
        request_id: world.request_id(),
        review_id: review_id.into(),
        etag,
        question: "망 구성도가 있습니까?".into(),
        validate_only: false,
    };
    ok(world.intake.request_info(lee(request)).await)
}

#[tokio::test]
async fn every_caller_sees_the_steps_that_wait_and_own_writes_at_once() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let of_lee = async || kinds(&ok(world.intake.list_my_work(lee(list(0, ""))).await)).len();
    assert_eq!(kinds(&ok(world.intake.list_my_work(lee(list(0, ""))).await)), [(id.as_str(), WorkKind::Triage)]);
    assert_eq!(kinds(&ok(world.intake.list_my_work(kim(list(0, ""))).await)), []);
    assert_eq!(kinds(&ok(world.intake.list_my_work(park(list(0, ""))).await)), []);

    ask(&world, &id, etag).await;
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

/// A1: commits of a review, published once more by a stranger, bring no work back, neither to a list that was kept nor to a
/// new one.
#[tokio::test]
async fn copies_of_commits_bring_no_work_back() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let of_lee = async |world: &World| kinds(&ok(world.intake.list_my_work(lee(list(0, ""))).await)).len();
    assert_eq!(of_lee(&world).await, 1);
    ask(&world, &id, etag).await;
    world.strangers(&id).await;
    assert_eq!(of_lee(&world).await, 0, "it waits for the requester");
    assert_eq!(of_lee(&World::on(Arc::clone(&world.log))).await, 0, "after a restart too");
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

/// D1: a fix that is claimed and an acceptance that is requested are in the lists of those who have to act, with the
/// finding and its own due date; and an answered question in the list of who asked.
#[tokio::test]
async fn what_happens_to_a_finding_moves_it_from_list_to_list() {
    let world = World::new();
    let (id, _) = world.submit().await;
    world.fail(&id).await;
    let work = async |request| ok(world.intake.list_my_work(request).await).items;
    let only = |items: Vec<pb::WorkItem>| {
        let [item] = <[_; 1]>::try_from(items).expect("one step");
        (item.kind(), item.finding_id.clone(), item.mine, item.due_at.is_some())
    };
    assert_eq!(only(work(kim(list(0, ""))).await), (WorkKind::Remediate, "F-1".into(), true, true));
    world
        .step(&id, "kim", |state, meta| {
            diagnosis::claim_fix(state, meta, FindingId(1), "조치".into(), References::default())
        })
        .await;
    assert_eq!(work(kim(list(0, ""))).await, []);
    let lees = work(lee(list(0, ""))).await;
    let verify = lees.iter().find(|item| item.kind() == WorkKind::VerifyFix).expect("to verify");
    assert_eq!((verify.finding_id.as_str(), verify.mine), ("F-1", false));
    world.step(&id, "lee", |state, meta| diagnosis::reject_fix(state, meta, FindingId(1), "미흡".into())).await;
    let ends_at = haetae_service_kit::clock::now() + jiff::SignedDuration::from_hours(24 * 60);
    let asked = Asked { reason: "교체 예정".into(), conditions: vec!["망 분리".into()], ends_at };
    world
        .step(&id, "kim", |state, meta| {
            diagnosis::request_acceptance(
                state,
                &Meta { at: haetae_service_kit::clock::now(), ..meta.clone() },
                FindingId(1),
                asked.clone(),
            )
        })
        .await;
    assert_eq!(only(work(park(list(0, ""))).await).0, WorkKind::DecideAcceptance);
    assert_eq!(work(kim(list(0, ""))).await, []);
}

/// D1: the scope leaves out the other part, and a page token belongs to its scope.
#[tokio::test]
async fn mine_and_the_pool_are_asked_for_apart() {
    let world = World::new();
    let (mine, etag) = world.submit().await;
    let claim =
        pb::ClaimReviewRequest { request_id: world.request_id(), review_id: mine.clone(), etag, validate_only: false };
    ok(world.intake.claim_review(lee(claim)).await);
    let (free, _) = world.submit().await;
    let (other, _) = world.submit().await;
    let scoped = async |scope: pb::WorkScope, page_token: &str, page_size| {
        let request = pb::ListMyWorkRequest { scope: scope.into(), ..list(page_size, page_token) };
        world.intake.list_my_work(lee(request)).await
    };
    let ids = |answer: pb::ListMyWorkResponse| answer.items.into_iter().map(|item| item.review_id).collect::<Vec<_>>();
    let mut pool = vec![free, other];
    pool.sort();
    assert_eq!(ids(ok(scoped(pb::WorkScope::Mine, "", 0).await)), std::slice::from_ref(&mine));
    assert_eq!(ids(ok(scoped(pb::WorkScope::Pool, "", 0).await)), pool);
    let all: Vec<_> = std::iter::once(mine).chain(pool).collect();
    assert_eq!(ids(ok(scoped(pb::WorkScope::Unspecified, "", 0).await)), all);
    let page = ok(scoped(pb::WorkScope::Pool, "", 1).await);
    let foreign = scoped(pb::WorkScope::Unspecified, &page.next_page_token, 1).await;
    assert_eq!(foreign.expect_err("another list").code(), tonic::Code::InvalidArgument);
    assert_eq!(ok(scoped(pb::WorkScope::Pool, &page.next_page_token, 1).await).items.len(), 1);
    let unknown = pb::ListMyWorkRequest { scope: 9, ..list(0, "") };
    assert_eq!(
        world.intake.list_my_work(lee(unknown)).await.expect_err("refused").code(),
        tonic::Code::InvalidArgument
    );
}

/// D1: an answer is in the list of the reviewer who asked until that reviewer goes on.
#[tokio::test]
async fn an_answer_waits_for_who_asked() {
    let world = World::new();
    let (review_id, etag) = world.submit().await;
    let asked = ask(&world, &review_id, etag).await;
    let answer = pb::ProvideInfoRequest {
        request_id: world.request_id(),
        review_id: review_id.clone(),
        etag: asked.etag,
        answer: "첨부했습니다.".into(),
        validate_only: false,
    };
    let answered = ok(world.intake.provide_info(kim(answer)).await);
    let kinds_of = async |request| {
        kinds(&ok(world.intake.list_my_work(request).await)).iter().map(|(_, kind)| *kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds_of(lee(list(0, ""))).await, [WorkKind::ReadAnswer]);
    assert_eq!(kinds_of(han(list(0, ""))).await, [WorkKind::Triage]);
    let claim =
        pb::ClaimReviewRequest { request_id: world.request_id(), review_id, etag: answered.etag, validate_only: false };
    ok(world.intake.claim_review(lee(claim)).await);
    assert_eq!(kinds_of(lee(list(0, ""))).await, [WorkKind::Triage]);
}

/// An answer stays until the reviewer in charge acts: one who takes over what another asked has not read it.
#[tokio::test]
async fn an_answer_stays_for_the_reviewer_who_takes_charge() {
    let world = World::new();
    let (review_id, etag) = world.submit().await;
    let asked = ask(&world, &review_id, etag).await;
    let answer = pb::ProvideInfoRequest {
        request_id: world.request_id(),
        review_id: review_id.clone(),
        etag: asked.etag,
        answer: "첨부했습니다.".into(),
        validate_only: false,
    };
    ok(world.intake.provide_info(kim(answer)).await);
    let kinds_of = async |request| {
        kinds(&ok(world.intake.list_my_work(request).await)).iter().map(|(_, kind)| *kind).collect::<Vec<_>>()
    };
    let comment = async || pb::AddCommentRequest {
        request_id: world.request_id(),
        review_id: review_id.clone(),
        etag: world.review(&review_id).await.1,
        text: "확인했습니다.".into(),
        visibility: CommentVisibility::Internal.into(),
        validate_only: false,
    };
    let claim = pb::ClaimReviewRequest {
        request_id: world.request_id(),
        review_id: review_id.clone(),
        etag: world.review(&review_id).await.1,
        validate_only: false,
    };
    ok(world.intake.claim_review(han(claim)).await);
    assert_eq!(kinds_of(han(list(0, ""))).await, [WorkKind::ReadAnswer], "in charge, and not read");
    assert_eq!(kinds_of(lee(list(0, ""))).await, [WorkKind::ReadAnswer], "who asked");

    ok(world.intake.add_comment(lee(comment().await)).await);
    assert_eq!(kinds_of(lee(list(0, ""))).await, [], "who asked has acted");
    assert_eq!(kinds_of(han(list(0, ""))).await, [WorkKind::ReadAnswer], "the one in charge has not");

    ok(world.intake.add_comment(han(comment().await)).await);
    assert_eq!(kinds_of(han(list(0, ""))).await, [WorkKind::Triage]);
}

/// F22: a review says how many findings are open now, as lists do, also while its round goes on.
#[tokio::test]
async fn a_review_counts_the_findings_that_are_open_now() {
    let world = World::new();
    let (id, _) = world.submit().await;
    assert_eq!(world.review(&id).await.0.open_findings, 0);
    world.fail(&id).await;
    assert_eq!(world.review(&id).await.0.open_findings, 1);
    world.step(&id, "lee", |state, meta| diagnosis::retract_finding(state, meta, FindingId(1), "오판".into())).await;
    assert_eq!(world.review(&id).await.0.open_findings, 0);
}

/// A withdrawn review counts no findings: nothing is to be fixed.
#[tokio::test]
async fn a_withdrawn_review_counts_no_findings() {
    let world = World::new();
    let (id, _) = world.submit().await;
    world.fail(&id).await;
    let (review, etag) = world.review(&id).await;
    assert_eq!(review.open_findings, 1);
    let withdraw = pb::WithdrawReviewRequest {
        request_id: world.request_id(),
        review_id: id.clone(),
        reason: "취소".into(),
        etag,
        validate_only: false,
    };
    ok(world.intake.withdraw_review(kim(withdraw)).await);
    assert_eq!(world.review(&id).await.0.open_findings, 0);
}

/// D2: a Fail that is taken back after the round brings the review back into diagnosis, and a decision on it is out of
/// date.
#[tokio::test]
async fn a_fail_taken_back_moves_the_review() {
    let world = World::new();
    let (id, _) = world.submit().await;
    world.react(&world.fail(&id).await).await;
    world.react(&world.conclude(&id).await).await;
    assert_eq!(world.review(&id).await.0.status(), ReviewStatus::AwaitingRemediation);
    let retracted = world
        .step(&id, "han", |state, meta| diagnosis::retract_finding(state, meta, FindingId(1), "오판".into()))
        .await;
    world.react(&retracted).await;
    let review = world.review(&id).await.0;
    assert_eq!((review.status(), review.round, review.open_findings), (ReviewStatus::InDiagnosis, 2, 0));
}
