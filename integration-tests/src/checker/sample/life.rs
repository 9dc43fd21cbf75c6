//! A review to its decision and beyond: judged, fixed, concluded, decided, and amended after all. And a Fail that was a
//! mistake.

use haetae_domain::{
    calendar::Calendar,
    diagnosis::{self, FindingTerms, Revision},
    evidence::References,
    finding::FindingId,
    ids::{CommitId, Meta, Person},
    profile::Profile,
    review::{self, Amendment, Basis, Decided, DiagnosisNews},
    risk::{self, Assessment},
    scoring::score,
    selection::select,
    vocabulary::{DecisionOutcome, Exposure, Level, Method, RevisionCause},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog as _,
    codec::{Aggregate, Diagnoses, RequestMark, Reviews, Risks, Word as _, profile_to_wire},
    store::{Room, Store},
};
use haetae_proto::{
    checkpoint::v1::{
        ClaimFixRequest, ConcludeDiagnosisRequest, RecordVerdictsRequest, RetractFindingRequest, VerifyFixRequest,
    },
    common::v1::VerdictResult,
    intake::v1::{AmendReviewRequest, DecideReviewRequest},
};
use haetae_service_kit::token;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Command, Origin, Platform, content, person, write};

const WHY: &str = "사유";
const F1: FindingId = FindingId(1);

impl Platform {
    /// Takes a scored review with a checklist through everything that clients do.
    pub(super) async fn live(&mut self, number: u128, id: &str) {
        self.judge_all(number, id).await;
        let request = |n: u128| Uuid::from_u128(10_000 + 100 * number + n);
        let (request_id, review_id) = (request(1).to_string(), id.to_owned());
        let etag = self.etag(Category::Diagnosis, id).await;
        let (finding_id, description) = ("F-1".to_owned(), WHY.to_owned());
        let claim = ClaimFixRequest { request_id, review_id, finding_id, etag, description, ..Default::default() };
        let fix = |state: &_, meta: &Meta| {
            diagnosis::claim_fix(state, meta, F1, WHY.into(), References::default()).expect("claimed")
        };
        self.step::<Diagnoses>(number, request(1), id, Command::ClaimFix(claim), fix).await;

        let (request_id, review_id) = (request(2).to_string(), id.to_owned());
        let etag = self.etag(Category::Diagnosis, id).await;
        let (finding_id, method, reason) = ("F-1".to_owned(), Method::Test.to_wire(), WHY.to_owned());
        let verify = VerifyFixRequest { request_id, review_id, finding_id, etag, method, reason, ..Default::default() };
        let pass = |state: &_, meta: &Meta| {
            diagnosis::verify_fix(state, meta, F1, Method::Test, (WHY.into(), References::default())).expect("verified")
        };
        let cause = self.step::<Diagnoses>(number + 200, request(2), id, Command::VerifyFix(verify), pass).await;
        self.follow(id, cause).await;

        let (request_id, review_id) = (request(3).to_string(), id.to_owned());
        let etag = self.etag(Category::Diagnosis, id).await;
        let conclude = ConcludeDiagnosisRequest { request_id, review_id, etag, ..Default::default() };
        let end = |state: &_, meta: &Meta| {
            diagnosis::conclude(state, meta, String::new(), |_| (vec![], vec![])).expect("concluded")
        };
        let cause = self.step::<Diagnoses>(number + 100, request(3), id, Command::Conclude(conclude), end).await;
        self.follow(id, cause).await;

        self.decide(number, id, request(4)).await;
        self.amend(number, id, request(5)).await;
    }

    /// Takes the only Fail of a review back.
    pub(super) async fn retract(&mut self, number: u128, id: &str) {
        let request_id = Uuid::from_u128(20_000 + number);
        let (request, review_id, finding_id) = (request_id.to_string(), id.to_owned(), "F-1".to_owned());
        let etag = self.etag(Category::Diagnosis, id).await;
        let retract = RetractFindingRequest {
            request_id: request,
            review_id,
            finding_id,
            etag,
            reason: WHY.to_owned(),
            validate_only: false,
        };
        let void =
            |state: &_, meta: &Meta| diagnosis::retract_finding(state, meta, F1, WHY.into()).expect("taken back");
        let cause = self.step::<Diagnoses>(number + 200, request_id, id, Command::Retract(retract), void).await;
        self.follow(id, cause).await;
    }

