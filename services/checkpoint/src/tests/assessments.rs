use std::{collections::BTreeSet, sync::Arc};

use haetae_domain::{
    diagnosis::{FindingTerms, Generated, State},
    document::DocumentVersion,
    ids::{CommitId, Person},
    policy::FindingDays,
    risk::{self, Assessment},
    scoring::Score,
    vocabulary::{Component, Depth, Level},
};
use haetae_event_log::{
    AggregateKey, Category, NewCommit, Outcome, React as _, Recorded,
    codec::{Aggregate as _, CommitDraft, Risks},
    store::{Room, Store},
};
use jiff::Timestamp;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

use crate::{
    reactors::assessment::Generator,
    testing::{ID, World, profile},
};

fn assessment(components: &[Component], level: Level) -> Assessment {
    let score = Score {
        score: 50,
        level,
        contributions: vec![],
        escalators: vec![],
        depth: Depth::Full,
        target_days: 30,
        finding_days: FindingDays::default(),
        automatic_waiver: false,
    };
    let profile = haetae_domain::profile::Profile { components: components.iter().copied().collect(), ..profile() };
    let policy = DocumentVersion { id: "scoring".into(), version: 1, content_hash: [0; 32] };
    Assessment { policy, profile, requester: Person::default(), team: "pay".into(), score }
}

/// Records an assessment and gives it to the reactor; again, when it is already there.
struct Assessments {
    world: World,
    generator: Generator,
    recorded: Vec<Recorded>,
}

impl Assessments {
    async fn new() -> Self {
        let world = World::new().await;
        let generator = Generator {
            diagnoses: Arc::clone(&world.desk.diagnoses),
            risks: Arc::new(Store::new(Arc::clone(&world.log), Room::mib(1))),
            catalogues: Arc::clone(&world.desk.catalogues),
        };
        Self { world, generator, recorded: vec![] }
    }

    async fn assess(&mut self, assessment: Assessment) {
        let key = AggregateKey::new(Category::Risk, &ID.to_string()).expect("a key");
        let version = self.recorded.len() as u64 + 1;
        let id = Uuid::from_u128(u128::from(version));
        let draft = CommitDraft {
            key: &key,
            id: CommitId(id),
            version,
            by: &Person::default(),
            at: Timestamp::UNIX_EPOCH,
            request: None,
            cause: None,
            trace: None,
        };
        let payload = draft.encode(vec![Risks::encode(&risk::Event::Assessed(assessment))]);
        let expected = self.recorded.last().map_or(0, |last| last.sequence);
        let commit = NewCommit { id, payload: payload.clone(), traceparent: None };
        let deadline = Instant::now() + Duration::from_secs(5);
        let sequence = self.world.log.append(&key, expected, commit, deadline).await.expect("appended");
        self.recorded.push(Recorded { sequence, key, payload, traceparent: None, stored_at: None });
    }

    async fn react(&self, to: usize) -> Outcome {
        self.generator.react(&self.recorded[to]).await.expect("answered")
    }

    async fn diagnosis(&self) -> (Generated, u64) {
        let key = AggregateKey::new(Category::Diagnosis, &ID.to_string()).expect("a key");
        let folded = self.generator.diagnoses.get(&key).await.expect("loads");
        let State::Open(diagnosis) = &folded.state else { panic!("no checklist") };
        (diagnosis.generated.clone(), folded.version)
    }
}

#[tokio::test]
async fn another_profile_revises_the_checklist_once_and_a_late_redelivery_undoes_nothing() {
    let mut case = Assessments::new().await;
    case.assess(assessment(&[Component::Device], Level::High)).await;
    assert_eq!(case.react(0).await, Outcome::Done);
    let (before, _) = case.diagnosis().await;
    case.assess(assessment(&[Component::Device], Level::High)).await;
    assert_eq!(case.react(1).await, Outcome::AlreadyDone, "the same inputs change nothing");
    case.assess(assessment(&[Component::Service], Level::High)).await;
    assert_eq!(case.react(2).await, Outcome::Done);
    let (after, commits) = case.diagnosis().await;
    assert_eq!(after.profile.components, BTreeSet::from([Component::Service]));
    assert_ne!(before.checkpoints, after.checkpoints);
    assert_eq!(before.catalogs.last(), after.catalogs.last(), "from the same versions");
    for late in [0, 1, 2] {
        assert_eq!(case.react(late).await, Outcome::AlreadyDone);
    }
    assert_eq!(case.diagnosis().await, (after, commits));
    assert_eq!(commits, 2);
}

#[tokio::test]
async fn another_level_alone_revises_it() {
    let mut case = Assessments::new().await;
    case.assess(assessment(&[Component::Device], Level::Low)).await;
    case.react(0).await;
    case.assess(assessment(&[Component::Device], Level::Critical)).await;
    assert_eq!(case.react(1).await, Outcome::Done);
    let (after, _) = case.diagnosis().await;
    assert_eq!(after.level, Level::Critical);
    assert!(after.checkpoints.iter().all(|line| line.mandatory));
}

/// `B2`: findings opened after the review is scored under another policy go by that policy's days and name it; the list and
/// the round stay, and a late redelivery undoes nothing.
#[tokio::test]
async fn another_policy_alone_changes_the_days_for_fixes_and_nothing_else() {
    let mut case = Assessments::new().await;
    let first = assessment(&[Component::Device], Level::High);
    case.assess(first.clone()).await;
    case.react(0).await;
    let (before, _) = case.diagnosis().await;
    let policy = DocumentVersion { version: 3, ..first.policy.clone() };
    let days = FindingDays { high: 10, ..first.score.finding_days };
    let score = Score { finding_days: days, ..first.score.clone() };
    case.assess(Assessment { policy: policy.clone(), score, ..first }).await;
    assert_eq!(case.react(1).await, Outcome::Done);
    let (after, commits) = case.diagnosis().await;
    assert_eq!(after, Generated { terms: FindingTerms { policy: Some(policy), days }, ..before });
    for late in [0, 1] {
        assert_eq!(case.react(late).await, Outcome::AlreadyDone);
    }
    assert_eq!((case.diagnosis().await), (after, commits));
    assert_eq!(commits, 2);
}
