use haetae_proto::{
    common::v1::{CommentVisibility, TriageOutcome},
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use haetae_service_kit::auth::Role;

use crate::testing::{World, by, kim, lee, named, ok, profile};

async fn duplicating(world: &World, id: &str, of: &str) -> pb::TriageReviewRequest {
    pb::TriageReviewRequest {
        request_id: world.request_id(),
        review_id: id.into(),
        etag: world.review(id).await.1,
        outcome: TriageOutcome::Duplicate.into(),
        reason: "겹침".into(),
        duplicate_of: of.into(),
        validate_only: false,
    }
}

async fn duplicate(world: &World, id: &str, of: &str) -> pb::Review {
    let request = duplicating(world, id, of).await;
    ok(world.intake.triage_review(lee(request)).await).review.expect("a review")
}

/// A requester learns that another team's review covers the own one, and not which; every answer with a review keeps to it.
#[tokio::test]
async fn the_review_that_covers_a_duplicate_is_named_to_those_who_may_read_it() {
    let world = World::new();
    let (own, _) = world.submit().await;
    let submit = pb::SubmitReviewRequest {
        request_id: world.request_id(),
        title: "같은 서비스".into(),
        profile: Some(profile()),
        ..Default::default()
    };
    let answer = world.intake.submit_review(by("choi", "water", Role::Requester, submit)).await;
    let foreign = ok(answer).review.expect("a review").review_id;
    let (known, unknown) = (world.submit().await.0, world.submit().await.0);
    let of = |review: pb::Review| {
        let triage = review.triage.expect("a triage");
        assert_eq!(triage.outcome(), TriageOutcome::Duplicate);
        triage.duplicate_of
    };
    assert_eq!(of(duplicate(&world, &known, &own).await), own);
    assert_eq!(of(duplicate(&world, &unknown, &foreign).await), foreign, "the reviewer reads both");

    for (id, named) in [(&known, own.as_str()), (&unknown, "")] {
        let read = pb::GetReviewRequest { review_id: id.clone() };
        let read = ok(world.intake.get_review(kim(read)).await);
        assert_eq!(of(read.review.expect("a review")), named);
        let comment = pb::AddCommentRequest {
            request_id: world.request_id(),
            review_id: id.clone(),
            etag: read.etag,
            text: "확인했습니다.".into(),
            visibility: CommentVisibility::Shared.into(),
            validate_only: false,
        };
        let commented = ok(world.intake.add_comment(kim(comment)).await);
        assert_eq!(of(commented.review.expect("a review")), named);
    }
}

/// What is not reviewed covers nothing: a withdrawn review, a duplicate, the review itself. A triage that was made keeps its
/// answer whatever becomes of the other review.
#[tokio::test]
async fn a_duplicate_is_covered_by_a_review_that_stands() {
    let world = World::new();
    let (covered, (first, _)) = (world.submit().await.0, world.submit().await);
    let request = duplicating(&world, &covered, &first).await;
    let answer = ok(world.intake.triage_review(lee(request.clone())).await);

    let (second, etag) = world.submit().await;
    let chain = duplicating(&world, &second, &covered).await;
    let status = world.intake.triage_review(lee(chain)).await.expect_err("a duplicate covers nothing");
    assert!(status.to_string().contains(&first), "it names the review that does: {status}");
    let unknown = duplicating(&world, &second, "8a3c1f6e-2b7d-4e0a-9c54-6f1d2e3b4a59").await;
    for (what, request) in [
        ("of itself", duplicating(&world, &second, &second).await),
        ("of none", duplicating(&world, &second, "").await),
        ("of an absent one", unknown),
    ] {
        assert_eq!(named(world.intake.triage_review(lee(request)).await), ["duplicate_of"], "{what}");
    }

    let withdraw = pb::WithdrawReviewRequest {
        request_id: world.request_id(),
        review_id: first.clone(),
        etag: world.review(&first).await.1,
        reason: "취소".into(),
        validate_only: false,
    };
    ok(world.intake.withdraw_review(kim(withdraw)).await);
    let late = duplicating(&world, &second, &first).await;
    assert_eq!(named(world.intake.triage_review(lee(late.clone())).await), ["duplicate_of"]);
    assert_eq!(ok(world.intake.triage_review(lee(request)).await), answer, "a retry");
    assert_eq!(world.review(&second).await.1, etag, "nothing changed");

    let several = pb::TriageReviewRequest { reason: "가".repeat(4_001), ..late };
    assert_eq!(named(world.intake.triage_review(lee(several.clone())).await), ["reason", "duplicate_of"]);
    let superfluous = pb::TriageReviewRequest { outcome: TriageOutcome::Waive.into(), ..several };
    assert_eq!(named(world.intake.triage_review(lee(superfluous)).await), ["reason", "duplicate_of"]);
}
