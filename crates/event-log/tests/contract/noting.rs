//! A reactor that notes what it is given.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use haetae_event_log::{Category, JetStreamLog, Outcome, React, ReactError, Reactor, ReactorError, Recorded};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::until;

#[derive(Default)]
struct Notes(Mutex<BTreeSet<u64>>);

#[async_trait]
impl React for Notes {
    async fn react(&self, commit: &Recorded) -> Result<Outcome, ReactError> {
        self.0.lock().expect("a lock").insert(commit.sequence);
        Ok(Outcome::Ignored)
    }
}

/// The reactor at work.
pub(crate) struct Noting {
    notes: Arc<Notes>,
    shutdown: CancellationToken,
    task: JoinHandle<Result<(), ReactorError>>,
}

impl Noting {
    /// Starts it on the reviews of a log.
    pub(crate) fn start(log: &JetStreamLog, name: &str) -> Self {
        let (notes, shutdown) = (Arc::new(Notes::default()), CancellationToken::new());
        let reactor = Reactor::new(log, name, &[Category::Review], Arc::clone(&notes) as Arc<dyn React>);
        let stop = shutdown.clone();
        Self { notes, shutdown, task: tokio::spawn(async move { reactor.run(stop).await }) }
    }

    /// Waits until it was given all of these.
    pub(crate) async fn gets(&self, wanted: &[u64]) {
        until("everything is handled", async || {
            let seen = self.notes.0.lock().expect("a lock");
            wanted.iter().all(|sequence| seen.contains(sequence)).then_some(())
        })
        .await;
    }

    /// Stops it; returns what it was given.
    pub(crate) async fn stop(self) -> BTreeSet<u64> {
        self.shutdown.cancel();
        self.task.await.expect("no panic").expect("it ends well");
        std::mem::take(&mut *self.notes.0.lock().expect("a lock"))
    }
}
