//! Reads the log once for all parts of a process that keep some of it in memory. Commits that do not count are
//! delivered as foreign messages.

use std::sync::Arc;

use futures::StreamExt as _;
use haetae_event_log::{Category, EventLog, Recorded, read_in_turn};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Commits buffered for one listener.
const WAITING: usize = 256;

/// The commits of a category for one listener: all in order from the first, then new ones. The stream ends with the
/// process.
pub type Commits = mpsc::Receiver<Recorded>;

/// Reads the commits of one category once, for any number of listeners. A slow listener delays the others.
pub struct Tail {
    log: Arc<dyn EventLog>,
    category: Category,
    listeners: Vec<mpsc::Sender<Recorded>>,
}

impl Tail {
    /// A tail of this category of the log, without listeners yet.
    pub fn new(log: Arc<dyn EventLog>, category: Category) -> Self {
        Self { log, category, listeners: vec![] }
    }

    /// Adds a listener, before anything is read.
    pub fn listen(&mut self) -> Commits {
        let (listener, commits) = mpsc::channel(WAITING);
        self.listeners.push(listener);
        commits
    }

    /// Reads until `shutdown`. A log that lost commits is waited for.
    pub async fn run(self, shutdown: CancellationToken) {
        shutdown.run_until_cancelled(self.read()).await;
    }

    async fn read(&self) {
        let mut commits = read_in_turn(Arc::clone(&self.log), &[self.category]);
        while let Some(commit) = commits.next().await {
            self.tell(&commit).await;
        }
    }

    async fn tell(&self, commit: &Recorded) {
        for listener in &self.listeners {
            // A listener that was dropped needs no more commits.
            let _ = listener.send(commit.clone()).await;
        }
    }
}
