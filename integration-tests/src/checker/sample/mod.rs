//! A small history made by the domain and the store on a log in memory, with all that a run would have written down.

mod acceptance;
mod content;
mod life;

use std::{path::Path, sync::Arc, time::Duration};

use haetae_domain::{
    calendar::Calendar,
    catalog::Catalog,
    diagnosis::{self, FindingTerms, Generated},
    document::{self, DocumentVersion},
    ids::{CommitId, Meta, Person, ReviewId},
    policy::Policy,
    review::{self, AssessmentNews, Submitted},
    risk::{self, Assessment},
    scoring::score,
    selection::select,
};
use haetae_event_log::{
    AggregateKey, Category, EventLog as _, MemoryLog, Recorded,
    codec::{Aggregate, Catalogs, Diagnoses, Policies, RequestMark, Reviews, Risks, profile_from_wire},
    store::{Command as Write, Expected, Room, Store},
};
use haetae_service_kit::{commands::request_mark, token};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use uuid::Uuid;

use self::content::{catalog, person, request, verdicts};
use super::{
    history::History,
    ledger::{Asked, Command, CommandOutcome, Ledger, Read, Who},
    problem::Findings,
    recording::{Recording, Replay},
    rows,
};

/// A good recording of six reviews.
pub(super) async fn recording() -> Recording {
    let mut platform = Platform::start().await;
    for number in 0..6 {
        let id = platform.review(number).await;
        if number % 2 == 0 {
            platform.judge(number, &id, 1).await;
            platform.judge(number, &id, 2).await;
        }
        if number == 4 {
            platform.retract(number, &id).await;
        }
        if number == 5 {
            platform.live(number, &id).await;
        }
    }
    platform.record().await
}

/// The log of a review with a risk that is accepted until the acceptance ends.
#[cfg(test)]
pub(super) async fn acceptance() -> Vec<Recorded> {
    let mut platform = Platform::start().await;
    let id = platform.review(0).await;
    platform.accept(&id).await;
    platform.record().await.log
}

/// The log of a review that was amended after its decision and then reopened: it is assessed again as it was, and gets the
/// target of that assessment.
#[cfg(test)]
pub(super) async fn reopened() -> Vec<Recorded> {
    let mut platform = Platform::start().await;
    let id = platform.review(0).await;
    platform.live(0, &id).await;
    platform.reopen(&id).await;
    platform.record().await.log
}

/// The services' decisions in one place, without their processes.
struct Platform {
    log: MemoryLog,
    policy: (DocumentVersion, Policy),
    catalog: (DocumentVersion, Catalog),
    ledger: Ledger,
    now: Timestamp,
}

/// Who asks for a commit, and what for.
struct Origin<'a> {
    by: &'a Person,
    request: Option<RequestMark>,
    cause: Option<(CommitId, u64)>,
    at: Timestamp,
}

impl Platform {
    async fn start() -> Self {
        let log = MemoryLog::new();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/risk/content/policy.toml");
        let policy: Policy = toml::from_str(&std::fs::read_to_string(path).expect("a policy")).expect("a policy");
        let catalog = catalog();
        let policy = (publish::<Policies>(&log, "scoring", &policy).await, policy);
        let catalog = (publish::<Catalogs>(&log, "small", &catalog).await, catalog);
        Self { log, policy, catalog, ledger: Ledger::default(), now: Timestamp::UNIX_EPOCH }
    }

    async fn review(&mut self, number: u128) -> String {
        let (caller, by) = person(number);
        let request = request(number);
        let request_id = Uuid::from_u128(number + 1);
        let id = ReviewId::derive(&caller.subject, request_id).to_string();
        let origin = Origin { by: &by, request: Some(request_mark(request_id, &request)), cause: None, at: self.now };
        let commit = CommitId::of_request(&id, &caller.subject, request_id);
        let profile = profile_from_wire(request.profile.as_ref().expect("given")).expect("a profile");
        let submitted = Submitted {
            title: request.title.clone(),
            description: request.description.clone(),
            requester: by.clone(),
            team: caller.team.clone(),
            profile: profile.clone(),
        };
        let at = write::<Reviews>(&self.log, &id, commit, &origin, |state| {
            review::submit(state, submitted.clone()).expect("new")
        })
        .await;
        self.react(&id, (commit, at), submitted).await;
        self.wrote(request_id, caller, Command::Submit(request), &id, at);
        id
    }

