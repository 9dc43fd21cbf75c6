//! Reactors: once each, in order, across crashes, and nothing is forgotten.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use haetae_event_log::{
    AggregateKey, AppendError, Category, EventLog as _, JetStreamLog, NewCommit, Outcome, React, ReactError, Reactor,
    ReactorError, Recorded, parked,
};
use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::{Single, fill, key, sequences, until};

/// Answers every review commit with one on the risk aggregate of the same id, and remembers what it saw.
struct Answer {
    log: JetStreamLog,
    seen: Mutex<HashMap<String, Vec<u64>>>,
    /// What is to go wrong: by sequence, for so many times.
    failures: Mutex<HashMap<u64, (ReactError, usize)>>,
}

impl Answer {
    fn new(log: &JetStreamLog) -> Arc<Self> {
        Arc::new(Self { log: log.clone(), seen: Mutex::default(), failures: Mutex::default() })
    }

    fn seen(&self, id: &str) -> Vec<u64> {
        self.seen.lock().expect("a lock").get(id).cloned().unwrap_or_default()
    }

    fn fail(&self, sequence: u64, error: ReactError, times: usize) {
        self.failures.lock().expect("a lock").insert(sequence, (error, times));
    }
}

fn risk(id: &str) -> AggregateKey {
    AggregateKey::new(Category::Risk, id).expect("a key")
}

#[async_trait]
impl React for Answer {
    async fn react(&self, commit: &Recorded) -> Result<Outcome, ReactError> {
        if let Some((error, times)) = self.failures.lock().expect("a lock").get_mut(&commit.sequence)
            && *times > 0
        {
            *times -= 1;
            return Err(error.clone());
        }
        self.seen.lock().expect("a lock").entry(commit.key.id().into()).or_default().push(commit.sequence);
        let retry = |error: AppendError| ReactError::Retry(error.to_string());
        let answers = self.log.load(&risk(commit.key.id()), 0).await;
        let answers = answers.map_err(|error| ReactError::Retry(error.to_string()))?;
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("answer to {}", commit.sequence).as_bytes());
        let payload = id.as_bytes().to_vec();
        if answers.iter().any(|answer| answer.payload == payload) {
            return Ok(Outcome::AlreadyDone);
        }
        let last = answers.last().map_or(0, |answer| answer.sequence);
        let answer = NewCommit { id, payload: payload.into(), traceparent: None };
        let soon = Instant::now() + Duration::from_secs(5);
        self.log.append(&risk(commit.key.id()), last, answer, soon).await.map_err(retry)?;
        Ok(Outcome::Done)
    }
}

struct Running {
    task: JoinHandle<Result<(), ReactorError>>,
    shutdown: CancellationToken,
}

fn run(log: &JetStreamLog, handler: &Arc<Answer>) -> Running {
    let reactor = Reactor::new(log, "answerer", &[Category::Review], Arc::clone(handler) as Arc<dyn React>);
    let shutdown = CancellationToken::new();
    let stop = shutdown.clone();
    Running { task: tokio::spawn(async move { reactor.run(stop).await }), shutdown }
}

impl Running {
    async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.expect("no panic").expect("it ends well");
    }
}

async fn answered(log: &JetStreamLog, id: &str, count: usize) {
    until("every commit is answered", async || {
        let answers = log.load(&risk(id), 0).await.ok()?;
        (answers.len() >= count).then_some(())
    })
    .await;
    assert_eq!(log.load(&risk(id), 0).await.expect("loaded").len(), count, "answered once each");
}

#[tokio::test]
async fn every_commit_is_answered_once_and_in_order() {
    let server = Single::start().await;
    let log = server.log().await;
    let handler = Answer::new(&log);
    let early = fill(&log, &key("early"), 3).await;
    let running = run(&log, &handler);
    answered(&log, "early", 3).await;
    let late = fill(&log, &key("late"), 30).await;
    answered(&log, "late", 30).await;
    assert_eq!(handler.seen("early"), early);
    assert_eq!(handler.seen("late"), late);
    running.stop().await;
    let again = run(&log, &handler);
    let more = fill(&log, &key("late"), 1).await;
    answered(&log, "late", 31).await;
    assert_eq!(handler.seen("late"), more, "what was acknowledged is not seen again");
    again.stop().await;
}

#[tokio::test]
async fn a_failing_commit_holds_up_its_aggregate_and_no_other() {
    let server = Single::start().await;
    let log = server.log().await;
    let handler = Answer::new(&log);
    let slow = fill(&log, &key("slow"), 3).await;
    handler.fail(slow[0], ReactError::Retry("not yet".into()), 4);
    fill(&log, &key("quick"), 3).await;
    let running = run(&log, &handler);
    answered(&log, "quick", 3).await;
    answered(&log, "slow", 3).await;
    assert_eq!(handler.seen("slow"), slow, "in order in spite of the failures");
    running.stop().await;
}

