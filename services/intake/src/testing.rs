//! Shared by the tests of this service: the service on an in-memory log, with callers and with commits of the other
//! services.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::StreamExt as _;
use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{self, FindingTerms, Generated, Verdict},
    document::DocumentVersion,
    evidence::{File, References},
    ids::{CommitId, Meta, Person},
    policy::FindingDays,
    risk::{self, Assessment},
    scoring::Score,
    selection::Selected,
    vocabulary::{Depth, Layer, Level, Method, VerdictResult},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog, MemoryLog, NewCommit, Outcome, React, Recorded,
    codec::{Aggregate, Diagnoses, Risks, profile_from_wire},
    store::{Command, Expected, Room, Store},
};
use haetae_proto::{
    common::v1 as common,
    intake::v1::{self as pb, intake_service_server::IntakeService as _},
};
use haetae_service_kit::{
    auth::{Principal, Role},
    people::People,
    testing::call,
    token::TokenKeys,
};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request, Response, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{
    desk::Desk,
    grpc::Intake,
    load_calendar,
    reactors::{assessment::AssessmentFollower, diagnosis::DiagnosisFollower},
};

/// The service without its server.
pub(crate) struct World {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) intake: Intake,
    assessments: AssessmentFollower,
    diagnoses: DiagnosisFollower,
    next: AtomicU64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::on(Arc::new(MemoryLog::new()))
    }

    /// Another process on a log that is there.
    pub(crate) fn on(log: Arc<dyn EventLog>) -> Self {
        let calendar = load_calendar(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("a calendar");
        let tokens = TokenKeys::random().expect("randomness");
        let people = Arc::new(People::new(Arc::clone(&log), vec!["han".into()], CancellationToken::new()));
        let desk = Desk::new(Arc::clone(&log), Arc::new(calendar), tokens, people, CancellationToken::new());
        let assessments = AssessmentFollower {
            reviews: Arc::clone(&desk.reviews),
            risks: Arc::clone(&desk.risks),
            calendar: Arc::clone(&desk.calendar),
        };
        let diagnoses =
            DiagnosisFollower { reviews: Arc::clone(&desk.reviews), diagnoses: Arc::clone(&desk.diagnoses) };
        Self { log, intake: Intake { desk }, assessments, diagnoses, next: AtomicU64::new(1) }
    }

    /// Submits a review as kim of team `pay`; returns its id and etag.
    pub(crate) async fn submit(&self) -> (String, String) {
        let request = pb::SubmitReviewRequest {
            request_id: self.request_id(),
            title: "간편결제".into(),
            profile: Some(profile()),
            ..Default::default()
        };
        let answer = ok(self.intake.submit_review(kim(request)).await);
        (answer.review.expect("a review").review_id, answer.etag)
    }

    /// The review as a reviewer sees it, with its etag.
    pub(crate) async fn review(&self, id: &str) -> (pb::Review, String) {
        let request = pb::GetReviewRequest { review_id: id.into() };
        let answer = ok(self.intake.get_review(lee(request)).await);
        (answer.review.expect("a review"), answer.etag)
    }

    /// A fresh `request_id`.
    pub(crate) fn request_id(&self) -> String {
        Uuid::from_u128(0x4000_8000_0000_0000_0000 + u128::from(self.next.fetch_add(1, Ordering::Relaxed))).to_string()
    }

    /// Writes risk's assessment of a review; returns its commit.
    pub(crate) async fn assess(&self, id: &str, policy: u32, level: Level) -> Recorded {
        self.assess_waiving(id, policy, level, false).await
    }

    /// [`World::assess`] under a policy that waives such reviews, or does not.
    pub(crate) async fn assess_waiving(&self, id: &str, policy: u32, level: Level, automatic_waiver: bool) -> Recorded {
        let assessment = Assessment {
            policy: DocumentVersion { id: "scoring".into(), version: policy, content_hash: [1; 32] },
            profile: profile_from_wire(&profile()).expect("a profile"),
            requester: Person { subject: "kim".into(), name: String::new() },
            team: "pay".into(),
            score: Score {
                score: 70,
                level,
                contributions: vec![],
                escalators: vec![],
                depth: Depth::Full,
                target_days: 5,
                finding_days: FindingDays::default(),
                automatic_waiver,
            },
        };
        self.write::<Risks>(id, "risk", |_: &risk::State| vec![risk::Event::Assessed(assessment.clone())]).await
    }

    /// Writes checkpoint's checklist with one checkpoint, judged by lee.
    pub(crate) async fn diagnose(&self, id: &str) -> Recorded {
        let key = CheckpointKey { catalog: "web".into(), control: "1".into(), check: "a".into() };
        let checkpoint = Selected { key: key.clone(), layer: Layer::Data, mandatory: true, rules: vec![] };
        let generated = Generated {
            catalogs: vec![DocumentVersion { id: "web".into(), version: 3, content_hash: [2; 32] }],
            profile: profile_from_wire(&profile()).expect("a profile"),
            level: Level::High,
            requester: Person { subject: "kim".into(), name: String::new() },
            team: "pay".into(),
            checkpoints: vec![checkpoint],
            terms: FindingTerms::default(),
        };
        self.write::<Diagnoses>(id, "checkpoint", |state| diagnosis::generate(state, generated.clone())).await;
        self.judge(id).await
    }

    /// Another verdict of lee.
    pub(crate) async fn judge(&self, id: &str) -> Recorded {
        self.judge_as(id, "lee").await
    }

    /// A checklist on which lee finds a Fail.
    pub(crate) async fn fail(&self, id: &str) -> Recorded {
        self.diagnose(id).await;
        let meta = Meta { by: Person { subject: "lee".into(), name: String::new() }, at: noon() };
        let decide = |state: &diagnosis::State| {
            diagnosis::record_verdicts(state, &meta, vec![verdict(VerdictResult::Fail)]).expect("judged")
        };
        self.write::<Diagnoses>(id, "lee", decide).await
    }

    /// Any step on a diagnosis, by a person.
    pub(crate) async fn step(
        &self,
        id: &str,
        by: &str,
        decide: impl Fn(&diagnosis::State, &Meta) -> Result<Vec<diagnosis::Event>, diagnosis::Rejection>,
    ) -> Recorded {
        let meta = Meta { by: Person { subject: by.into(), name: String::new() }, at: noon() };
        self.write::<Diagnoses>(id, by, |state| decide(state, &meta).expect("allowed")).await
    }

    /// A verdict of a person.
    pub(crate) async fn judge_as(&self, id: &str, subject: &str) -> Recorded {
        let meta = Meta { by: Person { subject: subject.into(), name: String::new() }, at: noon() };
        let decide = |state: &diagnosis::State| {
            diagnosis::record_verdicts(state, &meta, vec![verdict(VerdictResult::Pass)]).expect("judged")
        };
        self.write::<Diagnoses>(id, subject, decide).await
    }

    /// Adds a file of park's to the checkpoint that lee judged.
    pub(crate) async fn add_evidence(&self, id: &str, sha256: [u8; 32]) -> Recorded {
        let file = File {
            checkpoint: CheckpointKey { catalog: "web".into(), control: "1".into(), check: "a".into() },
            name: "설정.png".into(),
            media_type: "image/png".into(),
            size: 1,
            sha256,
            collected_at: noon(),
            location: String::new(),
        };
        let meta = Meta { by: Person { subject: "park".into(), name: String::new() }, at: noon() };
        let decide = |state: &diagnosis::State| diagnosis::add_evidence(state, &meta, file.clone(), 9).expect("added");
        self.write::<Diagnoses>(id, "park", decide).await
    }

    /// The end of the round, by lee.
    pub(crate) async fn conclude(&self, id: &str) -> Recorded {
        let meta = Meta { by: Person { subject: "lee".into(), name: String::new() }, at: noon() };
        let decide = |state: &diagnosis::State| {
            diagnosis::conclude(state, &meta, String::new(), |_| (vec![], vec![])).expect("concluded")
        };
        self.write::<Diagnoses>(id, "lee", decide).await
    }

    /// A new round, begun by lee.
    pub(crate) async fn diagnose_again(&self, id: &str) -> Recorded {
        let meta = Meta { by: Person { subject: "lee".into(), name: String::new() }, at: noon() };
        let decide = |state: &diagnosis::State| diagnosis::reopen(state, &meta, "다시".into()).expect("reopened");
        self.write::<Diagnoses>(id, "lee", decide).await
    }

    /// The reactors' result for a commit.
    pub(crate) async fn react(&self, recorded: &Recorded) -> Outcome {
        let risk = recorded.key.category() == Category::Risk;
        let reactor: &dyn React = if risk { &self.assessments } else { &self.diagnoses };
        reactor.react(recorded).await.expect("answered")
    }

    /// Publishes foreign messages on a review's subject: a copy of each of its commits, and bytes that are no commit.
    pub(crate) async fn strangers(&self, id: &str) {
        let key = AggregateKey::new(Category::Review, id).expect("a key");
        let commits = self.log.load(&key, 0).await.expect("loads");
        let mut tail = commits.last().expect("a commit").sequence;
        for payload in commits.into_iter().map(|commit| commit.payload).chain(["hello".into()]) {
            let id = self.request_id().parse().expect("a UUID");
            let commit = NewCommit { id, payload, traceparent: None };
            let soon = tokio::time::Instant::now() + Duration::from_secs(5);
            tail = self.log.append(&key, tail, commit, soon).await.expect("appended");
        }
    }

    /// The number of commits of a review.
    pub(crate) async fn commits(&self, id: &str) -> usize {
        let key = AggregateKey::new(Category::Review, id).expect("a key");
        self.log.load(&key, 0).await.expect("loads").len()
    }

    async fn write<A: Aggregate>(&self, id: &str, by: &str, decide: impl Fn(&A::State) -> Vec<A::Event>) -> Recorded {
        let key = AggregateKey::new(A::CATEGORY, id).expect("a key");
        let by = Person { subject: by.into(), name: String::new() };
        let command = Command {
            key: &key,
            id: CommitId(self.request_id().parse().expect("a UUID")),
            by: &by,
            at: noon(),
            request: None,
            cause: None,
            expected: Expected::Any,
            deadline: tokio::time::Instant::now() + Duration::from_secs(5),
        };
        let store = Store::<A>::new(Arc::clone(&self.log), Room::NONE);
        store.execute(&command, |state| Ok::<_, ()>(decide(state))).await.expect("written");
        let head = self.log.head().await.expect("a head");
        self.log.read(head - 1).next().await.expect("the last").expect("a commit")
    }
}

