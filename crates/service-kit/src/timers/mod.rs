//! Timers: deadlines that survive every restart and are met once.
//!
//! The log is the only storage. A timer reads the log from the start and keeps the pending deadlines. At each
//! deadline it asks the domain what is due on the current aggregate. Any number of replicas may run the same timer:
//! the commit's id is derived from the deadline, so one replica writes it and the others find it.
//!
//! A commit cannot be undone. Therefore a deadline is met only when both the clock of the service and the clock of
//! the log have reached it, and no deadline is met while the clocks differ.

mod agenda;

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use haetae_domain::{
    causes::with_causes,
    ids::{CommitId, Person},
};
use haetae_event_log::{
    AggregateKey, Alarm, EventLog, Recorded, alarm,
    codec::Aggregate,
    store::{Command, ExecuteError, Expected, LoadError, Store},
};
use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub use agenda::Wake;
use agenda::{Agenda, Pending};

use crate::{server::Readiness, tail::Commits};

/// Longest sleep: the system clock may be changed during it.
const NAP: Duration = Duration::from_secs(10);
/// Wait after a log that did not answer.
const PAUSE: Duration = Duration::from_secs(1);
/// Time limit of writing one of them.
const WRITE: Duration = Duration::from_secs(10);
/// Maximum number of deadlines met in parallel.
const AT_ONCE: usize = 64;

/// The deadlines of one kind of aggregate.
pub struct Timers<A: Aggregate> {
    /// The actor that the events name, e.g. `intake`.
    pub service: &'static str,
    /// The deadlines that an event sets and clears.
    pub wakes: fn(&A::Event) -> Vec<Wake>,
    /// The events that are due by now on an aggregate; none if the work was done or cancelled.
    pub due: fn(&A::State, Timestamp) -> Vec<A::Event>,
    /// The time now.
    pub now: fn() -> Timestamp,
}

impl<A: Aggregate> Timers<A> {
    /// Meets deadlines until `shutdown`, beside the calls of a service. If reading the log stops with an error, the
    /// service continues to serve reads but reports that it is not ready, so that an operator notices.
    pub async fn run(
        self,
        log: Arc<dyn EventLog>,
        mut commits: Commits,
        store: Arc<Store<A>>,
        readiness: Readiness,
        shutdown: CancellationToken,
    ) {
        let service = self.service;
        shutdown.run_until_cancelled(self.follow(log.as_ref(), &mut commits, &store)).await;
        if !shutdown.is_cancelled() {
            alarm!(error, Alarm::TimersStopped, service, "the timers stopped");
            readiness.set("timers", false);
        }
    }

    /// Ends when there will be no more commits.
    async fn follow(self, log: &dyn EventLog, commits: &mut Commits, store: &Store<A>) {
        let head = head::<A>(log).await;
        let mut agenda = Agenda::default();
        let mut read = 0;
        loop {
            // A deadline that is overdue in the middle of the log may have been met later in it.
            let nap = if read < head { NAP } else { self.until_next(log, &agenda) };
            tokio::select! {
                commit = commits.recv() => match commit {
                    Some(commit) => read = self.note(&mut agenda, &commit),
                    None => return,
                },
                () = sleep(nap), if read >= head => self.meet(log, store, &mut agenda).await,
            }
        }
    }

    fn until_next(&self, log: &dyn EventLog, agenda: &Agenda) -> Duration {
        let Some(next) = agenda.next() else { return NAP };
        let Some(now) = self.agreed(log) else { return PAUSE };
        Duration::try_from(now.duration_until(next)).unwrap_or_default().min(NAP)
    }

    /// The current time by the slower of both clocks; none while they differ.
    fn agreed(&self, log: &dyn EventLog) -> Option<Timestamp> {
        log.check_time((self.now)()).ok()
    }

    /// Records a commit and returns its sequence.
    fn note(&self, agenda: &mut Agenda, recorded: &Recorded) -> u64 {
        // The build that wrote events unknown to this build meets their deadlines.
        let events = recorded.decode().map_or_else(|_| vec![], |commit| commit.events);
        let events = events.into_iter().filter_map(|event| A::decode(event.event?).ok());
        for wake in events.flat_map(|event| (self.wakes)(&event)) {
            agenda.note(recorded.key.id(), wake);
        }
        recorded.sequence
    }

    /// Meets the due deadlines. Those that could not be written stay on the agenda.
    async fn meet(&self, log: &dyn EventLog, store: &Store<A>, agenda: &mut Agenda) {
        let Some(now) = self.agreed(log) else { return };
        let due = agenda.due(now, AT_ONCE);
        let met = join_all(due.iter().map(|pending| self.write(store, pending, now))).await;
        let mut failed = false;
        for (pending, met) in due.iter().zip(met) {
            failed |= !met;
            if met {
                agenda.done(pending);
            }
        }
        if failed {
            sleep(PAUSE).await;
        }
    }

    /// Whether the deadline is finished.
    async fn write(&self, store: &Store<A>, pending: &Pending, now: Timestamp) -> bool {
        let Ok(key) = AggregateKey::new(A::CATEGORY, &pending.id) else { return true };
        let by = Person { subject: format!("service:{}", self.service), name: self.service.to_owned() };
        let command = Command {
            key: &key,
            id: CommitId::of_deadline(&key.subject(), &pending.what, pending.at),
            by: &by,
            at: now,
            request: None,
            cause: None,
            expected: Expected::Any,
            deadline: Instant::now() + WRITE,
        };
        let decide = |state: &A::State| Ok::<_, std::convert::Infallible>((self.due)(state, now));
        match store.execute(&command, decide).await {
            Ok(_) => true,
            Err(ExecuteError::Load(error @ LoadError::Codec { .. })) => {
                let (key, error) = (key.subject(), with_causes(&error));
                alarm!(error, Alarm::DeadlineNotMet, key, error, "this build cannot meet a deadline");
                true
            }
            Err(error) => {
                let (key, error) = (key.subject(), with_causes(&error));
                tracing::warn!(key, error, "a due step could not be committed; retrying");
                false
            }
        }
    }
}

/// The last commit of the kind at the start; an unreachable log is waited for.
async fn head<A: Aggregate>(log: &dyn EventLog) -> u64 {
    loop {
        match log.head_of(&[A::CATEGORY]).await {
            Ok(head) => return head,
            Err(error) => tracing::warn!(error = with_causes(&error), "due steps wait for the log"),
        }
        sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests;
