//! One reading of the log for all in a process that keep something of it in memory. Commits that do not count come as messages
//! of strangers.

use std::sync::Arc;

use futures::StreamExt as _;
use haetae_event_log::{Category, EventLog, Recorded, read_in_turn};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Commits that may wait for a listener.
const WAITING: usize = 256;

/// The commits of a category for one listener: every one in order, from the first, and new ones as they come. They end
/// with the process.
pub type Commits = mpsc::Receiver<Recorded>;

/// Reads the commits of one category once, for any number of listeners. A slow one slows the others down.
pub struct Tail {
    log: Arc<dyn EventLog>,
    category: Category,
    listeners: Vec<mpsc::Sender<Recorded>>,
}

impl Tail {
    /// Of this category of the log, without listeners yet.
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
            // One that is gone needs nothing any more.
            let _ = listener.send(commit.clone()).await;
        }
    }
}