    /// One Fail, everything else passes.
    async fn judge_all(&mut self, number: u128, id: &str) {
        let request_id = Uuid::from_u128(10_000 + 100 * number);
        let etag = self.etag(Category::Diagnosis, id).await;
        let results =
            [("APP-01", VerdictResult::Fail), ("DAT-01", VerdictResult::Pass), ("NET-01", VerdictResult::Pass)];
        let verdicts = results.map(|(control, result)| content::verdict(control, result)).to_vec();
        let decided: Vec<_> = verdicts.iter().map(content::decided).collect();
        let (request, review_id) = (request_id.to_string(), id.to_owned());
        let judge = RecordVerdictsRequest { request_id: request, review_id, etag, verdicts, validate_only: false };
        let record = |state: &_, meta: &Meta| diagnosis::record_verdicts(state, meta, decided.clone()).expect("judged");
        let cause = self.step::<Diagnoses>(number + 100, request_id, id, Command::Judge(judge), record).await;
        self.follow(id, cause).await;
    }

    async fn decide(&mut self, number: u128, id: &str, request: Uuid) {
        let [review, assessment, diagnosis] = self.positions(id).await;
        let reason = WHY.to_owned();
        let command = DecideReviewRequest {
            request_id: request.to_string(),
            review_id: id.to_owned(),
            etag: token::etag(review),
            assessment_etag: token::etag(assessment),
            diagnosis_etag: token::etag(diagnosis),
            outcome: DecisionOutcome::Approved.to_wire(),
            reason: reason.clone(),
            ..Default::default()
        };
        let basis = Basis {
            review,
            assessment,
            diagnosis,
            policy: self.policy.0.clone(),
            catalogs: vec![self.catalog.0.clone()],
            level: Level::High,
            round: 1,
            open_findings: 0,
            accepted_findings: 0,
            evidence: vec![],
        };
        let decided = Decided { outcome: DecisionOutcome::Approved, reason, conditions: vec![], basis };
        let decide = |state: &_, meta: &Meta| {
            review::decide(state, &meta.by, decided.clone(), &review::Judges::new()).expect("decided")
        };
        self.step::<Reviews>(number + 300, request, id, Command::Decide(command), decide).await;
    }

    /// Amends what matters, and lets every service follow.
    async fn amend(&mut self, number: u128, id: &str, request: Uuid) {
        let assessment = self.assessment(id).await;
        let profile = Profile { exposure: Exposure::Internal, ..assessment.profile.clone() };
        let command = AmendReviewRequest {
            request_id: request.to_string(),
            review_id: id.to_owned(),
            etag: self.etag(Category::Review, id).await,
            title: Some("바뀐 결제".into()),
            profile: Some(profile_to_wire(&profile)),
            ..Default::default()
        };
        let amendment =
            Amendment { title: command.title.clone(), profile: Some(profile.clone()), ..Amendment::default() };
        let calendar = Calendar { version: "test".into(), years: [1970].into(), holidays: [].into() };
        let decide = |state: &_, meta: &Meta| review::amend(state, &amendment, meta.at, &calendar).expect("amended");
        let cause = self.step::<Reviews>(number, request, id, Command::Amend(command), decide).await;

        let score = score(&self.policy.1, &profile);
        let amended = Assessment { profile, score, ..assessment };
        let assess = |state: &risk::State| risk::assess_amended(state, amended.clone());
        let cause = self.answer::<Risks>("risk", id, cause, assess).await;
        self.aim(id, cause, &amended).await;
        let revision = Revision {
            cause: RevisionCause::Amended,
            catalogs: vec![self.catalog.0.clone()],
            profile: amended.profile.clone(),
            level: amended.score.level,
            terms: FindingTerms { policy: Some(amended.policy.clone()), days: amended.score.finding_days },
            checkpoints: select([&self.catalog.1], &amended.profile, amended.score.level),
            changed: vec![],
        };
        let meta = Meta { by: Person::default(), at: Timestamp::UNIX_EPOCH };
        let revise = |state: &_| diagnosis::revise(state, &meta, revision.clone()).expect("revised");
        let cause = self.answer::<Diagnoses>("checkpoint", id, cause, revise).await;
        self.follow(id, cause).await;
    }

    /// Reopens a decided review, and lets risk and intake follow.
    pub(super) async fn reopen(&mut self, id: &str) {
        let calendar = Calendar { version: "test".into(), years: [1970].into(), holidays: [].into() };
        let (_, by) = person(900);
        let origin = Origin { by: &by, request: None, cause: None, at: self.now };
        let commit = CommitId(Uuid::from_u128(30_000));
        let at = write::<Reviews>(&self.log, id, commit, &origin, |state| {
            review::reopen(state, WHY, self.now, &calendar).expect("reopened")
        })
        .await;
        let assessment = self.assessment(id).await;
        let target = self.target(id).await;
        let again =
            |state: &_| risk::assess_reopened(state, assessment.clone(), Some((&target.policy, target.target_days)));
        let cause = self.answer::<Risks>("risk", id, (commit, at), again).await;
        self.aim(id, cause, &assessment).await;
    }

