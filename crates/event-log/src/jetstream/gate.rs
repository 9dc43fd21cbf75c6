//! The gate for writes: open only while this process is connected to a server whose log contains everything that it
//! ever confirmed.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use async_nats::Client;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use super::{contact::Contact, trouble::Trouble};
use crate::{Alarm, Recorded, alarm};

/// Whether commits may be published now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not connected, or connected and the log not compared yet.
    Closed,
    /// Connected, and the log contains everything the members know. No archive has reported since the server started.
    Unarchived,
    /// Connected, and the log contains everything it is known to have contained.
    Open,
    /// The log lacks commits that are known to have been stored in it. The gate opens again if they are found after
    /// all.
    Regressed { known: u64, head: u64 },
}

/// Protects the log's users from a server that lost the end of its log and continues as if nothing were missing.
#[derive(Debug)]
pub(super) struct Gate {
    state: watch::Sender<State>,
    losses: watch::Sender<u64>,
    /// Whether every commit that can be read is stored for good, as on replicas.
    replicated: bool,
    known: AtomicU64,
    marks: Mutex<Marks>,
    client: Mutex<Option<Client>>,
    /// Whether the log's server answers.
    pub(super) contact: Contact,
    /// Problems of a log that is complete.
    pub(super) trouble: Trouble,
}

/// The latest commits that passed the gate, with their content.
#[derive(Debug, Default)]
struct Marks {
    /// The latest commit that was known to be stored for good before a later one came.
    before: Option<Recorded>,
    /// The latest.
    latest: Option<Recorded>,
}

impl Gate {
    /// `replicated`: whether the log has several copies.
    pub(super) fn new(replicated: bool) -> Self {
        Self {
            replicated,
            state: watch::Sender::new(State::Closed),
            losses: watch::Sender::new(0),
            known: AtomicU64::new(0),
            marks: Mutex::default(),
            client: Mutex::new(None),
            contact: Contact::new(),
            trouble: Trouble::new(),
        }
    }

    /// The highest sequence known to be stored in the log for good.
    pub(super) fn known(&self) -> u64 {
        self.known.load(Ordering::Acquire)
    }

    /// Whether the commit at `sequence` is known to be stored for good.
    pub(super) fn knows(&self, sequence: u64) -> bool {
        self.replicated || sequence <= self.known()
    }

    /// Notes that `sequence` is stored for good.
    pub(super) fn saw(&self, sequence: u64) {
        self.known.fetch_max(sequence, Ordering::AcqRel);
    }

    /// Records that the log can be read up to `head`. That does not prove the last commit: a single server also shows
    /// a commit that it could not store.
    pub(super) fn reaches(&self, head: u64) {
        self.saw(if self.replicated { head } else { head.saturating_sub(1) });
    }

    /// Notes a commit that was read from the log.
    pub(super) fn holds(&self, commit: Recorded) {
        self.reaches(commit.sequence);
        let mut marks = locked(&self.marks);
        if marks.latest.as_ref().is_none_or(|latest| latest.sequence < commit.sequence) {
            let before = marks.latest.replace(commit).filter(|before| self.knows(before.sequence));
            marks.before = before.or_else(|| marks.before.take());
        }
    }

    /// The latest commit that is stored durably and whose content is known.
    pub(super) fn latest(&self) -> Option<Recorded> {
        let marks = locked(&self.marks);
        marks.latest.as_ref().filter(|latest| self.knows(latest.sequence)).or(marks.before.as_ref()).cloned()
    }

    /// Records a commit with the sequence the server assigned; `known` is [`Gate::known`] from before the publish.
    /// Every new commit has a sequence above all that were known before; otherwise the log is reusing numbers.
    pub(super) fn stored(&self, known: u64, commit: Recorded) -> Result<(), State> {
        self.trouble.answered();
        self.contact.heard();
        if commit.sequence <= known {
            return Err(self.regress(known, commit.sequence.saturating_sub(1)));
        }
        self.saw(commit.sequence);
        self.holds(commit);
        Ok(())
    }

    /// Closes the gate until the log behind a new connection was compared.
    pub(super) fn close(&self) {
        self.trouble.answered();
        self.set(State::Closed);
        *locked(&self.client) = None;
    }

    /// Keeps the gate closed until an archive has reported.
    pub(super) fn wait_for_archive(&self) {
        if self.set(State::Unarchived) {
            alarm!(
                warn,
                Alarm::ArchiveSilent,
                "the log's server was started and no archive has reported since; writes wait for the dashboard"
            );
        }
    }

    /// Opens the gate for commits sent over `client`, unless the log has regressed; returns whether it is open.
    pub(super) fn open(&self, client: &Client) -> bool {
        *locked(&self.client) = Some(client.clone());
        self.set(State::Open);
        self.state() == State::Open
    }

