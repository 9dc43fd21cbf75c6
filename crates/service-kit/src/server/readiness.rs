//! What has to work before a service says it serves.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::watch;

/// The parts a service waits for, e.g. its event log or database. Clones share one state.
#[derive(Debug, Clone)]
pub struct Readiness(Arc<watch::Sender<BTreeMap<&'static str, bool>>>);

impl Default for Readiness {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(BTreeMap::new())))
    }
}

impl Readiness {
    /// Nothing to wait for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says whether a part works. From the first word on the service is ready only while it does.
    pub fn set(&self, part: &'static str, works: bool) {
        self.0.send_if_modified(|parts| {
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
        self.0.borrow().values().all(|works| *works)
    }

    /// Waits for the next change of any part.
    pub(super) fn changes(&self) -> watch::Receiver<BTreeMap<&'static str, bool>> {
        self.0.subscribe()
    }
}