    async fn assessment(&self, id: &str) -> Assessment {
        let key = AggregateKey::new(Category::Risk, id).expect("a key");
        let known =
            Store::<Risks>::new(std::sync::Arc::new(self.log.clone()), Room::NONE).get(&key).await.expect("scored");
        let risk::State::Assessed { assessment, .. } = known.state.clone() else { panic!("not scored") };
        *assessment
    }

    async fn target(&self, id: &str) -> review::Target {
        let key = AggregateKey::new(Category::Review, id).expect("a key");
        let known =
            Store::<Reviews>::new(std::sync::Arc::new(self.log.clone()), Room::NONE).get(&key).await.expect("there");
        known.state.review().expect("a review").target.clone().expect("a target")
    }

    /// What intake does about a commit of the diagnosis.
    pub(super) async fn follow(&self, id: &str, cause: (CommitId, u64)) {
        let key = AggregateKey::new(Category::Diagnosis, id).expect("a key");
        let known =
            Store::<Diagnoses>::new(std::sync::Arc::new(self.log.clone()), Room::NONE).get(&key).await.expect("there");
        let diagnosis::State::Open(diagnosis) = &known.state else { panic!("no checklist") };
        let commits = self.log.load(&key, cause.1 - 1).await.expect("loads");
        let events = commits[0].decode().expect("a commit").events.into_iter().filter_map(|event| event.event);
        let events: Vec<_> = events.collect();
        let decoded = events.iter().map(|event| Diagnoses::decode(event.clone()).expect("an event of a diagnosis"));
        let news = DiagnosisNews {
            sequence: cause.1,
            standing: diagnosis.standing().for_review(),
            judged: events.iter().any(|event| event.name() == "VerdictsRecorded"),
            cause: events.last().map_or("", |event| event.name()).to_owned(),
            unsettling: decoded.filter_map(|event| event.unsettles_decision()).collect(),
        };
        let decide = |state: &_| review::follow_diagnosis(state, &news).expect("followed");
        self.answer::<Reviews>("intake", id, cause, decide).await;
    }

    /// A reactor's answer, if there is one.
    async fn answer<A: Aggregate>(
        &self,
        reactor: &str,
        id: &str,
        cause: (CommitId, u64),
        decide: impl Fn(&A::State) -> Vec<A::Event>,
    ) -> (CommitId, u64) {
        let by = Person { subject: format!("service:{reactor}"), name: reactor.to_owned() };
        let origin = Origin { by: &by, request: None, cause: Some(cause), at: self.now };
        let commit = CommitId::of_reaction(reactor, cause.0);
        (commit, write::<A>(&self.log, id, commit, &origin, decide).await)
    }

    /// A client's step.
    async fn step<A: Aggregate>(
        &mut self,
        who: u128,
        request_id: Uuid,
        id: &str,
        command: Command,
        decide: impl Fn(&A::State, &Meta) -> Vec<A::Event>,
    ) -> (CommitId, u64) {
        let (caller, by) = person(who);
        let meta = Meta { by: by.clone(), at: self.now };
        let request = Some(RequestMark { id: request_id, hash: command.hash(), verbatim: None });
        let origin = Origin { by: &by, request, cause: None, at: self.now };
        let commit = CommitId::of_request(id, &caller.subject, request_id);
        let at = write::<A>(&self.log, id, commit, &origin, |state| decide(state, &meta)).await;
        self.wrote(request_id, caller, command, id, at);
        (commit, at)
    }

    async fn positions(&self, id: &str) -> [u64; 3] {
        let mut positions = [0; 3];
        for (position, category) in positions.iter_mut().zip([Category::Review, Category::Risk, Category::Diagnosis]) {
            let key = AggregateKey::new(category, id).expect("a key");
            *position = self.log.load(&key, 0).await.expect("loads").last().map_or(0, |commit| commit.sequence);
        }
        positions
    }

    async fn etag(&self, category: Category, id: &str) -> String {
        let [review, _, diagnosis] = self.positions(id).await;
        token::etag(if category == Category::Review { review } else { diagnosis })
    }
}
