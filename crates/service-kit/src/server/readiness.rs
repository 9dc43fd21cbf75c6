//! What has to work before a service says it serves.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use haetae_event_log::JetStreamLog;
use tokio::sync::watch;

/// The parts a service waits for, e.g. its event log or database. Clones share one state.
#[derive(Debug, Clone)]
pub struct Readiness {
    parts: Arc<watch::Sender<BTreeMap<&'static str, bool>>>,
    parked: Arc<RwLock<BTreeMap<&'static str, u32>>>,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { parts: Arc::new(watch::Sender::new(BTreeMap::new())), parked: Arc::default() }
    }
}

/// The part of every service that says whether the log is still what it was.
const LOG_HISTORY: &str = "log history";

impl Readiness {
    /// Nothing to wait for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says whether a part works. From the first word on the service is ready only while it does.
    pub fn set(&self, part: &'static str, works: bool) {
        self.parts.send_if_modified(|parts| {
            let changed = parts.insert(part, works) != Some(works);
            if changed && works {
                tracing::info!(part, "ready");
            } else if changed {
                tracing::warn!(part, "not ready");
            }
            changed
        });
    }

    /// Whether every part works.
    pub fn is_ready(&self) -> bool {
        self.parts.borrow().values().all(|works| *works)
    }

    /// Follows the log: says so when it turns out not to hold what it once held. Answers are marked from then on.
    pub async fn follow_history(&self, log: &JetStreamLog) {
        log.regression().await;
        self.set(LOG_HISTORY, false);
    }

    /// Whether the log lost history, as far as this service knows.
    pub fn log_regressed(&self) -> bool {
        self.parts.borrow().get(LOG_HISTORY) == Some(&false)
    }

    /// Takes note of how many units are parked in a read model. Its answers go on; they are marked.
    pub fn note_parked(&self, read_model: &'static str, units: u32) {
        let known = |parked: &BTreeMap<_, u32>| parked.get(read_model).copied().unwrap_or(0);
        // A lock that was poisoned still holds what was written.
        if known(&self.parked.read().unwrap_or_else(PoisonError::into_inner)) != units {
            self.parked.write().unwrap_or_else(PoisonError::into_inner).insert(read_model, units);
            tracing::warn!(read_model, units, "parked");
        }
    }

    /// Units that are parked in the read models of this service, as far as it has looked.
    pub fn parked(&self) -> u32 {
        self.parked.read().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Waits for the next change of any part.
    pub(super) fn changes(&self) -> watch::Receiver<BTreeMap<&'static str, bool>> {
        self.parts.subscribe()
    }
}
