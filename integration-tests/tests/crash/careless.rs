//! A red control on a real log: a reactor that is interrupted between its effect and its acknowledgement. The one that
//! derives its commit id and looks first has one effect; one that does neither is found out.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use async_trait::async_trait;
use haetae_devstack::{Nats, NatsOptions, StackDir, Toolchain};
use haetae_domain::{
    document::DocumentVersion,
    ids::{CommitId, Person, ReviewId},
    policy::Policy,
    review::{self, Submitted},
    risk::{self, Assessment},
    scoring::score,
};
use haetae_event_log::{
    AggregateKey, Category, EventLog, JetStreamLog, Options, Outcome, React, ReactError, Reactor, Recorded,
    codec::{Aggregate as _, Reviews, Risks, profile_from_wire},
    store::{Command, Expected, Room, Store},
};
use haetae_integration_tests::{
    Log,
    checker::{self, Rule, recording::Recording},
    eventually, fresh_id, root, samples,
};
use haetae_service_kit::{clock, reactors::Reaction};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const NAME: &str = "risk";
const REVIEWS: usize = 5;

/// Scores reviews; every first attempt is interrupted after its effect.
struct Scorer {
    log: Arc<dyn EventLog>,
    policy: Policy,
    careless: bool,
    interrupted: Mutex<HashSet<u64>>,
}

#[async_trait]
impl React for Scorer {
    async fn react(&self, recorded: &Recorded) -> Result<Outcome, ReactError> {
        let (reaction, events) = Reaction::read(NAME, recorded)?;
        // Every attempt is a process of its own: nothing is remembered.
        let store = Store::<Risks>::new(Arc::clone(&self.log), Room::mib(1));
        let key = AggregateKey::new(Category::Risk, recorded.key.id()).map_err(Reaction::park)?;
        let mut outcome = Outcome::Ignored;
        for event in events {
            let review::Event::Submitted(asked) = Reviews::decode(event).map_err(Reaction::park)? else { continue };
            let assessment = self.assess(asked);
            outcome = if self.careless {
                self.write_blindly(&store, &key, assessment).await?
            } else {
                let decide = |state: &risk::State| Reaction::never_refused(risk::assess(state, assessment.clone()));
                reaction.answer(&store, &key, decide).await?
            };
        }
        let first = self.interrupted.lock().unwrap_or_else(PoisonError::into_inner).insert(recorded.sequence);
        if first { Err(ReactError::Retry("interrupted before the acknowledgement".into())) } else { Ok(outcome) }
    }
}

impl Scorer {
    fn assess(&self, asked: Submitted) -> Assessment {
        let policy = DocumentVersion { id: "scoring".into(), version: 1, content_hash: [0; 32] };
        let score = score(&self.policy, &asked.profile);
        Assessment { policy, profile: asked.profile, requester: asked.requester, team: asked.team, score }
    }

    /// With an id of its own every time, whatever is there already.
    async fn write_blindly(
        &self,
        store: &Store<Risks>,
        key: &AggregateKey,
        assessment: Assessment,
    ) -> Result<Outcome, ReactError> {
        let by = Person { subject: "service:risk".into(), name: NAME.into() };
        let command = command(key, CommitId(fresh_id()), &by);
        let decide = |_: &risk::State| Reaction::never_refused(vec![risk::Event::Assessed(assessment.clone())]);
        store.execute(&command, decide).await.map_err(Reaction::park)?;
        Ok(Outcome::Done)
    }
}

fn command<'a>(key: &'a AggregateKey, id: CommitId, by: &'a Person) -> Command<'a> {
    let deadline = Instant::now() + Duration::from_secs(10);
    Command { key, id, by, at: clock::now(), request: None, cause: None, expected: Expected::Any, deadline }
}

#[tokio::test]
async fn a_reactor_that_does_not_look_is_found_out() -> Result<()> {
    let twice = assessed_twice(true).await?;
    ensure!(twice == REVIEWS, "{twice} of {REVIEWS} were found out");
    Ok(())
}

#[tokio::test]
async fn a_reactor_that_is_interrupted_has_one_effect() -> Result<()> {
    let twice = assessed_twice(false).await?;
    ensure!(twice == 0, "{twice} were assessed twice");
    Ok(())
}

/// Runs a scorer over some reviews on a log of its own; gives how many the checker says were not assessed once.
async fn assessed_twice(careless: bool) -> Result<usize> {
    let toolchain = Toolchain::find().await?;
    let dir = StackDir::create()?;
    let nats = Nats::start(&toolchain, dir.path(), NatsOptions::default()).await?;
    let log = JetStreamLog::connect(Options { max_bytes: Some(64 << 20), ..Options::new(nats.url()) }).await?;
    let server = Log::connect(nats.url()).await?;
    for _ in 0..REVIEWS {
        submit(&log).await?;
    }
    let policy = toml::from_str(&std::fs::read_to_string(root().join("services/risk/content/policy.toml"))?)?;
    let scorer = Arc::new(Scorer { log: Arc::new(log.clone()), policy, careless, interrupted: Mutex::default() });
    let reactor = Reactor::new(&log, NAME, &[Category::Review], scorer);
    let stop = CancellationToken::new();
    let reacting = tokio::spawn({
        let stop = stop.clone();
        async move { reactor.run(stop).await }
    });
    let expected = if careless { 3 * REVIEWS } else { 2 * REVIEWS };
    let commits = eventually("the second attempt at every review", async || {
        let commits = read(&log).await?;
        Ok((commits.len() == expected && settled(&server).await?).then_some(commits))
    })
    .await?;
    stop.cancel();
    reacting.await??;
    nats.stop().await?;
    let problems = checker::check(&Recording { log: commits, ..Recording::default() });
    Ok(problems.iter().filter(|problem| problem.rule == Rule::OneAssessment).count())
}

/// Whether the server holds every review as answered.
async fn settled(server: &Log) -> Result<bool> {
    let consumer = server.stream().await?.consumer_info(NAME).await?;
    Ok(consumer.num_pending == 0 && consumer.num_ack_pending == 0)
}

async fn submit(log: &JetStreamLog) -> Result<()> {
    let request = samples::ordinary();
    let kim = Person { subject: "kim".into(), name: "김".into() };
    let id = ReviewId::derive("kim", request.request_id.parse()?).to_string();
    let key = AggregateKey::new(Category::Review, &id)?;
    let profile = profile_from_wire(&request.profile.context("a profile")?).map_err(|e| anyhow::anyhow!("{e:?}"))?;
    let (title, description) = (request.title, request.description);
    let asked = Submitted { title, description, requester: kim.clone(), team: "pay".into(), profile };
    let store = Store::<Reviews>::new(Arc::new(log.clone()), Room::mib(1));
    let by = command(&key, CommitId(fresh_id()), &kim);
    store.execute(&by, |state| review::submit(state, asked.clone())).await?;
    Ok(())
}

async fn read(log: &JetStreamLog) -> Result<Vec<Recorded>> {
    use futures::{StreamExt as _, TryStreamExt as _};
    let head = usize::try_from(log.head().await?)?;
    Ok(log.read(0).take(head).try_collect().await?)
}
