//! Shared by the tests of this service: the service on an in-memory log, with callers.

use std::{
    path::Path,
    sync::{Arc, LazyLock},
    time::Duration,
};

use futures::StreamExt as _;
use haetae_domain::{
    calendar::Calendar,
    ids::{CommitId, Person},
    policy::{POLICY_ID, Policy},
    profile::{Impact, Profile},
    review::{self, Amendment, AssessmentNews, Submitted},
    risk::State,
    vocabulary::{DataClass, Exposure, ImpactLevel, ServiceType, Stage, TriageOutcome, UserScale},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog, MemoryLog, Outcome, React as _, Recorded,
    codec::{Reviews, Risks},
    store::{Command, Expected, Room, Store},
};
use haetae_service_kit::{
    auth::{Principal, Role},
    testing::call,
    token::TokenKeys,
};
use jiff::Timestamp;
use tokio::time::Instant;
use tonic::Request;
use uuid::Uuid;

use crate::{
    desk::{Desk, PolicyBook},
    grpc, load_policy,
    reactors::{activation::Reassessor, review::Assessor},
};

/// The service without its server.
pub(crate) struct World {
    /// The log itself, whatever fails on the way to it.
    pub(crate) kept: Arc<dyn EventLog>,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) policies: Arc<PolicyBook>,
    pub(crate) grpc: grpc::Risk,
}

impl World {
    pub(crate) async fn new() -> Self {
        let memory = Arc::new(MemoryLog::new());
        Self::on(memory.clone(), memory).await
    }

    /// The service on a log that may fail, over the log that stores the commits.
    pub(crate) async fn on(kept: Arc<dyn EventLog>, log: Arc<dyn EventLog>) -> Self {
        let policies = PolicyBook::open(Arc::clone(&log), "risk", POLICY_ID, &shipped()).await.expect("a policy");
        let policies = Arc::new(policies);
        let risks = Arc::new(Store::<Risks>::new(Arc::clone(&log), Room::mib(1)));
        let tokens = TokenKeys::random().expect("randomness");
        let desk = Desk::new(Arc::clone(&log), Arc::clone(&risks), Arc::clone(&policies), tokens);
        let grpc = grpc::Risk { desk };
        Self { kept, log, risks, policies, grpc }
    }

    /// The n-th review, requested and not scored yet.
    pub(crate) async fn submit(&self, n: u128, profile: Profile) -> Recorded {
        let requester = Person { subject: "kim".into(), name: "김하나".into() };
        let (title, description, team) = ("결제".to_owned(), String::new(), "pay".to_owned());
        let submitted = Submitted { title, description, requester: requester.clone(), team, profile };
        let key = review_key(n);
        let command = Command {
            key: &key,
            id: CommitId(Uuid::from_u128(n)),
            by: &requester,
            at: Timestamp::UNIX_EPOCH + Duration::from_secs(u64::try_from(n).expect("small")),
            request: None,
            cause: None,
            expected: Expected::New,
            deadline: Instant::now() + Duration::from_secs(5),
        };
        let reviews = Store::<Reviews>::new(Arc::clone(&self.kept), Room::NONE);
        let decide = |state: &review::State| review::submit(state, submitted.clone());
        reviews.execute(&command, decide).await.expect("submitted");
        self.commits().await.pop().expect("it was written")
    }

    /// The n-th review, amended to this profile.
    pub(crate) async fn amend(&self, n: u128, profile: Profile) -> Recorded {
        let amendment = Amendment { profile: Some(profile), ..Amendment::default() };
        let calendar = Calendar { version: String::new(), years: [].into(), holidays: [].into() };
        self.change(n, |state| review::amend(state, &amendment, Timestamp::UNIX_EPOCH, &calendar)).await
    }

    /// Rejects the n-th review in triage, which closes it.
    pub(crate) async fn reject(&self, n: u128) -> Recorded {
        let (reviewer, reason) = (Person { subject: "lee".into(), name: String::new() }, "사유".to_owned());
        let triaged = review::Triaged { outcome: TriageOutcome::Reject, reason, duplicate_of: None, automatic: false };
        self.change(n, |state| review::triage(state, &id(n), &reviewer, triaged.clone())).await
    }

    /// The n-th review, opened again.
    pub(crate) async fn reopen(&self, n: u128) -> Recorded {
        let calendar = Calendar { version: String::new(), years: [].into(), holidays: [].into() };
        self.change(n, |state| review::reopen(state, "사유", Timestamp::UNIX_EPOCH, &calendar)).await
    }

