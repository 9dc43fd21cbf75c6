use std::sync::Arc;

use futures::StreamExt as _;
use haetae_domain::{
    diagnosis::{self, Concluded, ControlGain, Standing, Tally, ThreatStanding},
    ids::{CommitId, Person},
    vocabulary::Coverage,
};
use haetae_event_log::{
    AggregateKey, Category, NewCommit, Outcome, React as _, Recorded,
    codec::{Aggregate as _, CommitDraft, Diagnoses},
};
use haetae_proto::risk::v1::{
    Assessment, GetAssessmentRequest, SimulatePolicyRequest, risk_service_server::RiskService as _,
    simulate_policy_response::Message,
};
use haetae_service_kit::{auth::Role, testing::append_unknown_event};
use jiff::Timestamp;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

use crate::{
    reactors::diagnosis::ResidualAssessor,
    testing::{World, by, harmless, id, json, shipped},
};

/// The n-th review's diagnosis, whose only commit holds these events.
async fn diagnosed(world: &World, n: u128, events: Vec<diagnosis::Event>) -> Recorded {
    let key = AggregateKey::new(Category::Diagnosis, &id(n)).expect("a key");
    let draft = CommitDraft {
        key: &key,
        id: CommitId(Uuid::from_u128(n + 1_000)),
        version: 1,
        by: &Person::default(),
        at: Timestamp::UNIX_EPOCH,
        request: None,
        cause: None,
        trace: None,
    };
    let payload = draft.encode(events.iter().map(Diagnoses::encode).collect());
    let commit = NewCommit { id: Uuid::from_u128(n + 1_000), payload, traceparent: None };
    world.kept.append(&key, 0, commit, Instant::now() + Duration::from_secs(5)).await.expect("appended");
    world.commits().await.pop().expect("it was written")
}

fn end_of_round() -> diagnosis::Event {
    let threat = |coverage| ThreatStanding { catalog: "c".into(), threat: "t".into(), coverage };
    diagnosis::Event::Concluded(Concluded {
        round: 1,
        summary: String::new(),
        tally: Tally::default(),
        standing: Standing::default(),
        coverage: vec![threat(Coverage::Covered), threat(Coverage::Uncovered)],
        gains: vec![ControlGain { catalog: "c".into(), control: "1.1".into(), checkpoints: 2, coverage_halves: 1 }],
    })
}

async fn assessment(world: &World, n: u128) -> Assessment {
    let asked = by(Role::Reviewer, GetAssessmentRequest { review_id: id(n) });
    world.grpc.get_assessment(asked).await.expect("answered").into_inner().assessment.expect("an assessment")
}

fn residuals(world: &World) -> ResidualAssessor {
    ResidualAssessor { risks: Arc::clone(&world.risks), policies: Arc::clone(&world.policies) }
}

#[tokio::test]
async fn a_concluded_round_leaves_a_residual_once_and_says_what_would_lower_it() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let score = assessment(&world, 1).await.score;
    let recorded = diagnosed(&world, 1, vec![end_of_round()]).await;
    assert_eq!(residuals(&world).react(&recorded).await, Ok(Outcome::Done));
    assert_eq!(residuals(&world).react(&recorded).await, Ok(Outcome::AlreadyDone), "a redelivery");

    let found = assessment(&world, 1).await;
    assert_eq!(found.score, score, "the score itself stays");
    let left = found.residual.expect("a residual");
    assert_eq!((left.round, left.score), (1, (score * 60).div_ceil(100)));
    let next: Vec<_> = left.next.iter().map(|n| (n.control_id.as_str(), n.score)).collect();
    assert_eq!(next, [("1.1", (score * 40).div_ceil(100))]);
    assert!(left.explanation.expect("a sentence").en.contains("50% covered"));
}

/// A candidate with another residual rule is compared by what would be left after the same round; a review that was scored
/// again since has no residual risk to compare. Every review with any difference is listed.
#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_compares_the_residual_risk() {
    let world = World::new().await;
    for n in [1, 2] {
        world.scored(n, harmless()).await;
        let recorded = diagnosed(&world, n, vec![end_of_round()]).await;
        assert_eq!(residuals(&world).react(&recorded).await, Ok(Outcome::Done));
    }
    let mut exposed = harmless();
    exposed.exposure = haetae_domain::vocabulary::Exposure::Internet;
    let amended = world.amend(2, exposed).await;
    world.assessor().react(&amended).await.expect("scored again");
    let left = assessment(&world, 1).await.residual.expect("a residual").score;

    let simulated = async |candidate| {
        let request = SimulatePolicyRequest { document: json(&candidate), ..Default::default() };
        let answers = world.grpc.simulate_policy(by(Role::ContentAdmin, request)).await.expect("a stream").into_inner();
        let mut answers: Vec<_> = answers.map(|a| a.expect("an answer").message.expect("a message")).collect().await;
        let Some(Message::Result(result)) = answers.pop() else { panic!("no result") };
        result
    };
    let mut candidate = shipped();
    candidate.residual = Some(haetae_domain::policy::ResidualRule { kept_percent: 90 });
    let score = haetae_domain::scoring::score(&candidate, &harmless()).score;
    let result = simulated(candidate).await;
    assert_eq!((result.replayed, result.changed, result.residual_changed, result.score_changed), (2, 1, 1, 0));
    let listed: Vec<_> =
        result.changes.iter().map(|one| (one.review_id.clone(), one.residual_from, one.residual_to)).collect();
    // 90 of 100 stay, and half of the rest is open.
    assert_eq!(listed, [(id(1), Some(left), Some((u32::from(score) * 95).div_ceil(100)))]);
    let result = simulated(shipped()).await;
    assert_eq!((result.changed, result.residual_changed, result.changes.len()), (0, 0, 0));
}

#[tokio::test]
async fn what_ends_no_round_or_was_never_scored_leaves_none() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let verdicts = vec![];
    let (tally, standing) = (Tally::default(), Standing::default());
    let judged = diagnosed(&world, 1, vec![diagnosis::Event::VerdictsRecorded { verdicts, tally, standing }]).await;
    assert_eq!(residuals(&world).react(&judged).await, Ok(Outcome::Ignored));
    let unscored = diagnosed(&world, 2, vec![end_of_round()]).await;
    assert_eq!(residuals(&world).react(&unscored).await, Ok(Outcome::Ignored));
    assert_eq!(assessment(&world, 1).await.residual, None);
}

/// An assessment with an event of a later release is refused by a reason of its own.
#[tokio::test]
async fn an_event_of_a_later_release_is_named() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let key = AggregateKey::new(Category::Risk, &id(1)).expect("a key");
    append_unknown_event(&*world.log, &key).await;
    let asked = by(Role::Reviewer, GetAssessmentRequest { review_id: id(1) });
    let status = world.grpc.get_assessment(asked).await.expect_err("refused");
    assert_eq!(status.code(), tonic::Code::FailedPrecondition, "{status:?}");
    assert!(status.message().contains("this version of the service does not know"), "{status:?}");
}
