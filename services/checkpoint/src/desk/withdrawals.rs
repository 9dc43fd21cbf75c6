//! The reviews that were withdrawn. Their diagnoses can no longer be changed; a withdrawal is final.

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock},
};

use haetae_event_log::{
    Category, EventLog, Recorded,
    codec::{Aggregate as _, Reviews},
};
use haetae_service_kit::tail::{Commits, Tail};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Their ids, kept in memory and updated as the log grows. A step taken at the moment of the withdrawal may still
/// precede it.
#[derive(Debug, Default)]
pub(crate) struct Withdrawals(RwLock<HashSet<Uuid>>);

impl Withdrawals {
    /// Whether a review was withdrawn, as far as the log has been read.
    pub(crate) fn hold(&self, review_id: Uuid) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&review_id)
    }

    /// The withdrawals of a log, read in the background until `shutdown`.
    pub(crate) fn kept(log: Arc<dyn EventLog>, shutdown: CancellationToken) -> Arc<Self> {
        let (kept, mut tail) = (Arc::new(Self::default()), Tail::new(log, Category::Review));
        let (following, commits) = (Arc::clone(&kept), tail.listen());
        tokio::spawn(tail.run(shutdown));
        tokio::spawn(async move { following.follow(commits).await });
        kept
    }

    /// Notes withdrawals until the channel of commits closes.
    async fn follow(&self, mut commits: Commits) {
        while let Some(recorded) = commits.recv().await {
            self.note(&recorded);
        }
    }

    /// A commit that this build cannot read withdraws nothing.
    fn note(&self, recorded: &Recorded) {
        let events = recorded.decode().map_or_else(|_| vec![], |commit| commit.events);
        let mut events = events.into_iter().filter_map(|event| Reviews::decode(event.event?).ok());
        let withdrawn = events.any(|event| event.withdraws());
        if let (true, Ok(id)) = (withdrawn, Uuid::try_parse(recorded.key.id())) {
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
    }
}