    /// Sets the target of the n-th review, as intake does for its assessment.
    pub(crate) async fn aim(&self, n: u128) {
        let key = AggregateKey::new(Category::Risk, &id(n)).expect("a key");
        let folded = self.risks.get(&key).await.expect("loads");
        let State::Assessed { assessment, .. } = &folded.state else { panic!("not scored") };
        let score = &assessment.score;
        let news = AssessmentNews {
            sequence: folded.sequence,
            policy: assessment.policy.clone(),
            profile: assessment.profile.clone(),
            level: score.level,
            target_days: score.target_days,
            waives: false,
        };
        let calendar = Calendar { version: String::new(), years: [].into(), holidays: [].into() };
        self.change(n, |state| review::follow_assessment(state, &news, &calendar)).await;
    }

    /// Withdraws the n-th review, which closes it.
    pub(crate) async fn withdraw(&self, n: u128) -> Recorded {
        self.change(n, |state| review::withdraw(state, "취소")).await
    }

    async fn change<R: std::fmt::Debug>(
        &self,
        n: u128,
        decide: impl Fn(&review::State) -> Result<Vec<review::Event>, R>,
    ) -> Recorded {
        let key = review_key(n);
        let requester = Person { subject: "kim".into(), name: "김하나".into() };
        let seen = self.commits().await.len();
        let command = Command {
            key: &key,
            id: CommitId(Uuid::from_u128(1_000_000 + u128::try_from(seen).expect("small"))),
            by: &requester,
            at: Timestamp::UNIX_EPOCH,
            request: None,
            cause: None,
            expected: Expected::Any,
            deadline: Instant::now() + Duration::from_secs(5),
        };
        Store::<Reviews>::new(Arc::clone(&self.kept), Room::NONE).execute(&command, decide).await.expect("changed");
        self.commits().await.pop().expect("it was written")
    }

    /// The n-th review, requested and scored.
    pub(crate) async fn scored(&self, n: u128, profile: Profile) {
        let submitted = self.submit(n, profile).await;
        assert_eq!(self.assessor().react(&submitted).await, Ok(Outcome::Done));
    }

    pub(crate) fn assessor(&self) -> Assessor {
        let reviews = Arc::new(Store::<Reviews>::new(Arc::clone(&self.kept), Room::NONE));
        Assessor { reviews, risks: Arc::clone(&self.risks), policies: Arc::clone(&self.policies) }
    }

    pub(crate) fn reassessor(&self) -> Reassessor {
        Reassessor::new(Arc::clone(&self.log), Arc::clone(&self.risks), Arc::clone(&self.policies))
    }

    /// Everything in the log.
    pub(crate) async fn commits(&self) -> Vec<Recorded> {
        let head = self.kept.head().await.expect("a head");
        let head = usize::try_from(head).expect("small");
        self.kept.read(0).take(head).map(|c| c.expect("a commit")).collect().await
    }

    /// The number of commits on the n-th review's assessment, and its current policy version.
    pub(crate) async fn scored_under(&self, n: u128) -> (u64, u32) {
        let key = AggregateKey::new(Category::Risk, &id(n)).expect("a key");
        let folded = self.risks.get(&key).await.expect("loads");
        let State::Assessed { assessment, .. } = &folded.state else { return (folded.version, 0) };
        (folded.version, assessment.policy.version)
    }
}

pub(crate) fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

fn review_key(n: u128) -> AggregateKey {
    AggregateKey::new(Category::Review, &id(n)).expect("a key")
}

/// Read and examined once.
pub(crate) fn shipped() -> Policy {
    static SHIPPED: LazyLock<Policy> = LazyLock::new(|| {
        load_policy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("a policy without faults")
    });
    SHIPPED.clone()
}

/// The shipped policy with other cut-offs, different for every n.
pub(crate) fn variant(n: u8) -> Policy {
    let mut policy = shipped();
    policy.cut_offs.medium = n;
    policy
}

pub(crate) fn json(policy: &Policy) -> Vec<u8> {
    serde_json::to_vec(policy).expect("JSON")
}

/// A profile that scores low under the shipped policy.
pub(crate) fn harmless() -> Profile {
    let none = ImpactLevel::None;
    Profile {
        service_types: [ServiceType::PublicWeb].into(),
        components: [].into(),
        stage: Stage::Operation,
        exposure: Exposure::Partner,
        data_classes: [DataClass::Internal].into(),
        user_scale: UserScale::UpTo100k,
        impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
    }
}

/// A call by a person with this role.
pub(crate) fn by<M>(role: Role, message: M) -> Request<M> {
    let (subject, name) = (format!("{}-1", role.name()), String::new());
    let caller = Principal { subject, name, roles: [role].into_iter().collect(), ..Principal::default() };
    call(caller, message)
}
