use haetae_proto::{
    common::v1::Person,
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::testing::{World, by, lee, ok, park, refused};
use haetae_service_kit::auth::{Principal, Role};

async fn to(world: &World, id: &str, subject: &str, name: &str) -> pb::AssignReviewRequest {
    pb::AssignReviewRequest {
        request_id: world.request_id(),
        review_id: id.into(),
        etag: world.review(id).await.1,
        assignee: Some(Person { subject: subject.into(), name: name.into() }),
        ..Default::default()
    }
}

/// C3: an account that never took part cannot be put in charge; the refusal names it and those that look alike.
#[tokio::test]
async fn an_unknown_account_is_refused_by_name() {
    let world = World::new();
    let (id, _) = world.submit().await;
    let unknown = world.intake.assign_review(park(to(&world, &id, "kimm", "").await)).await.expect_err("refused");
    assert_eq!(unknown.code(), Code::InvalidArgument);
    let details = unknown.get_details_bad_request().expect("what is wrong");
    let [violation] = &details.field_violations[..] else { panic!("{details:?}") };
    assert_eq!(violation.field, "assignee.subject");
    assert!(violation.description.contains("kim"), "the account that is nearly so: {violation:?}");
    assert_eq!(world.review(&id).await.0.assignee, None, "nothing changed");
    let named = ok(world.intake.assign_review(park(to(&world, &id, "han", "한검토").await)).await);
    let assignee = named.review.expect("a review").assignee.expect("an assignee");
    assert_eq!((assignee.subject.as_str(), assignee.name.as_str()), ("han", "한검토"), "known by the configuration");
}

/// C3: an account that wrote anything is known, under the name of its token; earlier events keep the name they had.
#[tokio::test]
async fn who_took_part_is_known_by_the_name_of_the_own_token() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let as_lee = |name: &str, message| {
        let mut request = lee(message);
        let caller: &mut Principal = request.extensions_mut().get_mut().expect("a caller");
        caller.name = name.into();
        request
    };
    let claim =
        pb::ClaimReviewRequest { request_id: world.request_id(), review_id: id.clone(), etag, validate_only: false };
    ok(world.intake.claim_review(as_lee("이검토", claim)).await);
    let (other, _) = world.submit().await;
    let assigned = ok(world.intake.assign_review(park(to(&world, &other, "lee", "남이 붙인 이름").await)).await);
    let name = |review: Option<pb::Review>| review.expect("a review").assignee.expect("an assignee").name;
    assert_eq!(name(assigned.review), "이검토");
    let renamed = pb::AddCommentRequest {
        request_id: world.request_id(),
        review_id: other.clone(),
        etag: world.review(&other).await.1,
        text: "이름이 바뀌었습니다.".into(),
        visibility: haetae_proto::common::v1::CommentVisibility::Shared.into(),
        validate_only: false,
    };
    let mut request = by("lee", "security", Role::Reviewer, renamed);
    let caller: &mut Principal = request.extensions_mut().get_mut().expect("a caller");
    caller.name = "이개명".into();
    ok(world.intake.add_comment(request).await);
    assert_eq!(name(Some(world.review(&other).await.0)), "이검토", "then that was the name");
}

/// Who asked for reviews, of whatever team, or only decides about them is not put in charge of one: the log shows no step of a
/// reviewer. Who claimed one is.
#[tokio::test]
async fn an_account_that_never_reviewed_is_not_put_in_charge() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    for subject in ["kim", "park"] {
        let refusal = world.intake.assign_review(park(to(&world, &id, subject, "").await)).await.expect_err("refused");
        let details = refusal.get_details_bad_request().expect("what is wrong");
        let [violation] = &details.field_violations[..] else { panic!("{details:?}") };
        assert_eq!(violation.field, "assignee.subject", "{subject}");
        assert!(violation.description.contains("what a reviewer does"), "{subject}: {violation:?}");
        let requester = violation.description.contains("asked for reviews of");
        assert_eq!(requester, subject == "kim", "{subject}: {violation:?}");
    }
    assert_eq!(world.review(&id).await.0.assignee, None, "nothing changed");
    let claim = pb::ClaimReviewRequest { request_id: world.request_id(), review_id: id, etag, validate_only: false };
    ok(world.intake.claim_review(lee(claim)).await);
    let (other, _) = world.submit().await;
    ok(world.intake.assign_review(park(to(&world, &other, "lee", "").await)).await);
}

/// A requester who is a reviewer too does not take the own review; the refusal names the rule.
#[tokio::test]
async fn a_requester_does_not_claim_the_own_review() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let claim =
        pb::ClaimReviewRequest { request_id: world.request_id(), review_id: id.clone(), etag, validate_only: false };
    let (code, reason, metadata) =
        refused(world.intake.claim_review(by("kim", "traffic", Role::Reviewer, claim)).await);
    assert_eq!((code, reason.as_str()), (Code::PermissionDenied, "SEPARATION_OF_DUTIES"));
    assert_eq!(metadata["rules"], "own-review");
    assert_eq!(world.review(&id).await.0.assignee, None, "nothing changed");
}
