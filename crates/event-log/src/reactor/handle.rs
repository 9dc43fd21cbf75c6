//! Handles one commit until it is done or parked, or the reactor stops.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use haetae_domain::causes::with_causes;
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{React, ReactError, parked};
use crate::{
    AggregateKey, Alarm, JetStreamLog, ReadError, Recorded, alarm, jetstream::EVENTS, metrics, trace, turns::Singles,
};

/// Handlers at work at the same time, each for another aggregate.
const CONCURRENT: usize = 32;

/// Longest time for one call of a handler; then it is tried again.
const HANDLING: Duration = Duration::from_secs(60);

/// Longest pause between two tries of one commit.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// One thing to do in a lane.
pub(super) enum Work {
    /// Answer a commit.
    Commit(Box<Recorded>),
    /// Try the parked commits of an aggregate again.
    Unpark(AggregateKey),
}

impl Work {
    pub(super) fn key(&self) -> &AggregateKey {
        match self {
            Self::Commit(commit) => &commit.key,
            Self::Unpark(key) => key,
        }
    }
}

/// The outcome of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It never has to be looked at again.
    Settled,
    /// The reactor is stopping.
    Abandoned,
}

/// Why one try did not settle the work.
enum Failure {
    Retry(String),
    Park(String),
}

/// Handles the commits of one reactor.
pub(super) struct Handler {
    log: JetStreamLog,
    name: String,
    react: Arc<dyn React>,
    slots: Semaphore,
    singles: Singles,
    shutdown: CancellationToken,
}

impl Handler {
    pub(super) fn new(log: JetStreamLog, name: &str, react: Arc<dyn React>, shutdown: CancellationToken) -> Self {
        Self { log, name: name.into(), react, slots: Semaphore::new(CONCURRENT), singles: Singles::default(), shutdown }
    }

    /// Sends pending messages: the last acknowledgements.
    pub(super) async fn flush(&self) {
        if let Err(error) = self.log.context().client().flush().await {
            tracing::debug!(
                error = with_causes(&error),
                "the last acknowledgements may be lost; the commits are delivered again"
            );
        }
    }

    /// Acknowledges a commit that was not received from the consumer, because delivering it again could cost the
    /// connection again. Leaves out the place in the consumer's deliveries, which the server knows.
    pub(super) async fn acknowledge(&self, sequence: u64) {
        let subject = format!("$JS.ACK.{EVENTS}.{}.1.{sequence}.0.0.0", self.name);
        if let Err(error) = self.log.client().publish(subject, "+ACK".into()).await {
            tracing::debug!(
                error = with_causes(&error),
                sequence,
                "a commit could not be acknowledged; it will be delivered again"
            );
        }
    }

    /// Works until it is settled or the reactor stops.
    pub(super) async fn handle(&self, work: &Work) -> End {
        let mut tries = 0_u32;
        loop {
            let Ok(slot) = self.slots.acquire().await else {
                return End::Abandoned;
            };
            if self.shutdown.is_cancelled() {
                return End::Abandoned;
            }
            let reason = match self.attempt(work).await {
                Ok(()) => return End::Settled,
                Err(reason) => reason,
            };
            drop(slot);
            tries += 1;
            metrics::reacted(&self.name, "retried");
            tracing::warn!(reactor = self.name, key = %work.key(), tries, reason, "a commit will be retried later");
            tokio::select! {
                () = sleep(pause(tries)) => {}
                () = self.shutdown.cancelled() => return End::Abandoned,
            }
        }
    }

    /// Tries one commit once, for a commit that may kill the process; returns whether it is settled.
    pub(super) async fn once(&self, commit: &Recorded) -> bool {
        let tried = self.commit(commit).await;
        tried.inspect_err(|reason| tracing::warn!(reactor = self.name, commit.sequence, reason, "tried alone")).is_ok()
    }

    async fn attempt(&self, work: &Work) -> Result<(), String> {
        match work {
            Work::Commit(commit) => self.commit(commit).await,
            Work::Unpark(key) => self.unpark(key).await,
        }
    }

    /// Handles a commit, or parks it: for its own sake, or because a predecessor is parked.
    async fn commit(&self, commit: &Recorded) -> Result<(), String> {
        if commit.key.is_foreign() {
            self.pass_over(commit, "its subject names no aggregate");
            return Ok(());
        }
        if !self.counts(commit).await? {
            return Ok(());
        }
        let predecessor = parked::first(&self.log, &self.name, &commit.key).await.map_err(text)?;
        let reason = match predecessor {
            Some(first) if first == commit.sequence => return Ok(()),
            Some(first) => format!("behind the parked commit {first}"),
            None => match self.react(commit).await {
                Ok(()) => return Ok(()),
                Err(Failure::Retry(reason)) => return Err(reason),
                Err(Failure::Park(reason)) => reason,
            },
        };
        self.is_in_log(commit).await?;
        self.park(commit, &reason).await.map_err(text)
    }