    /// What risk and checkpoint do about a submission.
    async fn react(&self, id: &str, cause: (CommitId, u64), asked: Submitted) {
        let (name, policy) = &self.policy;
        let score = score(policy, &asked.profile);
        let level = score.level;
        let assessment = Assessment {
            policy: name.clone(),
            profile: asked.profile.clone(),
            requester: asked.requester.clone(),
            team: asked.team.clone(),
            score,
        };
        let by = Person { subject: "service:risk".into(), name: "risk".into() };
        let origin = Origin { by: &by, request: None, cause: Some(cause), at: self.now };
        let commit = CommitId::of_reaction("risk", cause.0);
        let assess = |state: &risk::State| risk::assess(state, assessment.clone());
        let at = write::<Risks>(&self.log, id, commit, &origin, assess).await;

        self.aim(id, (commit, at), &assessment).await;

        let (name, catalog) = &self.catalog;
        let checkpoints = select([catalog], &asked.profile, level);
        let terms = FindingTerms { policy: Some(assessment.policy.clone()), days: assessment.score.finding_days };
        let Submitted { requester, team, profile, .. } = asked;
        let generated = Generated { catalogs: vec![name.clone()], profile, level, requester, team, checkpoints, terms };
        let by = Person { subject: "service:checkpoint".into(), name: "checkpoint".into() };
        let origin = Origin { by: &by, request: None, cause: Some((commit, at)), at: self.now };
        let commit = CommitId::of_reaction("checkpoint", commit);
        let generate = |state: &diagnosis::State| diagnosis::generate(state, generated.clone());
        write::<Diagnoses>(&self.log, id, commit, &origin, generate).await;
    }

    /// What intake does about an assessment.
    async fn aim(&self, id: &str, cause: (CommitId, u64), assessment: &Assessment) {
        let calendar = Calendar { version: "test".into(), years: [1970].into(), holidays: [].into() };
        let news = AssessmentNews {
            sequence: cause.1,
            policy: assessment.policy.clone(),
            profile: assessment.profile.clone(),
            level: assessment.score.level,
            target_days: assessment.score.target_days,
            waives: assessment.score.automatic_waiver,
        };
        let by = Person { subject: "service:intake-risk".into(), name: "intake-risk".into() };
        let origin = Origin { by: &by, request: None, cause: Some(cause), at: self.now };
        let commit = CommitId::of_reaction("intake-risk", cause.0);
        let aim = |state: &review::State| review::follow_assessment(state, &news, &calendar).expect("there");
        write::<Reviews>(&self.log, id, commit, &origin, aim).await;
    }

    async fn judge(&mut self, number: u128, id: &str, round: u128) {
        let (caller, by) = person(number + 100);
        let request_id = Uuid::from_u128(1_000 * round + number);
        let key = AggregateKey::new(Category::Diagnosis, id).expect("a key");
        let last = self.log.load(&key, 0).await.expect("loads").last().map_or(0, |commit| commit.sequence);
        let request = verdicts(request_id, id, round, token::etag(last));
        let verdicts: Vec<_> = request.verdicts.iter().map(content::decided).collect();
        let meta = Meta { by: by.clone(), at: self.now };
        let origin = Origin { by: &by, request: Some(request_mark(request_id, &request)), cause: None, at: self.now };
        let commit = CommitId::of_request(id, &caller.subject, request_id);
        let at = write::<Diagnoses>(&self.log, id, commit, &origin, |state| {
            diagnosis::record_verdicts(state, &meta, verdicts.clone()).expect("judged")
        })
        .await;
        self.wrote(request_id, caller, Command::Judge(request), id, at);
        if round == 1 {
            let by = Person { subject: "service:intake".into(), name: "intake".into() };
            let origin = Origin { by: &by, request: None, cause: Some((commit, at)), at: self.now };
            let commit = CommitId::of_reaction("intake", commit);
            let start = |state: &review::State| review::start_diagnosis(state).expect("there");
            write::<Reviews>(&self.log, id, commit, &origin, start).await;
        }
    }

