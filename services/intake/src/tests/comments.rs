use haetae_event_log::{AggregateKey, Category};
use haetae_proto::{
    common::v1::CommentVisibility,
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use haetae_service_kit::{
    auth::{Principal, Role},
    testing::append_unknown_event,
};
use tonic::Code;

use crate::testing::{World, by, kim, lee, named, ok, refused};

async fn say(world: &World, id: &str, text: &str, visibility: CommentVisibility) -> pb::AddCommentResponse {
    let (_, etag) = world.review(id).await;
    ok(world.intake.add_comment(lee(comment(world, id, &etag, text, visibility))).await)
}

fn comment(world: &World, id: &str, etag: &str, text: &str, visibility: CommentVisibility) -> pb::AddCommentRequest {
    pb::AddCommentRequest {
        request_id: world.request_id(),
        review_id: id.into(),
        etag: etag.into(),
        text: text.into(),
        visibility: visibility.into(),
        validate_only: false,
    }
}

fn list(id: &str, page_size: i32, page_token: &str) -> pb::ListCommentsRequest {
    pb::ListCommentsRequest { review_id: id.into(), page_size, page_token: page_token.into() }
}

fn texts(answer: &pb::ListCommentsResponse) -> Vec<&str> {
    answer.comments.iter().map(|comment| comment.text.as_str()).collect()
}

#[tokio::test]
async fn the_requesters_team_reads_what_is_shared_and_nothing_else() {
    let world = World::new();
    let (id, _) = world.submit().await;
    say(&world, &id, "자료를 확인했습니다.", CommentVisibility::Shared).await;
    say(&world, &id, "위험해 보임", CommentVisibility::Internal).await;
    let all = ok(world.intake.list_comments(lee(list(&id, 0, ""))).await);
    assert_eq!(texts(&all), ["자료를 확인했습니다.", "위험해 보임"]);
    let shared = ok(world.intake.list_comments(kim(list(&id, 0, ""))).await);
    assert_eq!(texts(&shared), ["자료를 확인했습니다."]);
    let seen = ok(world.intake.get_review(kim(pb::GetReviewRequest { review_id: id.clone() })).await);
    assert_eq!(seen.review.expect("a review").comments, 1);
    assert_eq!(world.review(&id).await.0.comments, 2);

    let (_, etag) = world.review(&id).await;
    let own = comment(&world, &id, &etag, "내부 의견", CommentVisibility::Internal);
    assert_eq!(refused(world.intake.add_comment(kim(own)).await).0, Code::PermissionDenied);
    let foreign = by("choi", "water", Role::Requester, list(&id, 0, ""));
    let (code, reason, _) = refused(world.intake.list_comments(foreign).await);
    assert_eq!((code, reason.as_str()), (Code::NotFound, "REVIEW_NOT_FOUND"));
}

/// A1: what a stranger puts on the review's subject is no comment, and hides none.
#[tokio::test]
async fn comments_are_listed_once_whatever_a_stranger_publishes() {
    let world = World::new();
    let (id, _) = world.submit().await;
    say(&world, &id, "자료를 확인했습니다.", CommentVisibility::Shared).await;
    world.strangers(&id).await;
    say(&world, &id, "보완이 필요합니다.", CommentVisibility::Shared).await;
    let all = ok(world.intake.list_comments(kim(list(&id, 0, ""))).await);
    assert_eq!(texts(&all), ["자료를 확인했습니다.", "보완이 필요합니다."]);
}

/// S2-9: the page token is looked at together with the page size.
#[tokio::test]
async fn a_wrong_page_token_is_named_beside_the_page_size() {
    let world = World::new();
    let (id, _) = world.submit().await;
    assert_eq!(named(world.intake.list_comments(kim(list(&id, -1, "x"))).await), ["page_size", "page_token"]);
}

/// A review with an event of a later release is refused by a reason of its own, whether it is read or changed; other
/// reviews are not affected.
#[tokio::test]
async fn an_event_of_a_later_release_is_named() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let (other, _) = world.submit().await;
    let key = AggregateKey::new(Category::Review, &id).expect("a key");
    let sequence = append_unknown_event(&*world.log, &key).await;
    let said = comment(&world, &id, &etag, "확인했습니다.", CommentVisibility::Shared);
    let refusals = [
        refused(world.intake.get_review(kim(pb::GetReviewRequest { review_id: id.clone() })).await),
        refused(world.intake.list_comments(kim(list(&id, 0, ""))).await),
        refused(world.intake.add_comment(lee(said)).await),
    ];
    for (code, reason, metadata) in refusals {
        assert_eq!((code, reason.as_str()), (Code::FailedPrecondition, "EVENT_UNKNOWN"));
        assert_eq!(metadata.get("sequence"), Some(&sequence.to_string()));
    }
    assert_eq!(world.review(&other).await.0.comments, 0);
}