#[tokio::test]
async fn what_was_delivered_but_not_acknowledged_comes_before_anything_newer() {
    let server = Single::start().await;
    let log = server.log().await;
    let handler = Answer::new(&log);
    let all = fill(&log, &key("order"), 3).await;
    handler.fail(all[0], ReactError::Retry("not in this life".into()), usize::MAX);
    let running = run(&log, &handler);
    until("it was tried", async || {
        let tried = handler.failures.lock().expect("a lock").get(&all[0]).is_some_and(|(_, left)| *left < usize::MAX);
        tried.then_some(())
    })
    .await;
    // As a crash would: nothing is acknowledged or given back.
    running.task.abort();
    let all = [all, fill(&log, &key("order"), 1).await[3..].to_vec()].concat();
    handler.fail(all[0], ReactError::Retry(String::new()), 0);
    let again = run(&log, &handler);
    answered(&log, "order", 4).await;
    assert_eq!(handler.seen("order"), all);
    again.stop().await;
}

#[tokio::test]
async fn a_parked_commit_waits_for_the_operator_and_its_followers_wait_behind_it() {
    let server = Single::start().await;
    let log = server.log().await;
    let handler = Answer::new(&log);
    let all = fill(&log, &key("parked"), 3).await;
    handler.fail(all[1], ReactError::Park("unknown event".into()), 1);
    let running = run(&log, &handler);
    let list = until("both are parked", async || {
        let list = parked::list(&log, "answerer").await.expect("listed");
        (list.len() == 2).then_some(list)
    })
    .await;
    let told: Vec<_> = list.iter().map(|parked| (parked.sequence, parked.reason.as_str())).collect();
    let behind = format!("behind the parked commit {}", all[1]);
    assert_eq!(told, [(all[1], "unknown event"), (all[2], behind.as_str())]);
    assert_eq!((list[0].category.as_str(), list[0].aggregate_id.as_str()), ("review", "parked"));
    answered(&log, "parked", 1).await;
    handler.fail(all[1], ReactError::Park("still unknown".into()), 1);
    parked::retry(&log, "answerer", &key("parked")).await.expect("requested");
    until("it is parked again", async || {
        let list = parked::list(&log, "answerer").await.expect("listed");
        (list.len() == 2 && list[0].reason == "still unknown").then_some(())
    })
    .await;
    assert_eq!(handler.seen("parked"), all[..1]);
    parked::retry(&log, "answerer", &key("parked")).await.expect("requested");
    answered(&log, "parked", 3).await;
    assert_eq!(handler.seen("parked"), all);
    until("the records are gone", async || {
        parked::list(&log, "answerer").await.expect("listed").is_empty().then_some(())
    })
    .await;
    fill(&log, &key("parked"), 1).await;
    answered(&log, "parked", 4).await;
    running.stop().await;
}

#[tokio::test]
async fn a_reactor_survives_its_server() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let handler = Answer::new(&log);
    let running = run(&log, &handler);
    for round in 1..=3 {
        for aggregate in 0..10 {
            fill(&log, &key(&format!("s{aggregate}")), 3).await;
        }
        server.server.kill9().await.expect("killed");
        server.server.restart().await.expect("restarted");
        fill(&log, &key("s0"), 1).await;
        for aggregate in 1..10 {
            answered(&log, &format!("s{aggregate}"), round * 3).await;
        }
    }
    let all = sequences(&log.load(&key("s0"), 0).await.expect("loaded"));
    answered(&log, "s0", all.len()).await;
    running.stop().await;
}

#[tokio::test]
async fn everything_redelivered_has_no_second_effect() {
    let server = Single::start().await;
    let log = server.log().await;
    let handler = Answer::new(&log);
    fill(&log, &key("twice"), 5).await;
    let running = run(&log, &handler);
    answered(&log, "twice", 5).await;
    running.stop().await;
    let js = async_nats::jetstream::new(server.stranger().await);
    js.delete_consumer_from_stream("answerer", haetae_event_log::EVENTS).await.expect("forgotten");
    let again = run(&log, &handler);
    until("all were seen again", async || (handler.seen("twice").len() == 10).then_some(())).await;
    answered(&log, "twice", 5).await;
    again.stop().await;
}

#[tokio::test]
async fn a_reactor_has_a_name_that_fits_a_subject() {
    let server = Single::start().await;
    let log = server.log().await;
    let reactor = Reactor::new(&log, "a.>", &[Category::Review], Answer::new(&log));
    let end = reactor.run(CancellationToken::new()).await;
    assert!(matches!(end, Err(ReactorError::Name)), "{end:?}");
}

#[tokio::test]
async fn a_handler_that_panics_parks_its_commit() {
    struct Panics;
    #[async_trait]
    impl React for Panics {
        async fn react(&self, commit: &Recorded) -> Result<Outcome, ReactError> {
            panic!("{} is not what it expected", commit.key);
        }
    }
    let server = Single::start().await;
    let log = server.log().await;
    fill(&log, &key("odd"), 1).await;
    let reactor = Reactor::new(&log, "panics", &[Category::Review], Arc::new(Panics));
    let shutdown = CancellationToken::new();
    let stop = shutdown.clone();
    let running = Running { task: tokio::spawn(async move { reactor.run(stop).await }), shutdown };
    let list = until("it is parked", async || {
        let list = parked::list(&log, "panics").await.expect("listed");
        (!list.is_empty()).then_some(list)
    });
    assert_eq!(list.await[0].reason, "the handler panicked");
    running.stop().await;
}