    fn wrote(&mut self, request_id: Uuid, caller: Who, command: Command, id: &str, at: u64) {
        let answer = CommandOutcome::Acknowledged { review_id: id.to_owned(), etag: at, position: at };
        self.ledger.commands.push(Asked { request_id, caller, command, answer });
    }

    async fn record(mut self) -> Recording {
        let mut log = Vec::new();
        for category in Category::ALL {
            for id in self.ids() {
                let key = AggregateKey::new(category, &id).expect("a key");
                log.extend(self.log.load(&key, 0).await.expect("loads"));
            }
        }
        log.sort_by_key(|recorded| recorded.sequence);
        let history = History::read(&log, &mut Findings::default());
        let (reviews, timeline) = (rows::expected_reviews(&history), rows::expected_timeline(&history));
        for row in &reviews {
            let id = row.review_id;
            let shown: Vec<u64> =
                timeline.iter().filter(|entry| entry.review_id == id).map(|entry| entry.seq.cast_unsigned()).collect();
            let position = shown.last().copied().unwrap_or_default();
            self.ledger.reads.push(Read { review_id: id.to_string(), position, shown });
        }
        let replays = ["reviews", "timeline"].map(|table| Replay {
            table: table.into(),
            live: vec![1, 2, 3],
            replayed: vec![1, 2, 3],
        });
        let mut recording =
            Recording { ledger: self.ledger, log, reviews, timeline, replays: replays.into(), archive: Vec::new() };
        super::tampering::settle(&mut recording);
        recording
    }

    fn ids(&self) -> Vec<String> {
        let reviews = self.ledger.commands.iter().filter_map(|asked| match (&asked.command, &asked.answer) {
            (Command::Submit(_), CommandOutcome::Acknowledged { review_id, .. }) => Some(review_id.clone()),
            _ => None,
        });
        ["scoring".to_owned(), "small".to_owned()].into_iter().chain(reviews).collect()
    }
}

async fn write<A: Aggregate>(
    log: &MemoryLog,
    id: &str,
    commit: CommitId,
    origin: &Origin<'_>,
    decide: impl Fn(&A::State) -> Vec<A::Event>,
) -> u64 {
    let key = AggregateKey::new(A::CATEGORY, id).expect("a key");
    let store = Store::<A>::new(Arc::new(log.clone()), Room::mib(1));
    let command = Write {
        key: &key,
        id: commit,
        by: origin.by,
        at: origin.at,
        request: origin.request,
        cause: origin.cause,
        expected: Expected::Any,
        deadline: Instant::now() + Duration::from_secs(5),
    };
    let outcome = store.execute(&command, |state| Ok::<_, ()>(decide(state))).await.expect("written");
    outcome.folded.sequence
}

async fn publish<A>(log: &MemoryLog, id: &str, content: &impl serde::Serialize) -> DocumentVersion
where
    A: Aggregate<Event = document::Event, State = document::State>,
{
    let bytes = serde_json::to_vec(content).expect("encodes");
    let content_hash: [u8; 32] = Sha256::digest(&bytes).into();
    let at = Timestamp::UNIX_EPOCH;
    let origin = Origin { by: &Person::default(), request: None, cause: None, at };
    let commit = CommitId::of_publication(id, 1, &content_hash);
    write::<A>(log, id, commit, &origin, |state| document::publish_shipped(state, content_hash, bytes.clone())).await;
    DocumentVersion { id: id.to_owned(), version: 1, content_hash }
}
