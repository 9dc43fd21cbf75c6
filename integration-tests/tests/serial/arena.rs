//! One review, two replicas of the command path, and clients of either.

use std::{sync::Arc, time::Duration};

use anyhow::{Result, bail};
use haetae_domain::{
    ids::Person,
    profile::{Impact, Profile},
    review::{self, Rejection, State, Submitted},
    vocabulary::{DataClass, Exposure, ImpactLevel, ServiceType, Stage, UserScale},
};
use haetae_event_log::{
    AggregateKey, Category, EventLog as _, MemoryLog,
    codec::{RequestMark, Reviews},
    store::{Expected, Room, Store},
};
use haetae_integration_tests::{
    fresh_id,
    serial::{Line, Reply, Step, Tried, reason},
};
use haetae_service_kit::{
    commands::{CallerChange, Changed},
    deadline::Deadline,
    error::ApiError,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tonic::Status;
use uuid::Uuid;

use crate::{
    PEOPLE,
    log::{Fault, Turns},
};

/// The review.
const ID: &str = "r1";
/// No call waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a client does next.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) step: Step,
    /// Whether it looks at the review before, or takes the etag it got last.
    pub(crate) look: bool,
    /// Whether it sends the same request twice.
    pub(crate) again: bool,
}

pub(crate) struct Arena {
    log: MemoryLog,
    replicas: [Store<Reviews>; 2],
    key: AggregateKey,
    submitted: u64,
}

impl Arena {
    pub(crate) async fn new(waits: Vec<u8>, fault: Fault) -> Result<Self> {
        let turns = Arc::new(Turns::new(waits, fault));
        let log = turns.log.clone();
        let key = AggregateKey::new(Category::Review, ID)?;
        let replicas = [Store::new(turns.clone(), Room::mib(1)), Store::new(turns, Room::mib(1))];
        let submitted = Submitted {
            title: "t".into(),
            description: String::new(),
            requester: person(0),
            team: "pay".into(),
            profile: profile(),
        };
        // Past the faults: what goes wrong later is looked for.
        let change = change(person(0), fresh_id(), Expected::New, &[]);
        let plain = Store::<Reviews>::new(Arc::new(log.clone()), Room::NONE);
        let decide = |state: &State| review::submit(state, submitted.clone());
        change.make(&plain, &key, decide, refusal).await.map_err(Status::from)?;
        let submitted = log.head().await?;
        Ok(Self { log, replicas, key, submitted })
    }

    /// The review commit by commit.
    pub(crate) async fn line(&self) -> Result<Line> {
        let commits = self.log.load(&self.key, 0).await?;
        let commits = commits.iter().map(|recorded| Ok((recorded.sequence, recorded.decode()?)));
        Line::read(ID, commits.collect::<Result<Vec<_>>>()?)
    }
}

/// Makes every move in turn, and gives what came of each.
pub(crate) async fn client(arena: &Arena, who: usize, plan: Vec<Move>) -> Result<Vec<Tried>> {
    let replica = &arena.replicas[who % 2];
    let (mut known, mut tried) = (arena.submitted, vec![]);
    for Move { step, look, again } in plan {
        if look {
            known = replica.get(&arena.key).await?.sequence;
        }
        let (request, expected) = (fresh_id(), known);
        for again in [false, true].into_iter().take(1 + usize::from(again)) {
            let from = arena.log.head().await?;
            let answer = call(replica, &arena.key, (person(who), request), &step, expected).await?;
            let during = from..=arena.log.head().await?;
            if let Reply::Done { at, .. } = answer {
                known = at;
            }
            tried.push(Tried { by: person(who), step: step.clone(), request, expected, during, again, answer });
        }
    }
    Ok(tried)
}

async fn call(
    store: &Store<Reviews>,
    key: &AggregateKey,
    who: (Person, Uuid),
    step: &Step,
    expected: u64,
) -> Result<Reply> {
    let (by, request) = who;
    let change = change(by.clone(), request, Expected::Exactly(expected), format!("{step:?}").as_bytes());
    let decide = |state: &State| step.decide(state, ID, &by, change.at);
    match change.make(store, key, decide, refusal).await {
        Ok(Changed::Made { after: folded, .. }) => {
            let status = folded.state.review().ok().map(|review| review.status);
            Ok(Reply::Done { at: folded.sequence, status })
        }
        Ok(Changed::Rehearsed(_)) => bail!("nothing is rehearsed here"),
        Err(error) => {
            let changes = error.metadata().get("changes").cloned().unwrap_or_default();
            Ok(Reply::Refused { reason: error.reason_name().to_owned(), changes })
        }
    }
}

fn change(by: Person, request: Uuid, expected: Expected, content: &[u8]) -> CallerChange {
    let request = RequestMark { id: request, hash: Sha256::digest(content).into(), verbatim: None };
    let (at, deadline) = (Timestamp::UNIX_EPOCH, Deadline::after(PATIENCE));
    CallerChange { by, at, request, expected, deadline, validate_only: false }
}

fn refusal(rejection: Rejection) -> ApiError {
    ApiError::new(reason(&rejection), "거절", "Refused")
}

fn person(who: usize) -> Person {
    Person { subject: PEOPLE[who].into(), name: String::new() }
}

pub(crate) fn profile() -> Profile {
    let none = ImpactLevel::None;
    Profile {
        service_types: [ServiceType::Payment].into(),
        components: [].into(),
        stage: Stage::Planning,
        exposure: Exposure::Internal,
        data_classes: [DataClass::Public].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
    }
}
