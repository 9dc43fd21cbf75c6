use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use haetae_domain::{policy::FindingDays, vocabulary::Exposure};
use haetae_event_log::{AggregateKey, Category, NewCommit, React as _};
use haetae_proto::{
    common::v1::{Person, RiskLevel},
    event::v1 as event,
    risk::v1::{
        NotReplayableReason, SimulatePolicyRequest, SimulationProgress, SimulationResult,
        risk_service_server::RiskService as _, simulate_policy_response::Message,
    },
};
use haetae_service_kit::{auth::Role, deadline::Deadline};
use prost::Message as _;
use tokio::time::Instant;
use tonic::Code;
use uuid::Uuid;

use crate::testing::{World, by, harmless, id, json, shipped, variant};

fn asking(document: Vec<u8>) -> SimulatePolicyRequest {
    SimulatePolicyRequest { document, ..Default::default() }
}

/// Every message of a simulation; the last is the result.
async fn simulate(world: &World, request: SimulatePolicyRequest) -> (Vec<SimulationProgress>, SimulationResult) {
    let answers = world.grpc.simulate_policy(by(Role::ContentAdmin, request)).await.expect("a stream").into_inner();
    let mut answers: Vec<_> = answers.map(|a| a.expect("an answer").message.expect("a message")).collect().await;
    let Some(Message::Result(result)) = answers.pop() else { panic!("no result") };
    let progress = answers.into_iter().map(|answer| match answer {
        Message::Progress(progress) => progress,
        Message::Result(_) => panic!("a result before the last message"),
    });
    (progress.collect(), result)
}

/// Stores a commit on an assessment that no service of today would write.
async fn foreign(world: &World, n: u128, payload: Vec<u8>) {
    let key = AggregateKey::new(Category::Risk, &id(n)).expect("a key");
    let commit = NewCommit { id: Uuid::from_u128(n), payload: Bytes::from(payload), traceparent: None };
    let deadline = Instant::now() + Duration::from_secs(5);
    let tail = world.kept.load(&key, 0).await.expect("loads").last().map_or(0, |last| last.sequence);
    world.kept.append(&key, tail, commit, deadline).await.expect("appended");
}