/// A verdict on the only checkpoint.
fn verdict(result: VerdictResult) -> Verdict {
    Verdict {
        checkpoint: CheckpointKey { catalog: "web".into(), control: "1".into(), check: "a".into() },
        result,
        method: Method::Examine,
        reason: if result == VerdictResult::Pass { String::new() } else { "평문 저장".into() },
        evidence: References::default(),
        compensating_control: String::new(),
    }
}

/// When the others write.
fn noon() -> Timestamp {
    "2026-03-09T12:00:00+09:00".parse().expect("a time")
}

/// An ordinary profile.
pub(crate) fn profile() -> common::ServiceProfile {
    let none = common::ImpactLevel::None.into();
    common::ServiceProfile {
        service_types: vec![common::ServiceType::Payment.into()],
        components: vec![],
        stage: common::LifecycleStage::Planning.into(),
        exposure: common::Exposure::Internal.into(),
        data_classes: vec![common::DataClass::Internal.into()],
        user_scale: common::UserScale::UpTo1k.into(),
        impact: Some(common::BusinessImpact { financial: none, reputation: none, legal_privacy: none, safety: none }),
    }
}

/// The requester's call.
pub(crate) fn kim<M>(message: M) -> Request<M> {
    by("kim", "pay", Role::Requester, message)
}

