//! ListMyWork: what waits for the caller, from an index of the open reviews.

mod index;
mod kind;
mod list;

use std::{sync::Arc, time::Duration};

use haetae_event_log::{
    Category, EventLog,
    codec::Reviews,
    store::{LoadError, Store},
};
use haetae_service_kit::{commands::read_failure, deadline::Deadline, error::ApiError, tail::Commits};
use tokio::{
    sync::{Mutex, MutexGuard, watch},
    time::{sleep, timeout_at},
};

use index::Index;
pub(crate) use list::list;

/// Wait after a log that did not answer, here and by callers.
const PAUSE: Duration = Duration::from_millis(200);

/// The index, kept while the log grows.
pub(crate) struct Work {
    log: Arc<dyn EventLog>,
    reviews: Arc<Store<Reviews>>,
    index: Mutex<Index>,
    read: watch::Sender<u64>,
}

impl Work {
    pub(crate) fn new(log: Arc<dyn EventLog>, reviews: Arc<Store<Reviews>>) -> Self {
        Self { log, reviews, index: Mutex::default(), read: watch::Sender::new(0) }
    }

    /// Keeps the index as long as there are more commits. One that this build cannot read leaves its review as it is.
    pub(crate) async fn follow(&self, mut commits: Commits) {
        while let Some(recorded) = commits.recv().await {
            loop {
                let taken = self.index.lock().await.take(&recorded, &self.reviews).await;
                match taken {
                    Ok(()) => break,
                    Err(LoadError::Read(error)) => {
                        tracing::warn!(%error, "the list of work waits for the log");
                        sleep(PAUSE).await;
                    }
                    Err(error) => {
                        tracing::error!(%error, alarm = true, "a review in the list of work is not followed");
                        break;
                    }
                }
            }
            self.read.send_replace(recorded.sequence);
        }
    }

    /// The index with everything that was in the log when this was asked.
    async fn now(&self, deadline: Deadline) -> Result<MutexGuard<'_, Index>, ApiError> {
        let head = self.log.head_of(&[Category::Review]).await.map_err(|error| read_failure(&error))?;
        let mut read = self.read.subscribe();
        let reached = async {
            // The sender lives as long as `self`.
            let _ = read.wait_for(|read| *read >= head).await;
            self.index.lock().await
        };
        timeout_at(deadline.kept_back().at(), reached).await.map_err(|_| ApiError::projection_lagging(PAUSE))
    }
}
