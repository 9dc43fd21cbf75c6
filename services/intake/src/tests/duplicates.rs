use haetae_proto::{
    common::v1::{CommentVisibility, TriageOutcome},
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use haetae_service_kit::auth::Role;

use crate::testing::{World, by, kim, lee, ok, profile};

async fn duplicate(world: &World, id: &str, of: &str) -> pb::Review {
    let request = pb::TriageReviewRequest {
        request_id: world.request_id(),
        review_id: id.into(),
        etag: world.review(id).await.1,
        outcome: TriageOutcome::Duplicate.into(),
        reason: "겹침".into(),
        duplicate_of: of.into(),
        validate_only: false,
    };
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
