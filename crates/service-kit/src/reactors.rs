//! Runs services that answer commits with commits, in addition to serving calls.

use std::{convert::Infallible, fmt::Display, pin::pin, sync::Arc, time::Duration};

use anyhow::Context as _;
use haetae_domain::{
    causes::with_causes,
    ids::{CommitId, Person},
};
use haetae_event_log::{
    AggregateKey, Category, JetStreamLog, Outcome, React, ReactError, Reactor, Recorded,
    codec::Aggregate,
    store::{Command, ExecuteError, Expected, LoadError, Store},
};
use haetae_event_log::{AppendError, ConnectError, ReadError, parked};
use haetae_proto::event::v1::event::Event;
use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    clock,
    config::{NatsConfig, ProofConfig, log_options},
    documents::DocumentError,
    server::{Readiness, ServeError},
};

/// Time limit of one answer before it is retried.
const ANSWER: Duration = Duration::from_secs(10);

/// Attempts to create the stream of parked commits, and the pause between two.
const PLACING: u32 = 10;
const AGAIN: Duration = Duration::from_millis(500);

/// The categories that a reactor follows, and the name under which its position is stored.
#[derive(Clone, Copy, Debug)]
pub struct Subscription {
    /// Never changes: the position in the log depends on it.
    pub name: &'static str,
    /// The categories whose commits it sees.
    pub categories: &'static [Category],
}

/// Connects a service with a reactor to the log. Before anything is served, it checks that commits which a reactor
/// cannot answer can be parked.
///
/// # Errors
/// When the log cannot be used, or the server has no room for parked commits (`nats.parked_max_bytes`).
pub async fn connect(service: &str, nats: &NatsConfig, proof: &ProofConfig) -> anyhow::Result<JetStreamLog> {
    let log = JetStreamLog::connect(log_options(service, nats, proof)?).await?;
    parking(&log).await?;
    Ok(log)
}

async fn parking(log: &JetStreamLog) -> anyhow::Result<()> {
    let mut tries = 0;
    loop {
        tries += 1;
        match parked::ensure(log).await {
            // A cluster that has just started needs a moment to place a stream.
            Err(ConnectError::Api(_)) if tries < PLACING => sleep(AGAIN).await,
            ensured => return ensured.context("commits cannot be put aside (nats.parked_max_bytes)"),
        }
    }
}

/// Serves calls and runs a reactor beside them until `shutdown`. If the reactor stops with an error, the service
/// continues to serve reads but reports that it is not ready, so that an operator notices.
///
/// # Errors
/// When the server fails.
pub async fn serve_beside(
    serving: impl Future<Output = Result<(), ServeError>>,
    log: &JetStreamLog,
    subscription: Subscription,
    handler: impl React + 'static,
    readiness: Readiness,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let stop = shutdown.clone();
    let serving = async {
        let served = serving.await;
        stop.cancel(); // a server that could not start must not leave a reactor behind that never ends
        served
    };
    let history = shutdown.run_until_cancelled(readiness.follow_history(log));
    let clock = shutdown.run_until_cancelled(readiness.follow_clock(log));
    let answers = shutdown.run_until_cancelled(readiness.follow_answers(log));
    let reacting = follow(log, subscription, handler, readiness.clone(), shutdown.clone());
    let (served, (), _, _, _) = tokio::join!(serving, reacting, history, clock, answers);
    Ok(served?)
}

/// Runs one reactor until `shutdown`, for a service with several reactors.
pub async fn follow(
    log: &JetStreamLog,
    subscription: Subscription,
    handler: impl React + 'static,
    readiness: Readiness,
    shutdown: CancellationToken,
) {
    let reactor = Reactor::new(log, subscription.name, subscription.categories, Arc::new(handler));
    let mut parking = log.parking();
    let mut running = pin!(reactor.run(shutdown));
    let ended = loop {
        tokio::select! {
            ended = &mut running => break ended,
            Ok(()) = parking.changed() => readiness.set("parking", *parking.borrow_and_update()),
        }
    };
    if let Err(error) = ended {
        tracing::error!(reactor = subscription.name, error = with_causes(&error), "the reactor stopped");
        readiness.set("reactor", false);
    }
}

/// One commit being answered.
pub struct Reaction<'a> {
    name: &'static str,
    recorded: &'a Recorded,
    cause: CommitId,
    by: Person,
}

impl<'a> Reaction<'a> {
    /// Reads a commit and its events.
    ///
    /// # Errors
    /// Parks a commit unknown to this build, because a newer build may know it. Skips a message that is no commit.
    pub fn read(name: &'static str, recorded: &'a Recorded) -> Result<(Self, Vec<Event>), ReactError> {
        let commit = recorded.decode().map_err(|error| ReactError::Foreign(with_causes(&error)))?;
        let id = Uuid::from_slice(&commit.commit_id).map_err(Self::park)?;
        let known = commit.events.into_iter().map(|e| e.event.ok_or_else(|| Self::park("an event of an unknown kind")));
        let events = known.collect::<Result<_, _>>()?;
        let by = Person { subject: format!("service:{name}"), name: name.to_owned() };
        Ok((Self { name, recorded, cause: CommitId(id), by }, events))
    }

