//! What has to work before a service says it serves.

use std::{collections::BTreeMap, sync::Arc};

use haetae_event_log::JetStreamLog;
use tokio::sync::watch;

/// The parts a service waits for, e.g. its event log or database. Clones share one state.
#[derive(Debug, Clone)]
pub struct Readiness {
    parts: Arc<watch::Sender<BTreeMap<&'static str, bool>>>,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { parts: Arc::new(watch::Sender::new(BTreeMap::new())) }
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

    /// Waits for the next change of any part.
    pub(super) fn changes(&self) -> watch::Receiver<BTreeMap<&'static str, bool>> {
        self.parts.subscribe()
    }
}
