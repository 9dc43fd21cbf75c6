//! Whether writing is allowed: only while connected to a server whose log holds everything it ever confirmed.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use async_nats::Client;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use crate::Recorded;

/// Whether commits may be published now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not connected, or connected and the head not looked at yet.
    Closed,
    /// Connected, and the log holds what it is known to have held.
    Open,
    /// The log went back. Only a new connection of the whole service opens this again.
    Regressed { known: u64, head: u64 },
}

/// Guards the log's users against a server that lost its tail and goes on as if nothing were missing.
#[derive(Debug)]
pub(super) struct Gate {
    state: watch::Sender<State>,
    losses: watch::Sender<u64>,
    known: AtomicU64,
    latest: Mutex<Option<Recorded>>,
    line: Mutex<Option<Client>>,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            state: watch::Sender::new(State::Closed),
            losses: watch::Sender::new(0),
            known: AtomicU64::new(0),
            latest: Mutex::new(None),
            line: Mutex::new(None),
        }
    }

    /// The highest sequence known to be in the log.
    pub(super) fn known(&self) -> u64 {
        self.known.load(Ordering::Acquire)
    }

    /// Notes that `sequence` is in the log.
    pub(super) fn saw(&self, sequence: u64) {
        self.known.fetch_max(sequence, Ordering::AcqRel);
    }

    /// Notes a commit that was written to the log or read from it.
    pub(super) fn holds(&self, commit: Recorded) {
        self.saw(commit.sequence);
        let mut latest = locked(&self.latest);
        if latest.as_ref().is_none_or(|latest| latest.sequence < commit.sequence) {
            *latest = Some(commit);
        }
    }

    /// The latest commit of which more is known than its number.
    pub(super) fn latest(&self) -> Option<Recorded> {
        locked(&self.latest).clone()
    }

    /// Notes a commit with the sequence it was just given; `known` is [`Gate::known`] from before it was published.
    /// Every new commit comes after all that was known before, or the log reuses numbers.
    pub(super) fn stored(&self, known: u64, commit: Recorded) -> Result<(), State> {
        if commit.sequence <= known {
            return Err(self.regress(known, commit.sequence.saturating_sub(1)));
        }
        self.holds(commit);
        Ok(())
    }

    /// Closes the gate until the log behind a new connection was looked at.
    pub(super) fn close(&self) {
        self.set(State::Closed);
        *locked(&self.line) = None;
    }

    /// Opens the gate for what is sent over `line`, unless the log has regressed; gives whether it is open.
    pub(super) fn open(&self, line: &Client) -> bool {
        *locked(&self.line) = Some(line.clone());
        self.set(State::Open);
        self.state() == State::Open
    }

    /// The connection that commits go over; none while the gate is not open.
    pub(super) fn line(&self) -> Option<Client> {
        let line = locked(&self.line).clone();
        line.filter(|_| self.state() == State::Open)
    }

    /// Refuses writes from now on.
    pub(super) fn regress(&self, known: u64, head: u64) -> State {
        if self.set(State::Regressed { known, head }) {
            tracing::error!(
                known,
                head,
                alarm = true,
                reason = "LOG_REGRESSED",
                "the log went back; writes are refused"
            );
        }
        self.state()
    }

    /// A regressed log stays regressed.
    fn set(&self, wanted: State) -> bool {
        self.state.send_if_modified(|state| {
            let change = !matches!(state, State::Regressed { .. }) && *state != wanted;
            if change {
                *state = wanted;
            }
            change
        })
    }

    pub(super) fn state(&self) -> State {
        *self.state.borrow()
    }

    /// Waits until the gate is not closed, and gives its state then or at the deadline.
    pub(super) async fn passable(&self, deadline: Instant) -> State {
        let mut states = self.state.subscribe();
        let waited = timeout_at(deadline, states.wait_for(|state| *state != State::Closed)).await;
        waited.map_or(State::Closed, |state| state.map_or(State::Closed, |state| *state))
    }

    pub(super) fn is_regressed(&self) -> bool {
        matches!(self.state(), State::Regressed { .. })
    }

    /// Ends when the log has regressed.
    pub(super) async fn regression(&self) {
        // The sender lives as long as `self`.
        let _ = self.state.subscribe().wait_for(|state| matches!(state, State::Regressed { .. })).await;
    }

    /// Ends when the gate is not open: what is in flight then will hardly be answered.
    pub(super) async fn shut(&self) {
        // The sender lives as long as `self`.
        let _ = self.state.subscribe().wait_for(|state| *state != State::Open).await;
    }

    /// Notes that messages may have been lost on the way to this client.
    pub(super) fn lose(&self) {
        self.losses.send_modify(|losses| *losses += 1);
    }

    /// Changes whenever messages may have been lost.
    pub(super) fn losses(&self) -> watch::Receiver<u64> {
        self.losses.subscribe()
    }
}

/// What was guarded by a lock that was poisoned is still as it was written.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{AggregateKey, Category};

    fn commit(sequence: u64) -> Recorded {
        let key = AggregateKey::new(Category::Review, "one").unwrap();
        Recorded { sequence, key, payload: Bytes::new(), traceparent: None }
    }

    #[test]
    fn a_sequence_given_twice_closes_the_gate_for_good() {
        let gate = Gate::new();
        gate.set(State::Open);
        assert_eq!(gate.stored(0, commit(7)), Ok(()));
        let regressed = State::Regressed { known: 7, head: 4 };
        assert_eq!(gate.stored(7, commit(5)), Err(regressed));
        gate.set(State::Open);
        gate.close();
        assert_eq!(gate.state(), regressed);
    }

    #[test]
    fn answers_may_come_in_any_order() {
        let gate = Gate::new();
        assert_eq!(gate.stored(0, commit(2)), Ok(()));
        assert_eq!(gate.stored(0, commit(1)), Ok(()), "published before 2 was known");
        assert_eq!(gate.known(), 2);
    }

    #[test]
    fn the_latest_commit_is_kept_whatever_came_after_it() {
        let gate = Gate::new();
        gate.holds(commit(4));
        gate.holds(commit(2));
        gate.saw(9);
        assert_eq!((gate.latest(), gate.known()), (Some(commit(4)), 9));
    }
}