    /// Decides and appends the answer; a commit is answered once, however often it is delivered.
    ///
    /// # Errors
    /// The commit is to be retried, or to be parked.
    pub async fn answer<A: Aggregate, R: Display>(
        &self,
        store: &Store<A>,
        key: &AggregateKey,
        decide: impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
    ) -> Result<Outcome, ReactError> {
        let id = CommitId::of_reaction(self.name, self.cause);
        self.append((id, clock::now()), store, key, Expected::New, decide).await
    }

    /// As [`Reaction::answer`], for a commit that is answered on many existing aggregates: each answer has its own
    /// id, is decided at a given time, and is decided on the current state in the log.
    ///
    /// # Errors
    /// The commit is to be retried, or to be parked.
    pub async fn answer_as<A: Aggregate, R: Display>(
        &self,
        (id, at): (CommitId, Timestamp),
        store: &Store<A>,
        key: &AggregateKey,
        decide: impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
    ) -> Result<Outcome, ReactError> {
        self.append((id, at), store, key, Expected::Any, decide).await
    }

    async fn append<A: Aggregate, R: Display>(
        &self,
        (id, at): (CommitId, Timestamp),
        store: &Store<A>,
        key: &AggregateKey,
        expected: Expected,
        decide: impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
    ) -> Result<Outcome, ReactError> {
        let command = Command {
            key,
            id,
            by: &self.by,
            at,
            request: None,
            cause: Some((self.cause, self.recorded.sequence)),
            expected,
            deadline: Instant::now() + ANSWER,
        };
        match store.execute(&command, decide).await {
            Ok(outcome) if outcome.written => Ok(Outcome::Done),
            Ok(_) => Ok(Outcome::AlreadyDone),
            Err(error) => Err(failure(error)),
        }
    }

    /// The key of the aggregate whose id a commit contains.
    ///
    /// # Errors
    /// Parks the commit if the id is invalid.
    pub fn key(category: Category, id: &str) -> Result<AggregateKey, ReactError> {
        AggregateKey::new(category, id).map_err(Self::park)
    }

    /// The commit being answered.
    pub fn cause(&self) -> CommitId {
        self.cause
    }

    /// The error of a handler that cannot load something it needs.
    pub fn not_loaded(error: LoadError) -> ReactError {
        failure::<Infallible>(error.into())
    }

    /// The error of a handler that cannot read a document it needs.
    pub fn no_document(error: &DocumentError) -> ReactError {
        let reason = with_causes(error);
        if error.is_temporary() { ReactError::Retry(reason) } else { ReactError::Park(reason) }
    }

    /// A decision that cannot refuse, as [`Reaction::answer`] takes it.
    pub fn never_refused<E>(events: Vec<E>) -> Result<Vec<E>, Infallible> {
        Ok(events)
    }

    /// Puts the commit aside for an operator.
    pub fn park(reason: impl Display) -> ReactError {
        ReactError::Park(reason.to_string())
    }
}

fn failure<R: Display>(error: ExecuteError<R>) -> ReactError {
    match error {
        ExecuteError::Load(LoadError::Read(ReadError::Unavailable(_) | ReadError::Gap { .. }))
        | ExecuteError::Contended
        | ExecuteError::Append(
            AppendError::Conflict { .. }
            | AppendError::DeadlineExceeded
            | AppendError::Unknown(_)
            | AppendError::Unavailable(_)
            | AppendError::ArchiveSilent
            | AppendError::Full(_)
            | AppendError::ClockSkewed { .. }
            | AppendError::Regressed { .. },
        ) => ReactError::Retry(describe(&error)),
        ExecuteError::Rejected(_)
        | ExecuteError::ChangedMeanwhile { .. }
        | ExecuteError::UnknownEtag
        | ExecuteError::RequestIdReused
        | ExecuteError::Load(_)
        | ExecuteError::Append(AppendError::TooLarge { .. }) => ReactError::Park(describe(&error)),
    }
}

fn describe<R: Display>(error: &ExecuteError<R>) -> String {
    match error {
        ExecuteError::Rejected(rejection) => rejection.to_string(),
        ExecuteError::Load(error) => with_causes(error),
        ExecuteError::Append(error) => with_causes(error),
        ExecuteError::ChangedMeanwhile { .. }
        | ExecuteError::UnknownEtag
        | ExecuteError::RequestIdReused
        | ExecuteError::Contended => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A commit that is put aside or tried again says why in the words of the error itself, with its causes.
    #[test]
    fn a_failure_keeps_its_reason_and_its_causes() {
        let reused = failure::<Infallible>(ExecuteError::RequestIdReused);
        assert_eq!(reused.to_string(), "to be put aside: the request_id was used before for another request");
        let contended = failure::<Infallible>(ExecuteError::Contended);
        assert_eq!(contended.to_string(), "to be tried again: other writers changed it at every attempt");
        let full = failure::<Infallible>(AppendError::Full(Arc::new(std::io::Error::other("no room"))).into());
        assert_eq!(full.to_string(), "to be tried again: the event log is full: no room");
    }
}
