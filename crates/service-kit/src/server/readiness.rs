//! Readiness: the parts that have to work before a service reports that it serves.

use std::{collections::BTreeMap, sync::Arc};

use haetae_event_log::JetStreamLog;
use opentelemetry::{KeyValue, global, metrics::Gauge};
use tokio::sync::watch;

/// The parts a service waits for, e.g. its event log or database. Clones share one state.
#[derive(Debug, Clone)]
pub struct Readiness {
    parts: Arc<watch::Sender<BTreeMap<&'static str, bool>>>,
    metric: Gauge<u64>,
}

impl Default for Readiness {
    fn default() -> Self {
        let meter = global::meter("haetae");
        let metric = meter.u64_gauge("haetae.ready").with_description("Whether a part of the service works").build();
        Self { parts: Arc::new(watch::Sender::new(BTreeMap::new())), metric }
    }
}

/// The part of every service that reports whether the log still has its history.
const LOG_HISTORY: &str = "log history";

/// The part of a writing service that reports whether commits are acknowledged.
const LOG_WRITES: &str = "log writes";

/// The part of a writing service that reports whether the log's server answers.
const LOG: &str = "event log";

/// The part of a writing service that reports whether an archive has reported since the log's server started.
const ARCHIVE: &str = "archive";

/// The part of every writing service that reports whether its clock agrees with the log's.
const CLOCK: &str = "clock";

impl Readiness {
    /// Nothing to wait for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports whether a part works. After the first report of a part, the service is ready only while that part
    /// works.
    pub fn set(&self, part: &'static str, works: bool) {
        self.metric.record(works.into(), &[KeyValue::new("part", part)]);
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

    /// Follows the log without end. Reports not ready and marks responses while the log is not known to have its
    /// history; reports not ready while its server acknowledges no commit, and while nothing may be written because
    /// no archive has reported.
    pub async fn follow_history(&self, log: &JetStreamLog) {
        let stalls = async {
            let mut stalled = log.stalled();
            while stalled.changed().await.is_ok() {
                let stalled = *stalled.borrow_and_update();
                self.set(LOG_WRITES, !stalled);
            }
        };
        tokio::join!(self.follow_losses(log), self.follow_archive(log), stalls);
    }

    async fn follow_archive(&self, log: &JetStreamLog) {
        loop {
            log.archive_silence().await;
            self.set(ARCHIVE, false);
            log.archive_heard().await;
            self.set(ARCHIVE, true);
        }
    }

    async fn follow_losses(&self, log: &JetStreamLog) {
        loop {
            log.regression().await;
            self.set(LOG_HISTORY, false);
            log.recovery().await;
            self.set(LOG_HISTORY, true);
        }
    }

    /// Follows the clocks of this service and of the log: not ready while they differ, because nothing can be written then.
    pub async fn follow_clock(&self, log: &JetStreamLog) {
        let mut agree = log.clocks_agree();
        loop {
            let agreed = *agree.borrow_and_update();
            self.set(CLOCK, agreed);
            if agree.changed().await.is_err() {
                return; // the log is no longer used
            }
        }
    }

    /// Follows without end whether the log's server answers: not ready while it does not. For services that write;
    /// reads from a database continue without the log.
    pub async fn follow_answers(&self, log: &JetStreamLog) {
        let mut answers = log.answers();
        loop {
            let answered = *answers.borrow_and_update();
            self.set(LOG, answered);
            if answers.changed().await.is_err() {
                return; // the log is no longer used
            }
        }
    }

    /// Whether the log lacks history now, as known to this service.
    pub fn log_regressed(&self) -> bool {
        self.parts.borrow().get(LOG_HISTORY) == Some(&false)
    }

    /// Waits for the next change of any part.
    pub(super) fn changes(&self) -> watch::Receiver<BTreeMap<&'static str, bool>> {
        self.parts.subscribe()
    }
}