/// F3: the requester's etag and consistency tokens are the same before and after an internal comment, and a step
/// with that etag is taken; a shared comment moves both.
#[tokio::test]
async fn an_internal_comment_is_not_noticed_by_the_requesters_team() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let before = ok(world.intake.get_review(kim(pb::GetReviewRequest { review_id: id.clone() })).await);
    let said = say(&world, &id, "위험해 보임", CommentVisibility::Internal).await;
    assert_eq!(said.etag, etag);
    assert_ne!(said.consistency_token, before.consistency_token, "its author waits for it");
    let after = ok(world.intake.get_review(kim(pb::GetReviewRequest { review_id: id.clone() })).await);
    assert_eq!(after, before);
    let own = ok(world.intake.add_comment(kim(comment(&world, &id, &etag, "질문", CommentVisibility::Shared))).await);
    assert_ne!(own.etag, etag);

    let stale = comment(&world, &id, &etag, "또", CommentVisibility::Shared);
    let (code, reason, told) = refused(world.intake.add_comment(kim(stale)).await);
    assert_eq!((code, reason.as_str()), (Code::Aborted, "CHANGED_MEANWHILE"));
    assert_eq!(told["changes"].matches(" by ").count(), 1, "{}", told["changes"]);
}

/// F15: an etag that the review never had is refused as a wrong field, not as a conflict without a change.
#[tokio::test]
async fn an_etag_of_the_future_is_a_wrong_field() {
    let world = World::new();
    let (id, _) = world.submit().await;
    let (other, _) = world.submit().await;
    for etag in [haetae_service_kit::token::etag(1_000_000), world.review(&other).await.1] {
        let request = comment(&world, &id, &etag, "질문", CommentVisibility::Shared);
        let (code, reason, _) = refused(world.intake.add_comment(kim(request)).await);
        assert_eq!((code, reason.as_str()), (Code::InvalidArgument, "INVALID_FIELD"));
    }
}

/// F15: a caller who acts for the requesting team reads no internal comment of its reviews, not even as a reviewer.
#[tokio::test]
async fn a_reviewer_who_acts_for_the_team_reads_none_of_its_internal_comments() {
    let world = World::new();
    let (id, _) = world.submit().await;
    say(&world, &id, "위험해 보임", CommentVisibility::Internal).await;
    let both = |team: &str| {
        let mut request = by("jo", team, Role::Reviewer, list(&id, 0, ""));
        let caller: &mut Principal = request.extensions_mut().get_mut().expect("a caller");
        caller.roles = [Role::Requester, Role::Reviewer].into_iter().collect();
        request
    };
    assert_eq!(texts(&ok(world.intake.list_comments(both("pay")).await)), Vec::<&str>::new());
    assert_eq!(texts(&ok(world.intake.list_comments(both("water")).await)), ["위험해 보임"]);
}

#[tokio::test]
async fn pages_go_on_where_the_one_before_ended() {
    let world = World::new();
    let (id, _) = world.submit().await;
    for n in 0..5 {
        say(&world, &id, &format!("의견 {n}"), CommentVisibility::Shared).await;
    }
    let first = ok(world.intake.list_comments(kim(list(&id, 2, ""))).await);
    let second = ok(world.intake.list_comments(kim(list(&id, 2, &first.next_page_token))).await);
    let last = ok(world.intake.list_comments(kim(list(&id, 2, &second.next_page_token))).await);
    assert_eq!(
        [texts(&first), texts(&second), texts(&last)].concat(),
        ["의견 0", "의견 1", "의견 2", "의견 3", "의견 4"]
    );
    assert_eq!(last.next_page_token, "");
    let others = world.intake.list_comments(lee(list(&id, 2, &first.next_page_token))).await;
    assert_eq!(refused(others).0, Code::InvalidArgument, "of another list");
}