/// A reviewer's call.
pub(crate) fn lee<M>(message: M) -> Request<M> {
    by("lee", "security", Role::Reviewer, message)
}

/// An approver's call.
pub(crate) fn park<M>(message: M) -> Request<M> {
    by("park", "security", Role::Approver, message)
}

/// A call.
pub(crate) fn by<M>(subject: &str, team: &str, role: Role, message: M) -> Request<M> {
    let caller = Principal {
        subject: subject.into(),
        team: Some(team.into()),
        roles: [role].into_iter().collect(),
        ..Principal::default()
    };
    call(caller, message)
}

/// The response of a call.
pub(crate) fn ok<M>(answer: Result<Response<M>, Status>) -> M {
    answer.expect("answered").into_inner()
}

/// The code, reason and facts of a refusal.
pub(crate) fn refused<M: std::fmt::Debug>(
    answer: Result<Response<M>, Status>,
) -> (Code, String, HashMap<String, String>) {
    let status = answer.expect_err("refused");
    let info = status.get_details_error_info().expect("a reason");
    (status.code(), info.reason, info.metadata)
}

/// The fields that a refusal names.
pub(crate) fn named<M: std::fmt::Debug>(answer: Result<Response<M>, Status>) -> Vec<String> {
    let status = answer.expect_err("refused");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let fields = status.get_details_bad_request().expect("fields").field_violations;
    fields.into_iter().map(|violation| violation.field).collect()
}
