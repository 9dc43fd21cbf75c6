use haetae_domain::vocabulary::Level;
use haetae_event_log::Outcome;
use haetae_proto::{
    common::v1::{DecisionOutcome, ReviewStatus},
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use haetae_service_kit::{
    auth::{Principal, Role},
    token,
};
use tonic::Code;

use crate::testing::{World, by, kim, named, ok, park, refused};

/// A review that waits for its decision, and what an approver has seen of it.
async fn ready(world: &World, level: Level) -> pb::DecideReviewRequest {
    let (id, _) = world.submit().await;
    let assessed = world.assess(&id, 1, level).await;
    assert_eq!(world.react(&assessed).await, Outcome::Done);
    let judged = world.diagnose(&id).await;
    assert_eq!(world.react(&judged).await, Outcome::Done);
    let concluded = world.conclude(&id).await;
    assert_eq!(world.react(&concluded).await, Outcome::Done);
    let (review, etag) = world.review(&id).await;
    assert_eq!(review.status(), ReviewStatus::AwaitingDecision);
    pb::DecideReviewRequest {
        request_id: world.request_id(),
        review_id: id,
        etag,
        assessment_etag: token::etag(assessed.sequence),
        diagnosis_etag: token::etag(concluded.sequence),
        outcome: DecisionOutcome::Approved.into(),
        reason: "모든 항목 양호".into(),
        conditions: vec![],
        validate_only: false,
    }
}

#[tokio::test]
async fn a_decision_names_what_it_was_made_on() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    let answer = ok(world.intake.decide_review(park(request)).await);
    let review = answer.review.expect("a review");
    assert_eq!(review.status(), ReviewStatus::Approved);
    let decision = review.decision.expect("a decision");
    let policy = decision.policy.clone().expect("a policy");
    assert_eq!((policy.document_id.as_str(), policy.version), ("scoring", 1));
    assert_eq!((decision.catalogs[0].document_id.as_str(), decision.catalogs[0].version), ("web", 3));
    assert_eq!((decision.round, decision.stale), (1, false));
}

#[tokio::test]
async fn deciding_on_what_is_no_longer_so_is_told_what_moved() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    let again = world.assess(&request.review_id, 2, Level::Critical).await;
    let (code, reason, told) = refused(world.intake.decide_review(park(request.clone())).await);
    assert_eq!((code, reason.as_str(), told["moved"].as_str()), (Code::Aborted, "CHANGED_MEANWHILE", "assessment"));
    assert!(told["changes"].contains("RiskAssessed by risk"), "{told:?}");

    let seen = pb::DecideReviewRequest { assessment_etag: token::etag(again.sequence), ..request.clone() };
    world.diagnose_again(&request.review_id).await;
    let (_, _, told) = refused(world.intake.decide_review(park(seen)).await);
    assert_eq!(told["moved"], "diagnosis");
    assert!(told["changes"].contains("DiagnosisReopened by lee"), "{told:?}");

    assert_eq!(world.react(&again).await, Outcome::Done, "another target date");
    let (_, _, told) = refused(world.intake.decide_review(park(request)).await);
    assert_eq!(told["moved"], "review");
    assert!(told["changes"].contains("ReviewTargetSet"), "{told:?}");
}

#[tokio::test]
async fn a_decision_names_the_hashes_of_the_evidence_and_is_not_made_on_unseen_evidence() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    world.add_evidence(&request.review_id, [1; 32]).await;
    let added = world.add_evidence(&request.review_id, [2; 32]).await;
    let (code, reason, told) = refused(world.intake.decide_review(park(request.clone())).await);
    assert_eq!((code, reason.as_str(), told["moved"].as_str()), (Code::Aborted, "CHANGED_MEANWHILE", "diagnosis"));
    assert!(told["changes"].contains("EvidenceAdded by park"), "{told:?}");

    let seen = pb::DecideReviewRequest { diagnosis_etag: token::etag(added.sequence), ..request.clone() };
    let decision = ok(world.intake.decide_review(park(seen)).await).review.and_then(|it| it.decision);
    assert_eq!(decision.expect("a decision").evidence_sha256, [vec![1; 32], vec![2; 32]]);

    let later = world.add_evidence(&request.review_id, [3; 32]).await;
    world.react(&later).await;
    let decision = world.review(&request.review_id).await.0.decision.expect("a decision");
    assert!(!decision.stale, "a file on which no verdict rests unsettles nothing");
    let judged = world.diagnose_again(&request.review_id).await;
    world.react(&judged).await;
    assert!(world.review(&request.review_id).await.0.decision.expect("a decision").stale);
}