fn commit(n: u128, event: Option<event::event::Event>) -> Vec<u8> {
    let commit = event::Commit {
        commit_id: Uuid::from_u128(n).as_bytes().to_vec().into(),
        category: "risk".into(),
        aggregate_id: id(n),
        version: 1,
        actor: Some(Person::default()),
        recorded_at: Some(prost_types::Timestamp::default()),
        events: vec![event::Event { event }],
        ..Default::default()
    };
    commit.encode_to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_change_is_told_and_nothing_is_written() {
    let world = World::new().await;
    for n in 1..=6 {
        world.scored(n, harmless()).await;
    }
    let mut exposed = harmless();
    exposed.exposure = Exposure::Internet;
    world.scored(7, exposed).await;
    let before = world.commits().await;

    let (progress, result) = simulate(&world, asking(json(&shipped()))).await;
    assert_eq!((result.replayed, result.level_changed, result.score_changed), (7, 0, 0), "the same policy");
    assert_eq!(progress.first().map(|p| p.commits_read), Some(0));
    let last = progress.last().expect("progress");
    assert_eq!((last.commits_read, last.commits_total, last.replayed), (15, 15, 7));

    // From the score of the harmless ones on, the level is medium under this one.
    let points = haetae_domain::scoring::score(&shipped(), &harmless()).score;
    let request = SimulatePolicyRequest { max_listed: 2, ..asking(json(&variant(points))) };
    let (_, result) = simulate(&world, request).await;
    let shifts: Vec<_> = result.shifts.iter().map(|s| (s.from(), s.to(), s.count)).collect();
    assert_eq!(shifts, [(RiskLevel::Low, RiskLevel::Medium, 7)]);
    assert_eq!((result.level_changed, result.score_changed), (7, 0));
    let named: Vec<_> = result.changes.iter().map(|c| (c.review_id.clone(), c.score_from, c.score_to)).collect();
    assert_eq!(named, [1, 2].map(|n| (id(n), points.into(), points.into())));
    let numbers: Vec<_> = result.changes.iter().map(|c| c.review_number.as_str()).collect();
    assert_eq!(numbers, ["R-1970-0001", "R-1970-0002"], "as lists number them");
    assert_eq!(world.commits().await, before);
}

/// `B3`: a review counts once, by its current assessment, however often it was scored; closed reviews, which keep their
/// score, count only on request; other days are compared and listed like other levels.
#[tokio::test(flavor = "multi_thread")]
async fn every_open_review_counts_once_and_days_are_compared() {
    let world = World::new().await;
    let mut exposed = harmless();
    exposed.exposure = Exposure::Internet;
    for n in 1..=3 {
        world.scored(n, harmless()).await;
        for profile in [exposed.clone(), harmless()] {
            let amended = world.amend(n, profile).await;
            world.assessor().react(&amended).await.expect("scored again");
        }
    }
    world.withdraw(3).await;
    foreign(&world, 2, b"a stranger's".to_vec()).await;

    let mut candidate = shipped();
    let recorded = candidate.finding_days.unwrap_or_default();
    candidate.finding_days = Some(FindingDays { high: 10, critical: 7, ..recorded });
    let (_, result) = simulate(&world, asking(json(&candidate))).await;
    let counted = |r: &SimulationResult| (r.replayed, r.closed, r.level_changed, r.score_changed, r.days_changed);
    assert_eq!(counted(&result), (2, 1, 0, 0, 2));
    assert!(result.not_replayable.is_empty(), "what a stranger sends supersedes nothing");
    let days = |days: &Option<haetae_proto::risk::v1::FindingDays>| days.as_ref().map(|days| days.high);
    let named: Vec<_> =
        result.changes.iter().map(|c| (&*c.review_id, days(&c.finding_days_from), days(&c.finding_days_to))).collect();
    let was = u32::from(recorded.high);
    assert_eq!(named, [(&*id(1), Some(was), Some(10)), (&*id(2), Some(was), Some(10))]);

    let all = SimulatePolicyRequest { include_closed: true, ..asking(json(&candidate)) };
    assert_eq!(counted(&simulate(&world, all).await.1), (3, 1, 0, 0, 3));
    let (_, result) = simulate(&world, asking(json(&shipped()))).await;
    assert_eq!((counted(&result), result.changes.len()), ((2, 1, 0, 0, 0), 0), "the policy in use changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_replayed_is_counted_by_reason() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    foreign(&world, 2, b"no commit".to_vec()).await;
    foreign(&world, 3, commit(3, None)).await;
    let without = event::event::Event::RiskAssessed(event::RiskAssessed::default());
    foreign(&world, 4, commit(4, Some(without.clone()))).await;
    foreign(&world, 5, commit(5, Some(without))).await;

    let (_, result) = simulate(&world, SimulatePolicyRequest { max_listed: 1, ..asking(json(&variant(11))) }).await;
    assert_eq!(result.replayed, 1);
    let failed: Vec<_> = result.not_replayable.iter().map(|f| (f.reason(), f.count, f.review_ids.clone())).collect();
    assert_eq!(
        failed,
        [
            (NotReplayableReason::Unreadable, 1, vec![id(2)]),
            (NotReplayableReason::UnknownEvent, 1, vec![id(3)]),
            (NotReplayableReason::UnknownInput, 2, vec![id(4)]),
        ]
    );
    assert!(result.not_replayable.iter().all(|f| f.explanation.as_ref().is_some_and(|e| e.ko != e.en)));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_window_counts() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let key = AggregateKey::new(Category::Risk, &id(1)).expect("a key");
    let recorded = world.kept.load(&key, 0).await.expect("loads").remove(0);
    let at = recorded.decode().expect("a commit").recorded_at.expect("a time");
    let later = prost_types::Timestamp { seconds: at.seconds + 1, ..at };
    for (from, before, replayed) in
        [(None, None, 1), (Some(at), Some(later), 1), (None, Some(at), 0), (Some(later), None, 0)]
    {
        let request =
            SimulatePolicyRequest { recorded_from: from, recorded_before: before, ..asking(json(&shipped())) };
        assert_eq!(simulate(&world, request).await.1.replayed, replayed, "{from:?} {before:?}");
    }
    let request =
        SimulatePolicyRequest { recorded_from: Some(later), recorded_before: Some(at), ..asking(json(&shipped())) };
    let refused = world.grpc.simulate_policy(by(Role::ContentAdmin, request)).await.err().expect("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time_and_a_caller_who_leaves_makes_room() {
    let world = World::new().await;
    let ask = || by(Role::ContentAdmin, asking(json(&variant(11))));
    let running = world.grpc.simulate_policy(ask()).await.expect("a stream").into_inner();
    let busy = world.grpc.simulate_policy(ask()).await.err().expect("refused");
    assert_eq!(busy.code(), Code::ResourceExhausted);
    drop(running);
    assert_eq!(simulate(&world, asking(json(&variant(11)))).await.1.replayed, 0);

    let faulty = world.grpc.simulate_policy(by(Role::ContentAdmin, asking(b"{}".to_vec()))).await;
    assert_eq!(faulty.err().expect("refused").code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passed_deadline_ends_the_stream_with_an_error() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let mut request = by(Role::ContentAdmin, asking(json(&shipped())));
    request.extensions_mut().insert(Deadline::after(Duration::ZERO));
    let answers = world.grpc.simulate_policy(request).await.expect("a stream").into_inner();
    let answers: Vec<_> = answers.collect().await;
    let last = answers.last().expect("an answer").as_ref().expect_err("an error");
    assert_eq!(last.code(), Code::DeadlineExceeded);
}
