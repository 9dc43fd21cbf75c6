//! Whole lives of reviews, by the rules themselves: what is planned is what the services would write.

mod values;

use haetae_domain::{
    diagnosis,
    evidence::References,
    finding::{Asked, FindingId},
    ids::{CommitId, Meta, Person},
    review::{self, Amended, FieldChange, Moved, Progress, Submitted, Triaged},
    risk,
    vocabulary::{Method, Status, TriageOutcome, Visibility},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog, NewCommit,
    codec::{Aggregate, CommitDraft, Diagnoses, Reviews, Risks},
};
use haetae_proto::event::v1::event::Event as Wire;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{history::id, support::BOUND};

use values::{assessment, checklist, decided, profile, target, verdict};

/// A commit to come.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) category: Category,
    pub(crate) review: u128,
    pub(crate) meta: Meta,
    pub(crate) events: Vec<Wire>,
}

/// One step that a person tries on a review; what the rules refuse does not happen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed {
    pub(crate) review: u128,
    pub(crate) what: u8,
    pub(crate) which: u8,
}

/// A review after another that was only requested: scored, judged with two Fails, one fixed in vain and to be accepted,
/// concluded, decided; then the decision goes stale, and another round begins. Kinds of deeds, each with a number.
const EVENTFUL: [(u8, u8); 18] = [
    (0, 1),
    (12, 41),
    (13, 0),
    (13, 0),
    (14, 3),
    (13, 1),
    (13, 2),
    (13, 4),
    (16, 0),
    (17, 0),
    (19, 0),
    (19, 1),
    (15, 0),
    (9, 1),
    (11, 0),
    (5, 1),
    (15, 1),
    (13, 0),
];

/// The commits of that review, the second, after those of a first.
pub(crate) fn eventful(more: &[(u8, u8)]) -> Vec<Planned> {
    let deeds = EVENTFUL.iter().chain(more).map(|(what, which)| Deed { review: 1, what: *what, which: *which });
    let bare = Deed { review: 0, what: 0, which: 0 };
    plan(&std::iter::once(bare).chain(deeds).collect::<Vec<_>>(), 2)
}

/// How many kinds of deeds there are.
pub(crate) const KINDS: u8 = 20;

/// A review being planned.
#[derive(Default)]
struct Life {
    review: review::State,
    risk: risk::State,
    diagnosis: diagnosis::State,
}

/// The commits of a plan, in order.
pub(crate) fn plan(deeds: &[Deed], reviews: usize) -> Vec<Planned> {
    let mut lives: Vec<Life> = std::iter::repeat_with(Life::default).take(reviews).collect();
    let mut commits: Vec<Planned> = Vec::new();
    for (n, deed) in (0..).zip(deeds) {
        let life = &mut lives[usize::try_from(deed.review).unwrap()];
        let meta = |who: &str| Meta { by: person(who), at: at(n) };
        let mut put = |category, meta: Meta, events: Vec<Wire>| {
            if !events.is_empty() {
                commits.push(Planned { category, review: deed.review, meta, events });
            }
        };
        let before = commits_of(&life.review);
        match deed.what {
            0..12 => {
                let (who, events) = life.reviewed(deed.what, deed.which, before);
                let meta = meta(who);
                for event in &events {
                    life.review = review::evolve(std::mem::take(&mut life.review), event, &meta);
                }
                put(Category::Review, meta, events.iter().map(Reviews::encode).collect());
            }
            12 => {
                let (meta, event) = (meta("service:risk"), risk::Event::Assessed(assessment(deed.which)));
                if life.review.review().is_ok() {
                    life.risk = risk::evolve(std::mem::take(&mut life.risk), &event, &meta);
                    put(Category::Risk, meta, vec![Risks::encode(&event)]);
                }
            }
            _ => {
                let (meta, events) = life.diagnosed(deed.what, deed.which, at(n));
                for event in &events {
                    life.diagnosis = diagnosis::evolve(std::mem::take(&mut life.diagnosis), event, &meta);
                }
                put(Category::Diagnosis, meta, events.iter().map(Diagnoses::encode).collect());
                // The review moves on by itself, as intake's reactor would have it.
                if let Some(event) = life.followed() {
                    let meta = Meta { by: person("service:intake"), at: at(n) };
                    life.review = review::evolve(std::mem::take(&mut life.review), &event, &meta);
                    put(Category::Review, meta, vec![Reviews::encode(&event)]);
                }
            }
        }
    }
    commits
}

/// Appends the first commits of a plan.
pub(crate) async fn append(log: &dyn EventLog, plan: &[Planned]) {
    let mut tails = std::collections::HashMap::<AggregateKey, (u64, u64)>::new();
    for (n, planned) in (1..).zip(plan) {
        let key = AggregateKey::new(planned.category, &id(planned.review).to_string()).unwrap();
        let (tail, version) = tails.get(&key).copied().unwrap_or_default();
        let (commit, meta) = (CommitId(Uuid::from_u128(n)), &planned.meta);
        let (by, at) = (&meta.by, meta.at);
        let draft = CommitDraft {
            key: &key,
            id: commit,
            version: version + 1,
            by,
            at,
            request: None,
            cause: None,
            trace: None,
        };
        let new = NewCommit { id: commit.0, payload: draft.encode(planned.events.clone()), traceparent: None };
        let sequence = log.append(&key, tail, new, Instant::now() + BOUND).await.unwrap();
        tails.insert(key, (sequence, version + 1));
    }
}

/// Seven hours go by with each deed, and the year turns on the way.
fn at(n: i64) -> Timestamp {
    let begin: Timestamp = "2025-12-20T09:00:00+09:00".parse().unwrap();
    begin + SignedDuration::from_hours(7 * n)
}