    /// Checks that the commit is in the log. A log that lost its end lacks commits that a handler needs until it is
    /// restored, which is no reason to park a commit.
    async fn is_in_log(&self, commit: &Recorded) -> Result<(), String> {
        let there = self.log.commit(commit.sequence).await.map_err(text)?;
        let same = (&there.key, &there.payload) == (&commit.key, &commit.payload);
        if same { Ok(()) } else { Err("the log has another commit at this sequence".into()) }
    }

    /// Whether a commit is the next one of its aggregate. Any other is a copy or an invention and must not be
    /// answered.
    async fn counts(&self, commit: &Recorded) -> Result<bool, String> {
        let counts = self.singles.counts(&self.log, commit).await.map_err(text)?;
        if !counts {
            self.pass_over(commit, "it is not the next commit of its aggregate");
        }
        Ok(counts)
    }

    /// Skips a message that is not a commit of this system and needs no answer. The archive raises the alarm, once.
    fn pass_over(&self, commit: &Recorded, reason: &str) {
        let (reactor, subject, sequence) = (&self.name, commit.key.subject(), commit.sequence);
        tracing::warn!(reactor, subject, sequence, reason, "skipped a message that is not a commit");
    }

    /// Parks a commit. While parking is impossible, the service acknowledges no commands, because it may be unable to
    /// pass them on.
    pub(super) async fn park(&self, commit: &Recorded, reason: &str) -> Result<(), ReadError> {
        match parked::park(&self.log, &self.name, commit, reason).await {
            Ok(()) => self.log.can_park(),
            Err(error) => {
                self.log.cannot_park(&error);
                return Err(error);
            }
        }
        metrics::reacted(&self.name, "parked");
        let (reactor, key, sequence) = (&self.name, &commit.key, commit.sequence);
        alarm!(error, Alarm::CommitPutAside, reactor, %key, sequence, error = reason, "a commit is put aside");
        Ok(())
    }

    /// Handles the parked commits of an aggregate in order, until one has to stay parked.
    async fn unpark(&self, key: &AggregateKey) -> Result<(), String> {
        for sequence in parked::sequences(&self.log, &self.name, key).await.map_err(text)? {
            let commit = self.log.commit(sequence).await.map_err(text)?;
            let reacted = if self.counts(&commit).await? { self.react(&commit).await } else { Ok(()) };
            match reacted {
                Ok(()) => parked::release(&self.log, &self.name, &commit).await.map_err(text)?,
                Err(Failure::Retry(reason)) => return Err(reason),
                Err(Failure::Park(reason)) => return self.park(&commit, &reason).await.map_err(text),
            }
        }
        Ok(())
    }

    /// One call of the handler, within the trace of the commit.
    async fn react(&self, commit: &Recorded) -> Result<(), Failure> {
        let span = tracing::info_span!("react", reactor = self.name, key = %commit.key, sequence = commit.sequence);
        trace::continue_trace(&span, commit.traceparent.as_deref());
        let call = AssertUnwindSafe(self.react.react(commit)).catch_unwind().instrument(span.clone());
        let outcome = match timeout(HANDLING, call).await {
            Ok(Ok(Ok(outcome))) => outcome,
            Ok(Ok(Err(ReactError::Retry(reason)))) => return Err(Failure::Retry(reason)),
            Ok(Ok(Err(ReactError::Park(reason)))) => return Err(Failure::Park(reason)),
            Ok(Ok(Err(ReactError::Foreign(reason)))) => {
                self.pass_over(commit, &reason);
                return Ok(());
            }
            Ok(Err(_panic)) => return Err(Failure::Park("the handler panicked".into())),
            Err(_elapsed) => return Err(Failure::Retry("the handler took too long".into())),
        };
        let outcome = outcome.label();
        metrics::reacted(&self.name, outcome);
        span.in_scope(|| tracing::debug!(outcome, "handled"));
        Ok(())
    }
}

fn text(error: ReadError) -> String {
    match error {
        ReadError::Unavailable(cause) => cause.to_string(),
        gap @ ReadError::Gap { .. } => gap.to_string(),
    }
}

/// Doubles from 50 ms up to the longest, with jitter.
fn pause(tries: u32) -> Duration {
    let longest = (Duration::from_millis(50) * (1 << tries.min(10))).min(LONGEST_PAUSE);
    longest.mul_f64(rand::random_range(0.5..=1.0))
}
