//! Whether writing is allowed: only while connected to a server whose log holds everything it ever confirmed.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

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
}

impl Gate {
    pub(super) fn new() -> Self {
        Self { state: watch::Sender::new(State::Closed), losses: watch::Sender::new(0), known: AtomicU64::new(0) }
    }

    /// The highest sequence known to be in the log.
    pub(super) fn known(&self) -> u64 {
        self.known.load(Ordering::Acquire)
    }

    /// Notes that `sequence` is in the log.
    pub(super) fn saw(&self, sequence: u64) {
        self.known.fetch_max(sequence, Ordering::AcqRel);
    }

    /// Takes the sequence a new commit was given; `known` is [`Gate::known`] from before it was published.
    /// Every new commit comes after all that was known before, or the log reuses numbers.
    pub(super) fn stored(&self, known: u64, sequence: u64) -> Result<(), State> {
        if sequence <= known {
            return Err(self.regress(known, sequence.saturating_sub(1)));
        }
        self.saw(sequence);
        Ok(())
    }

    /// Closes the gate until the head has been looked at again.
    pub(super) fn close(&self) {
        self.set(State::Closed);
    }

    /// Opens the gate, unless the log has regressed or the connection was lost since [`Gate::losses`] had this value:
    /// then another look is due.
    pub(super) fn open(&self, losses: u64) {
        self.set_if(State::Open, || *self.losses.borrow() == losses);
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

    fn set(&self, wanted: State) -> bool {
        self.set_if(wanted, || true)
    }

    /// A regressed log stays regressed.
    fn set_if(&self, wanted: State, condition: impl Fn() -> bool) -> bool {
        self.state.send_if_modified(|state| {
            let change = !matches!(state, State::Regressed { .. }) && *state != wanted && condition();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_given_twice_closes_the_gate_for_good() {
        let gate = Gate::new();
        gate.open(0);
        assert_eq!(gate.stored(0, 7), Ok(()));
        let regressed = State::Regressed { known: 7, head: 4 };
        assert_eq!(gate.stored(7, 5), Err(regressed));
        gate.open(0);
        gate.close();
        assert_eq!(gate.state(), regressed);
    }

    #[test]
    fn a_look_from_before_the_connection_was_lost_opens_nothing() {
        let gate = Gate::new();
        let before = *gate.losses().borrow();
        gate.lose();
        gate.close();
        gate.open(before);
        assert_eq!(gate.state(), State::Closed);
        gate.open(before + 1);
        assert_eq!(gate.state(), State::Open);
    }

    #[test]
    fn answers_may_come_in_any_order() {
        let gate = Gate::new();
        assert_eq!(gate.stored(0, 2), Ok(()));
        assert_eq!(gate.stored(0, 1), Ok(()), "published before 2 was known");
        assert_eq!(gate.known(), 2);
    }
}
