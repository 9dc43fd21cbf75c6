//! A process that dies over a commit, whenever it is given it. No panic, which a reactor catches: the process is gone.

use std::{env, process, sync::Arc, time::Duration};

use async_trait::async_trait;
use haetae_event_log::{
    AggregateKey, AppendError, Category, EventLog as _, JetStreamLog, Options, Outcome, React, ReactError, Reactor,
    Recorded, parked,
};
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::support::{ROOM, Single, commit, deadline, fill, key, until};

/// Tells this program that it is to live one life of the reactor, and on which server.
const SERVER: &str = "HAETAE_TEST_MORTAL_SERVER";
const REACTOR: &str = "mortal";
/// More deaths than it takes until a commit is parked.
const TOO_MANY: u32 = 8;

/// Answers every review but one, which it does not survive.
struct Mortal(JetStreamLog);

#[async_trait]
impl React for Mortal {
    async fn react(&self, cause: &Recorded) -> Result<Outcome, ReactError> {
        if cause.key.id() == "fatal" {
            process::abort();
        }
        let key = risk(cause.key.id());
        let retry = |error: &dyn std::error::Error| ReactError::Retry(error.to_string());
        let before = self.0.load(&key, 0).await.map_err(|error| retry(&error))?;
        let answer = commit(&key, &cause.sequence.to_string());
        if before.iter().any(|known| known.payload == answer.payload) {
            return Ok(Outcome::AlreadyDone);
        }
        let last = before.last().map_or(0, |known| known.sequence);
        match self.0.append(&key, last, answer, deadline()).await {
            Ok(_) => Ok(Outcome::Done),
            Err(AppendError::Conflict { .. }) => Ok(Outcome::AlreadyDone),
            Err(error) => Err(retry(&error)),
        }
    }
}

fn risk(id: &str) -> AggregateKey {
    AggregateKey::new(Category::Risk, id).expect("a key")
}

/// One life, when the other test asks for it: until everything is settled, or until it dies.
#[tokio::test]
async fn a_life() {
    let Ok(url) = env::var(SERVER) else { return };
    let options = Options { max_bytes: Some(ROOM), ..Options::new(url) };
    let log = JetStreamLog::connect(options).await.expect("the log");
    let shutdown = CancellationToken::new();
    let reactor = Reactor::new(&log, REACTOR, &[Category::Review], Arc::new(Mortal(log.clone())));
    let running = tokio::spawn({
        let stop = shutdown.clone();
        async move { reactor.run(stop).await }
    });
    until("everything is settled", async || {
        let parked = parked::list(&log, REACTOR).await.ok()?;
        let answered = log.load(&risk("later"), 0).await.ok()?;
        (!parked.is_empty() && answered.len() == 2).then_some(())
    })
    .await;
    shutdown.cancel();
    running.await.expect("no panic").expect("it ends well");
}

/// A3: the commit that kills is parked with that reason after some deaths, its followers behind it, and all others are
/// answered, those that come later too.
#[tokio::test]
async fn a_commit_that_kills_is_parked_and_the_others_go_on() {
    let server = Single::start().await;
    let log = server.log().await;
    fill(&log, &key("early"), 2).await;
    let fatal = fill(&log, &key("fatal"), 2).await;
    let program = env::current_exe().expect("this program");
    let mut deaths = 0;
    loop {
        let mut life = Command::new(&program);
        life.args(["--exact", "deaths::a_life", "--nocapture"]).env(SERVER, server.server.url()).kill_on_drop(true);
        let ended =
            tokio::time::timeout(Duration::from_secs(60), life.output()).await.expect("it ends").expect("it runs");
        if ended.status.success() {
            break;
        }
        deaths += 1;
        assert!(deaths < TOO_MANY, "nothing is parked: {}", String::from_utf8_lossy(&ended.stderr));
        if deaths == 1 {
            fill(&log, &key("later"), 2).await;
        }
    }
    assert!(deaths >= 3, "parked after {deaths} deaths: a single one may have had another cause");
    let parked = parked::list(&log, REACTOR).await.expect("a list");
    let parked: Vec<_> = parked.iter().map(|parked| (parked.sequence, parked.reason.as_str())).collect();
    let behind = format!("behind the parked commit {}", fatal[0]);
    assert_eq!(parked, [(fatal[0], "the process died 3 times while it handled this commit"), (fatal[1], &*behind)]);
    for id in ["early", "later"] {
        assert_eq!(log.load(&risk(id), 0).await.expect("loaded").len(), 2, "{id}: answered once each");
    }
}