#[tokio::test]
async fn a_retry_long_afterwards_gets_the_same_answer() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    let first = ok(world.intake.decide_review(park(request.clone())).await);
    let again = world.assess(&request.review_id, 2, Level::Critical).await;
    assert_eq!(world.react(&again).await, Outcome::Done);
    assert_eq!(ok(world.intake.decide_review(park(request)).await), first);
}

#[tokio::test]
async fn an_approver_who_judges_after_deciding_decides_no_more_but_still_gets_the_answer_to_a_retry() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    let first = ok(world.intake.decide_review(park(request.clone())).await);
    world.diagnose_again(&request.review_id).await;
    world.judge_as(&request.review_id, "park").await;
    assert_eq!(ok(world.intake.decide_review(park(request.clone())).await), first);
    let another = pb::DecideReviewRequest { request_id: world.request_id(), ..request };
    assert_eq!(refused(world.intake.decide_review(park(another)).await).1, "SEPARATION_OF_DUTIES");
}

#[tokio::test]
async fn neither_a_judge_nor_a_service_decides() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    let judge = by("lee", "security", Role::Approver, request.clone());
    assert_eq!(refused(world.intake.decide_review(judge).await).1, "SEPARATION_OF_DUTIES");
    let mut service = park(request.clone());
    let caller = Principal { service: true, ..service.extensions().get::<Principal>().expect("a caller").clone() };
    service.extensions_mut().insert(caller);
    assert_eq!(refused(world.intake.decide_review(service).await).0, Code::PermissionDenied);
    assert_eq!(world.review(&request.review_id).await.0.status(), ReviewStatus::AwaitingDecision);

    let medium = ready(&world, Level::Medium).await;
    let judge = by("lee", "security", Role::Approver, medium);
    ok(world.intake.decide_review(judge).await);
}

#[tokio::test]
async fn conditions_go_with_their_outcome() {
    let world = World::new();
    let request = ready(&world, Level::High).await;
    let conditional = |conditions: &[&str]| pb::DecideReviewRequest {
        request_id: world.request_id(),
        outcome: DecisionOutcome::ApprovedWithConditions.into(),
        conditions: conditions.iter().map(|text| (*text).to_owned()).collect(),
        ..request.clone()
    };
    assert_eq!(refused(world.intake.decide_review(park(conditional(&[]))).await).1, "INVALID_FIELD");
    let answer = ok(world.intake.decide_review(park(conditional(&["3개월 안에 재점검할 것"]))).await);
    assert_eq!(answer.review.expect("a review").status(), ReviewStatus::ApprovedWithConditions);
}

/// What the rules and the log find wrong with fields is named with everything else.
#[tokio::test]
async fn every_wrong_field_of_a_decision_and_of_an_amendment_is_named_at_once() {
    let world = World::new();
    let good = ready(&world, Level::High).await;
    let unknown = token::etag(1_000_000);
    let etags =
        pb::DecideReviewRequest { assessment_etag: unknown.clone(), diagnosis_etag: unknown.clone(), ..good.clone() };
    assert_eq!(named(world.intake.decide_review(park(etags.clone())).await), ["assessment_etag", "diagnosis_etag"]);
    let all = pb::DecideReviewRequest { reason: String::new(), conditions: vec!["재점검".into()], ..etags };
    assert_eq!(
        named(world.intake.decide_review(park(all)).await),
        ["reason", "assessment_etag", "diagnosis_etag", "conditions"]
    );
    let amend = pb::AmendReviewRequest {
        request_id: String::new(),
        review_id: good.review_id,
        etag: good.etag,
        ..Default::default()
    };
    assert_eq!(named(world.intake.amend_review(kim(amend)).await), ["request_id", "profile"]);
}
