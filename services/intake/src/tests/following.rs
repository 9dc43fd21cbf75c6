use haetae_domain::vocabulary::Level;
use haetae_event_log::Outcome;
use haetae_proto::{
    common::v1::{self as common, DecisionOutcome, Exposure, ReviewStatus, TargetCause},
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use haetae_service_kit::token;

use crate::testing::{World, kim, ok, park, profile};

#[tokio::test]
async fn an_assessment_sets_the_target_date_once() {
    let world = World::new();
    let (id, _) = world.submit().await;
    let assessed = world.assess(&id, 1, Level::High).await;
    assert_eq!(world.react(&assessed).await, Outcome::Done);
    assert_eq!(world.react(&assessed).await, Outcome::AlreadyDone);
    let target = world.review(&id).await.0.target.expect("a target");
    assert_eq!((target.target_days, target.cause()), (5, TargetCause::Assessed));
    assert_eq!(target.calendar, world.intake.desk.calendar.version);
    assert_eq!(world.commits(&id).await, 2);
}

#[tokio::test]
async fn a_policy_waives_once_and_says_which_and_never_what_was_amended_meanwhile() {
    let world = World::new();
    let (id, etag) = world.submit().await;
    let assessed = world.assess_waiving(&id, 3, Level::Low, true).await;
    assert_eq!(world.react(&assessed).await, Outcome::Done);
    assert_eq!(world.react(&assessed).await, Outcome::AlreadyDone);
    let review = world.review(&id).await.0;
    let triage = review.triage.clone().expect("a triage");
    assert_eq!((review.status(), triage.automatic), (ReviewStatus::Waived, true));
    assert_eq!((triage.reason.as_str(), world.commits(&id).await), ("scoring v3: low", 2));

    let (amended, first) = world.submit().await;
    let exposed = common::ServiceProfile { exposure: Exposure::Internet.into(), ..profile() };
    let request = |review_id: &str, etag: String| pb::AmendReviewRequest {
        request_id: world.request_id(),
        review_id: review_id.into(),
        etag,
        profile: Some(exposed.clone()),
        ..Default::default()
    };
    ok(world.intake.amend_review(kim(request(&amended, first))).await);
    let late = world.assess_waiving(&amended, 3, Level::Low, true).await;
    assert_eq!(world.react(&late).await, Outcome::Done);
    assert_eq!(world.review(&amended).await.0.status(), ReviewStatus::Received);

    // What was waived is open again with an amendment that matters, and has a target date.
    assert_ne!(world.review(&id).await.1, etag);
    let answer = ok(world.intake.amend_review(kim(request(&id, world.review(&id).await.1))).await);
    let review = answer.review.expect("a review");
    assert_eq!((review.status(), review.triage), (ReviewStatus::Received, None));
    assert_eq!(review.target.expect("a target").cause(), TargetCause::Reopened);
}

#[tokio::test]
async fn the_review_goes_along_with_its_diagnosis_and_a_redelivery_changes_nothing() {
    let world = World::new();
    let (id, _) = world.submit().await;
    let judged = world.diagnose(&id).await;
    let concluded = world.conclude(&id).await;
    // Whichever is answered first, the review ends where the diagnosis stands.
    for commit in [&concluded, &judged, &concluded, &judged] {
        world.react(commit).await;
    }
    let (review, _) = world.review(&id).await;
    assert_eq!((review.status(), review.round), (ReviewStatus::AwaitingDecision, 1));
    let commits = world.commits(&id).await;
    let again = world.diagnose_again(&id).await;
    assert_eq!(world.react(&again).await, Outcome::Done);
    assert_eq!(world.react(&again).await, Outcome::AlreadyDone);
    assert_eq!(world.commits(&id).await, commits + 1);
    let (review, _) = world.review(&id).await;
    assert_eq!((review.status(), review.round), (ReviewStatus::InDiagnosis, 2));
}

#[tokio::test]
async fn an_amendment_a_new_assessment_and_a_new_round_make_a_decision_stale_and_a_typo_does_not() {
    let world = World::new();
    let (id, _) = world.submit().await;
    let assessed = world.assess(&id, 1, Level::High).await;
    world.diagnose(&id).await;
    let concluded = world.conclude(&id).await;
    world.react(&concluded).await;
    let decide = pb::DecideReviewRequest {
        request_id: world.request_id(),
        review_id: id.clone(),
        etag: world.review(&id).await.1,
        assessment_etag: token::etag(assessed.sequence),
        diagnosis_etag: token::etag(concluded.sequence),
        outcome: DecisionOutcome::Approved.into(),
        reason: "양호".into(),
        conditions: vec![],
        validate_only: false,
    };
    ok(world.intake.decide_review(park(decide)).await);
    // A commit from before the decision does not make it stale, however late it is delivered.
    world.react(&assessed).await;
    let moved = async || world.review(&id).await.0.decision.expect("a decision").moved;
    assert_eq!(moved().await, Vec::<String>::new());

    let amend = async |title: Option<&str>, exposure: Option<Exposure>| {
        let mut profile = profile();
        let profile = exposure.map(|exposure| {
            profile.exposure = exposure.into();
            profile
        });
        let request = pb::AmendReviewRequest {
            request_id: world.request_id(),
            review_id: id.clone(),
            etag: world.review(&id).await.1,
            title: title.map(str::to_owned),
            profile,
            ..Default::default()
        };
        ok(world.intake.amend_review(kim(request)).await);
    };
    amend(Some("간편 결제"), None).await;
    assert_eq!(moved().await, Vec::<String>::new());
    amend(None, Some(Exposure::Internet)).await;
    assert_eq!(moved().await, ["profile.exposure"]);
    let again = world.assess(&id, 1, Level::Critical).await;
    world.react(&again).await;
    let again = world.diagnose_again(&id).await;
    world.react(&again).await;
    assert_eq!(moved().await, ["profile.exposure", "RiskAssessed", "DiagnosisReopened"]);
    assert_eq!(world.review(&id).await.0.status(), ReviewStatus::Approved);

    let reopen = pb::ReopenReviewRequest {
        request_id: world.request_id(),
        review_id: id.clone(),
        etag: world.review(&id).await.1,
        reason: "노출 범위 변경".into(),
        validate_only: false,
    };
    let review = ok(world.intake.reopen_review(kim(reopen)).await).review.expect("a review");
    assert_eq!((review.status(), review.decision), (ReviewStatus::InDiagnosis, None));
}
