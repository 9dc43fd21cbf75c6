use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use futures::stream::BoxStream;
use haetae_event_log::{
    AggregateKey, AppendError, Category, EventLog, MemoryLog, NewCommit, Outcome, React as _, ReactError, ReadError,
    Recorded,
};
use haetae_proto::event::v1 as pb;
use haetae_proto::risk::v1::{ActivatePolicyRequest, PublishPolicyRequest, risk_service_server::RiskService as _};
use haetae_service_kit::auth::Role;
use prost::Message as _;
use tokio::time::Instant;

use crate::testing::{World, by, harmless, id, json, variant};

/// A log that takes only so many assessments, then none.
pub(crate) struct Failing {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) left: Arc<AtomicI64>,
}

#[async_trait]
impl EventLog for Failing {
    async fn append(&self, key: &AggregateKey, at: u64, commit: NewCommit, until: Instant) -> Result<u64, AppendError> {
        if key.category() == Category::Risk && self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err(AppendError::DeadlineExceeded);
        }
        self.log.append(key, at, commit, until).await
    }
    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        self.log.load(key, after).await
    }
    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        self.log.list(category).await
    }
    async fn head(&self) -> Result<u64, ReadError> {
        self.log.head().await
    }
    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        self.log.read(after)
    }
}

/// Publishes and activates another policy; gives the activation's commit.
pub(crate) async fn activate(world: &World, n: u8) -> Recorded {
    let request_id = |step: u128| uuid::Uuid::from_u128(u128::from(n) * 10 + step).to_string();
    let document = json(&variant(n));
    let publish = PublishPolicyRequest { request_id: request_id(1), document, validate_only: false };
    let published = world.grpc.publish_policy(by(Role::ContentAdmin, publish)).await.expect("published").into_inner();
    let version = published.policy.and_then(|p| p.version).expect("a version").version;
    let request =
        ActivatePolicyRequest { request_id: request_id(2), etag: published.etag, version, validate_only: false };
    world.grpc.activate_policy(by(Role::ContentAdmin, request)).await.expect("activated");
    world.commits().await.pop().expect("it was written")
}

#[tokio::test]
async fn open_reviews_are_scored_again_once_each_by_an_event_of_their_own() {
    let world = World::new().await;
    for n in 1..=40 {
        world.scored(n, harmless()).await;
    }
    let activation = activate(&world, 11).await;
    let before = world.commits().await.len();
    assert_eq!(world.reassessor().react(&activation).await, Ok(Outcome::Done));

    let commits = world.commits().await;
    let answers: Vec<_> = commits[before..].iter().map(|c| (c.key.clone(), c.decode().expect("a commit"))).collect();
    assert_eq!(answers.len(), 40);
    for (key, commit) in &answers {
        assert_eq!(key.category(), Category::Risk);
        assert_eq!(commit.cause.as_ref().map(|c| c.sequence), Some(activation.sequence));
        assert_eq!(commit.version, 2);
    }
    assert_eq!(world.reassessor().react(&activation).await, Ok(Outcome::AlreadyDone));
    assert_eq!(world.commits().await.len(), commits.len(), "a second delivery writes nothing");
    assert_eq!(world.scored_under(7).await, (2, 2));

    world.scored(41, harmless()).await;
    assert_eq!(world.scored_under(41).await, (1, 2), "a later review is scored under the new version at once");
}

#[tokio::test]
async fn killed_in_the_middle_it_goes_on_where_it_was() {
    let (memory, left) = (Arc::new(MemoryLog::new()), Arc::new(AtomicI64::new(i64::MAX)));
    let failing = Arc::new(Failing { log: memory.clone(), left: Arc::clone(&left) });
    let world = World::on(memory.clone(), failing.clone()).await;
    for n in 1..=90 {
        world.scored(n, harmless()).await;
    }
    let activation = activate(&world, 11).await;
    for step in 1..=3 {
        left.store(25, Ordering::SeqCst);
        let answer = world.reassessor().react(&activation).await;
        assert!(matches!(answer, Err(ReactError::Retry(_))), "{answer:?}");
        let written = world.commits().await.len() - usize::try_from(activation.sequence).expect("small");
        assert!((1..=25 * step).contains(&written), "{written} after {step}");
    }
    // A new process knows nothing of the old one.
    left.store(i64::MAX, Ordering::SeqCst);
    let world = World::on(memory, failing).await;
    assert_eq!(world.reassessor().react(&activation).await, Ok(Outcome::Done));
    for n in 1..=90 {
        assert_eq!(world.scored_under(n).await, (2, 2), "review {n}");
    }
}

