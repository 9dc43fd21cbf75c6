//! Positions beyond the end of the log: a call that waits for one is refused at once.

use std::{sync::Arc, time::Duration};

use haetae_event_log::EventLog as _;
use haetae_projector::{Lagging, Position};
use haetae_service_kit::{deadline::Deadline, error::ApiError};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

use crate::building::Reached;

/// A newly acknowledged commit is usually projected within this time; the log is not asked before.
const USUAL: Duration = Duration::from_millis(50);
/// Pause before the log is asked again: a newly elected leader may still be behind.
const AGAIN: Duration = Duration::from_millis(100);
/// Time limit for reading the end of the log.
const PATIENCE: Duration = Duration::from_secs(2);

/// The end of the log, for all calls of this process.
#[derive(Clone)]
pub(crate) struct LogEnd {
    log: Reached,
    /// The last answer, and the time of its request.
    last: Arc<Mutex<Option<(Instant, u64)>>>,
}

impl LogEnd {
    pub(crate) fn new(log: Reached) -> Self {
        Self { log, last: Arc::default() }
    }

    /// Waits until a projection has reached a position.
    ///
    /// # Errors
    /// `POSITION_BEYOND_LOG` at once when the log ends before it. Otherwise [`Lagging`] in the inner result when it is not
    /// reached by `until`.
    pub(crate) async fn wait(
        &self,
        projection: &Position,
        wanted: u64,
        until: Deadline,
    ) -> Result<Result<(), Lagging>, ApiError> {
        tokio::select! {
            waited = projection.wait(wanted, until.at()) => Ok(waited),
            end = self.ends_before(wanted) => Err(ApiError::position_beyond_log(wanted, end)),
        }
    }

    /// Returns the end of the log if it is before a position. Otherwise, and while the log cannot be reached, does
    /// not return.
    pub(crate) async fn ends_before(&self, wanted: u64) -> u64 {
        sleep(USUAL).await;
        if self.end().await.is_some_and(|end| end < wanted) {
            sleep(AGAIN).await;
            if let Some(end) = self.end().await.filter(|end| *end < wanted) {
                return end;
            }
        }
        std::future::pending().await
    }

    /// The end of the log, according to a request sent after this call. One request serves all waiting calls. None
    /// when the log cannot be reached, and when it lost history, because the lost part may have contained the
    /// position.
    async fn end(&self) -> Option<u64> {
        let asked = Instant::now();
        let log = self.log.get()?;
        let mut last = self.last.lock().await;
        if let Some((at, end)) = *last
            && at >= asked
        {
            return Some(end);
        }
        let at = Instant::now();
        let end = timeout(PATIENCE, log.head()).await.ok()?.ok().filter(|_| !log.is_regressed())?;
        *last = Some((at, end));
        Some(end)
    }
}
