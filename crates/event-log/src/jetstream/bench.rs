//! The state that the tasks of the committer share.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64},
    },
    time::Duration,
};

use moka::sync::Cache;

use super::{
    gate::{Gate, State},
    job::Job,
    view::View,
};
use crate::{AggregateKey, AppendError, NewCommit, Recorded, unique::unique};

/// Tails remembered.
const TAILS: u64 = 20_000;

/// Shared by the tasks of the committer.
pub(super) struct Bench {
    pub(super) view: View,
    pub(super) gate: Arc<Gate>,
    pub(super) ack_timeout: Duration,
    /// Last known sequences of recently written aggregates. A commit that the server would certainly refuse is kept
    /// out of a batch.
    tails: Cache<AggregateKey, u64>,
    pub(super) batches: AtomicU64,
    pub(super) batching: AtomicBool,
    pub(super) name: String,
}

impl Bench {
    pub(super) fn new(view: &View, gate: Arc<Gate>, ack_timeout: Duration) -> Self {
        let (view, name) = (view.clone(), unique(&view.client));
        let (batches, batching) = (AtomicU64::new(0), AtomicBool::new(true));
        Self { view, gate, ack_timeout, tails: Cache::new(TAILS), batches, batching, name }
    }

    /// Notes that the aggregate has a commit at `sequence`.
    pub(super) fn follows(&self, job: &Job, sequence: u64) {
        if self.tails.get(&job.key).is_none_or(|tail| tail < sequence) {
            self.tails.insert(job.key.clone(), sequence);
        }
    }

    /// Records the sequence that the server assigned to a commit; `known` is the gate's known position from before
    /// the publish.
    pub(super) fn stored(&self, job: &Job, known: u64, sequence: u64) -> Result<u64, AppendError> {
        let (key, payload) = (job.key.clone(), job.commit.payload.clone());
        match self.gate.stored(known, Recorded { sequence, key, payload, traceparent: None, stored_at: None }) {
            Err(State::Regressed { known, head }) => Err(AppendError::Regressed { known, head }),
            Ok(()) | Err(State::Open | State::Closed | State::Unarchived) => {
                self.follows(job, sequence);
                Ok(sequence)
            }
        }
    }

    pub(super) fn too_large(&self, commit: &NewCommit) -> AppendError {
        AppendError::TooLarge { size: commit.payload.len(), limit: self.view.client.max_payload() }
    }

    /// Whether a later commit of the aggregate is known.
    pub(super) fn is_stale(&self, job: &Job) -> bool {
        self.tails.get(&job.key).is_some_and(|tail| tail > job.expected)
    }
}