    /// The connection that commits are sent over; none while the gate is not open.
    pub(super) fn client(&self) -> Option<Client> {
        let client = locked(&self.client).clone();
        client.filter(|_| self.state() == State::Open)
    }

    /// Refuses writes until everything was found ([`Gate::heal`]).
    pub(super) fn regress(&self, known: u64, head: u64) -> State {
        if self.set(State::Regressed { known, head }) {
            alarm!(error, Alarm::LogRegressed, known, head, "the log went back; writes are refused");
        }
        self.state()
    }

    /// Records that the log contains everything that is known of it. If the gate had reported a regression, the
    /// server was at fault and not the log.
    pub(super) fn heal(&self) {
        let healed = self.state.send_if_modified(|state| {
            let regressed = matches!(state, State::Regressed { .. });
            if regressed {
                *state = State::Closed;
            }
            regressed
        });
        if healed {
            tracing::warn!(
                reason = Alarm::LogRegressed.name(),
                "the missing commits are in the log again; writes are allowed"
            );
        }
    }

    /// A regressed log stays regressed until it heals.
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

    /// Waits until the gate is open or the log has regressed; returns the state at that moment or at the deadline.
    pub(super) async fn passable(&self, deadline: Instant) -> State {
        let mut states = self.state.subscribe();
        let settled = |state: &State| matches!(state, State::Open | State::Regressed { .. });
        let waited = timeout_at(deadline, states.wait_for(settled)).await;
        waited.map_or_else(|_| self.state(), |state| state.map_or(State::Closed, |state| *state))
    }

    pub(super) fn is_regressed(&self) -> bool {
        matches!(self.state(), State::Regressed { .. })
    }

    /// Resolves when the log has regressed.
    pub(super) async fn regression(&self) {
        self.reached(|state| matches!(state, State::Regressed { .. })).await;
    }

    /// Resolves when the log is not, or no longer, regressed.
    pub(super) async fn recovery(&self) {
        self.reached(|state| !matches!(state, State::Regressed { .. })).await;
    }

    /// Resolves when the log of the present connection was compared and found whole.
    pub(super) async fn whole(&self) {
        self.reached(|state| matches!(state, State::Open | State::Unarchived)).await;
    }

    /// Resolves when the gate closes; in-flight publishes will probably never be acknowledged.
    pub(super) async fn shut(&self) {
        self.reached(|state| state != State::Open).await;
    }

    /// Resolves when the gate reaches a state that `wanted` accepts.
    pub(super) async fn reached(&self, wanted: impl Fn(State) -> bool) {
        // The sender lives as long as `self`.
        let _ = self.state.subscribe().wait_for(|state| wanted(*state)).await;
    }

    /// Records that messages may have been lost on the way to this client.
    pub(super) fn lose(&self) {
        self.losses.send_modify(|losses| *losses += 1);
    }

    /// Changes whenever messages may have been lost.
    pub(super) fn losses(&self) -> watch::Receiver<u64> {
        self.losses.subscribe()
    }
}

/// Locks, also when a thread panicked under the lock: every write under it is complete.
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
        Recorded { sequence, key, payload: Bytes::new(), traceparent: None, stored_at: None }
    }

    #[test]
    fn a_sequence_given_twice_closes_the_gate_until_everything_is_found() {
        let gate = Gate::new(false);
        gate.set(State::Open);
        assert_eq!(gate.stored(0, commit(7)), Ok(()));
        let regressed = State::Regressed { known: 7, head: 4 };
        assert_eq!(gate.stored(7, commit(5)), Err(regressed));
        gate.set(State::Open);
        gate.close();
        assert_eq!(gate.state(), regressed);
        gate.heal();
        assert_eq!(gate.state(), State::Closed);
    }

    #[test]
    fn answers_may_come_in_any_order() {
        let gate = Gate::new(false);
        assert_eq!(gate.stored(0, commit(2)), Ok(()));
        assert_eq!(gate.stored(0, commit(1)), Ok(()), "published before 2 was known");
        assert_eq!(gate.known(), 2);
    }

    #[test]
    fn the_latest_commit_is_kept_whatever_came_after_it() {
        let gate = Gate::new(false);
        gate.holds(commit(4));
        gate.holds(commit(2));
        gate.saw(9);
        assert_eq!((gate.latest(), gate.known()), (Some(commit(4)), 9));
    }

    #[test]
    fn the_last_commit_that_was_read_is_not_known_to_be_stored() {
        let gate = Gate::new(false);
        gate.holds(commit(4));
        assert_eq!((gate.latest(), gate.known()), (None, 3));
        gate.holds(commit(5));
        assert_eq!((gate.latest(), gate.known()), (Some(commit(4)), 4), "what another one follows is");
        gate.saw(5);
        assert_eq!(gate.latest(), Some(commit(5)), "and so is what was proved");
        let replicated = Gate::new(true);
        replicated.holds(commit(4));
        assert_eq!((replicated.latest(), replicated.known()), (Some(commit(4)), 4));
    }
}