#[tokio::test]
async fn a_review_not_scored_yet_gets_one_assessment_in_either_order() {
    let world = World::new().await;
    let submitted = world.submit(1, harmless()).await;
    let activation = activate(&world, 11).await;
    assert_eq!(world.reassessor().react(&activation).await, Ok(Outcome::Done));
    assert_eq!(world.assessor().react(&submitted).await, Ok(Outcome::AlreadyDone));
    assert_eq!(world.scored_under(1).await, (1, 2));

    let submitted = world.submit(2, harmless()).await;
    assert_eq!(world.reassessor().react(&activation).await, Ok(Outcome::AlreadyDone), "it came after the activation");
    assert_eq!(world.assessor().react(&submitted).await, Ok(Outcome::Done));
    assert_eq!(world.scored_under(2).await, (1, 2));
}

#[tokio::test]
async fn an_overtaken_activation_ends_under_the_version_in_use() {
    let world = World::new().await;
    for n in 1..=3 {
        world.scored(n, harmless()).await;
    }
    let (first, second) = (activate(&world, 11).await, activate(&world, 12).await);
    assert_eq!(world.reassessor().react(&first).await, Ok(Outcome::Done));
    assert_eq!(world.scored_under(2).await, (2, 3), "not through the version in between");
    assert_eq!(world.reassessor().react(&second).await, Ok(Outcome::AlreadyDone));
    let shipped = world.commits().await.remove(0);
    assert_eq!(world.reassessor().react(&shipped).await, Ok(Outcome::AlreadyDone));
}

/// A1: a copy of an earlier activation, and bytes that are no commit, on the subject of the policy bring no version back.
#[tokio::test]
async fn what_a_stranger_puts_behind_the_activation_brings_no_policy_back() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let (first, second) = (activate(&world, 11).await, activate(&world, 12).await);
    assert_eq!(world.reassessor().react(&second).await, Ok(Outcome::Done));
    for payload in [first.payload, "hello".into()] {
        let tail = world.kept.load(&second.key, 0).await.expect("loads").last().expect("a commit").sequence;
        let commit = NewCommit { id: uuid::Uuid::from_u128(tail.into()), payload, traceparent: None };
        let soon = Instant::now() + std::time::Duration::from_secs(5);
        world.kept.append(&second.key, tail, commit, soon).await.expect("appended");
    }
    assert_eq!(world.reassessor().react(&second).await, Ok(Outcome::AlreadyDone));
    assert_eq!(world.scored_under(1).await, (2, 3));
}

#[tokio::test]
async fn one_review_that_cannot_be_read_holds_up_no_other() {
    let world = World::new().await;
    for n in 1..=4 {
        world.scored(n, harmless()).await;
    }
    for (category, n) in [(Category::Review, 2), (Category::Risk, 4)] {
        let key = AggregateKey::new(category, &id(n)).expect("a key");
        let before = world.kept.load(&key, 0).await.expect("loads");
        let (at, version) = (before.last().expect("a commit").sequence, before.len() as u64 + 1);
        // Of a kind of event that comes later.
        let id = uuid::Uuid::from_u128(99);
        let commit = pb::Commit {
            commit_id: id.as_bytes().to_vec().into(),
            category: category.as_str().to_owned(),
            aggregate_id: key.id().to_owned(),
            version,
            recorded_at: Some(prost_types::Timestamp::default()),
            events: vec![pb::Event { event: None }],
            ..pb::Commit::default()
        };
        let commit = NewCommit { id, payload: commit.encode_to_vec().into(), traceparent: None };
        let deadline = Instant::now() + std::time::Duration::from_secs(5);
        world.kept.append(&key, at, commit, deadline).await.expect("appended");
    }

    let activation = activate(&world, 11).await;
    let answer = world.reassessor().react(&activation).await;
    let Err(ReactError::Park(reason)) = answer else { panic!("{answer:?}") };
    assert!(reason.contains(&id(2)) && reason.contains(&id(4)), "{reason}");
    assert_eq!((world.scored_under(1).await, world.scored_under(3).await), ((2, 2), (2, 2)));
    assert_eq!(world.scored_under(2).await, (1, 1));
}
