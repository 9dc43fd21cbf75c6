//! ListMyWork: the steps that wait for the caller, from an index of the open reviews and their findings.

mod diagnosed;
mod index;
mod list;
mod steps;
#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, Once},
    time::Duration,
};

use futures::StreamExt as _;
use haetae_domain::causes::with_causes;
use haetae_event_log::{
    Alarm, Category, EventLog, Recorded, alarm,
    codec::{Diagnoses, Reviews},
    read_in_turn,
    store::{LoadError, Store},
};
use haetae_service_kit::{commands::read_failure, deadline::Deadline, error::ApiError};
use tokio::{
    sync::{Mutex, MutexGuard, watch},
    time::{sleep, timeout_at},
};
use tokio_util::sync::CancellationToken;

use index::{Index, Stores};
pub(crate) use list::list;

/// Pause after the log did not answer, also the retry delay for callers.
const PAUSE: Duration = Duration::from_millis(200);
/// The categories that determine waiting steps: reviews, and diagnoses with their findings.
const FOLLOWED: [Category; 2] = [Category::Review, Category::Diagnosis];

/// The index. The first call starts it, and from then on it follows the log. Until then it uses no memory.
pub(crate) struct Work {
    log: Arc<dyn EventLog>,
    reviews: Arc<Store<Reviews>>,
    diagnoses: Arc<Store<Diagnoses>>,
    index: Mutex<Index>,
    read: watch::Sender<u64>,
    begun: Once,
    shutdown: CancellationToken,
}

impl Work {
    pub(crate) fn new(
        log: Arc<dyn EventLog>,
        reviews: Arc<Store<Reviews>>,
        diagnoses: Arc<Store<Diagnoses>>,
        shutdown: CancellationToken,
    ) -> Self {
        let (index, read) = (Mutex::default(), watch::Sender::new(0));
        Self { log, reviews, diagnoses, index, read, begun: Once::new(), shutdown }
    }

    /// The index with every commit that was in the log when the call began.
    async fn now(self: &Arc<Self>, deadline: Deadline) -> Result<MutexGuard<'_, Index>, ApiError> {
        self.begun.call_once(|| {
            let work = Arc::clone(self);
            tokio::spawn(async move { work.shutdown.run_until_cancelled(work.follow()).await });
        });
        let head = self.log.head_of(&FOLLOWED).await.map_err(|error| read_failure(&error))?;
        let mut read = self.read.subscribe();
        let reached = async {
            // The sender lives as long as `self`.
            let _ = read.wait_for(|read| *read >= head).await;
            self.index.lock().await
        };
        timeout_at(deadline.kept_back().at(), reached).await.map_err(|_| ApiError::projection_lagging(PAUSE))
    }

    async fn follow(&self) {
        let mut commits = read_in_turn(Arc::clone(&self.log), &FOLLOWED);
        while let Some(commit) = commits.next().await {
            self.take(&commit).await;
        }
    }

    /// Applies a commit. A commit that this build cannot read leaves the review unchanged.
    async fn take(&self, commit: &Recorded) {
        let stores = Stores { reviews: &self.reviews, diagnoses: &self.diagnoses };
        loop {
            let taken = self.index.lock().await.take(commit, &stores).await;
            match taken {
                Ok(()) => break,
                Err(LoadError::Read(error)) => {
                    tracing::warn!(error = with_causes(&error), "the work list waits for the log");
                    sleep(PAUSE).await;
                }
                Err(error) => {
                    let error = with_causes(&error);
                    alarm!(error, Alarm::ReviewNotFollowed, error, "the work list stopped following a review");
                    break;
                }
            }
        }
        self.read.send_replace(commit.sequence);
    }
}