pub(crate) fn person(subject: &str) -> Person {
    let name = match subject {
        "kim" => "김요청",
        "lee" => "이검토",
        "choi" => "최승인",
        _ => "",
    };
    Person { subject: subject.into(), name: name.into() }
}

fn commits_of(state: &review::State) -> Option<Status> {
    state.review().ok().map(|review| review.status)
}

impl Life {
    /// A step on the request.
    fn reviewed(&self, what: u8, which: u8, before: Option<Status>) -> (&'static str, Vec<review::Event>) {
        use review::Event;
        let Some(status) = before else {
            let request = Submitted {
                title: format!("신호 제어 {which}"),
                description: "교차로".into(),
                requester: person("kim"),
                team: ["교통과", "결제팀"][usize::from(which % 2)].into(),
                profile: profile(which),
            };
            return ("kim", vec![Event::Submitted(request)]);
        };
        let reason = format!("사유 {which}");
        let waiting = status == Status::NeedsInfo;
        let open = self.review.review().is_ok_and(|review| review.is_open());
        let event = match what {
            1 if open => Event::Assigned {
                assignee: person(["lee", "han"][usize::from(which % 2)]),
                claimed: true,
                reason: String::new(),
            },
            2 if open => Event::Released { reason },
            3 if open && !waiting => Event::InfoRequested { question: reason },
            4 if waiting && which.is_multiple_of(3) => Event::QuestionRetracted { reason, status: Status::Received },
            4 if waiting => Event::InfoProvided { answer: reason, status: Status::Received },
            5 => Event::Commented {
                text: reason,
                visibility: [Visibility::Shared, Visibility::Internal][usize::from(which % 2)],
            },
            6 if status == Status::Received => Event::Triaged(Triaged {
                outcome: [TriageOutcome::Diagnose, TriageOutcome::Waive, TriageOutcome::Reject][usize::from(which % 3)],
                reason,
                duplicate_of: None,
                automatic: false,
            }),
            7 => return ("kim", vec![self.amended(which)]),
            8 if open => target(which),
            9 if matches!(status, Status::AwaitingDecision | Status::AwaitingRemediation) => {
                Event::Decided(Box::new(decided(which)))
            }
            10 if !open && status != Status::Withdrawn => Event::Reopened { reason, status: Status::InDiagnosis },
            11 if !open => Event::DecisionStaled { moved: vec![Moved { what: "RiskAssessed".into(), sequence: 3 }] },
            _ => return ("lee", vec![]),
        };
        (if matches!(what, 9) { "choi" } else { "lee" }, vec![event])
    }

    fn amended(&self, which: u8) -> review::Event {
        let request = &self.review.review().unwrap().request;
        let title = format!("신호 제어 {which}");
        let change = FieldChange { field: "title".into(), before: request.title.clone(), after: title.clone() };
        let (description, profile) = (request.description.clone(), profile(which));
        review::Event::Amended(Amended { title, description, profile, changes: vec![change], material: true })
    }

    /// A step on the checklist, as far as the rules allow.
    fn diagnosed(&self, what: u8, which: u8, at: Timestamp) -> (Meta, Vec<diagnosis::Event>) {
        let by = |who: &str| Meta { by: person(who), at };
        let state = &self.diagnosis;
        if self.review.review().is_err() {
            return (by("lee"), vec![]);
        }
        if *state == diagnosis::State::New {
            return (by("service:checkpoint"), diagnosis::generate(state, checklist(which)));
        }
        let finding = FindingId(1 + u32::from(which % 4));
        let text = || format!("사유 {which}");
        let (meta, events) = match what {
            13 | 14 => {
                let meta = by("lee");
                let events = diagnosis::record_verdicts(state, &meta, vec![verdict(which)]);
                (meta, events)
            }
            15 => {
                let meta = by("lee");
                let events = if which.is_multiple_of(2) {
                    diagnosis::conclude(state, &meta, text(), |_| (vec![], vec![]))
                } else {
                    diagnosis::reopen(state, &meta, text())
                };
                (meta, events)
            }
            16 => (by("park"), diagnosis::claim_fix(state, &by("park"), finding, text(), References::default())),
            17 => (by("lee"), diagnosis::reject_fix(state, &by("lee"), finding, text())),
            18 => {
                let done = (String::new(), References::default());
                (by("lee"), diagnosis::verify_fix(state, &by("lee"), finding, Method::Test, done))
            }
            _ => {
                let asked = Asked { reason: text(), conditions: vec![], ends_at: at + SignedDuration::from_hours(240) };
                if which.is_multiple_of(2) {
                    (by("park"), diagnosis::request_acceptance(state, &by("park"), finding, asked))
                } else {
                    (by("choi"), diagnosis::decide_acceptance(state, &by("choi"), finding, true, text()))
                }
            }
        };
        (meta, events.unwrap_or_default())
    }

    /// Where the diagnosis leaves the review.
    fn followed(&self) -> Option<review::Event> {
        let (review, diagnosis::State::Open(diagnosis)) = (self.review.review().ok()?, &self.diagnosis) else {
            return None;
        };
        let standing = diagnosis.standing().for_review();
        let status = review.by_standing(&standing);
        let moves = review.is_open() && review.status != Status::NeedsInfo && (!diagnosis.verdicts.is_empty());
        let progress = Progress { status, standing, cause: "VerdictsRecorded".into() };
        (moves && (status != review.status || standing != review.standing))
            .then_some(review::Event::Progressed(progress))
    }
}
