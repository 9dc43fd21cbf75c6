//! Withholds the last commit of the log from readers until it is proved to be on the server's disk.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::{super::certain::certain, Reader, Shown};

/// Pause between two questions whether the last commit is stored.
const ASK: Duration = Duration::from_millis(100);

impl Reader {
    /// Withholds the last commit of a single server until it is proved to be stored; a commit that the disk rejected
    /// would otherwise be shown and disappear later. Returns false when the commit has to be read again.
    pub(super) async fn is_stored(&mut self, Shown { commit, id, published, followed }: &Shown) -> bool {
        let sequence = commit.sequence;
        // A message without an id, or on a subject of no aggregate, is not a commit of this system.
        let held_back = !followed && !commit.key.is_foreign() && !self.inner.gate.knows(sequence);
        let Some(id) = id.as_deref().filter(|_| held_back) else { return true };
        let (subject, mut doubted) = (commit.key.subject(), false);
        while !self.losses.has_changed().unwrap_or(false) {
            match certain(&self.inner.view, &self.inner.gate, &subject, (id, sequence)).await {
                Ok(true) => return true,
                // The server no longer remembers an old commit.
                Ok(false) if !doubted && self.is_old(*published).await => return true,
                Ok(false) | Err(_) => {}
            }
            if !doubted {
                tracing::warn!(sequence, "the last commit is not confirmed as stored; not reading it yet");
            }
            doubted = true;
            sleep(ASK).await;
        }
        false
    }

    async fn is_old(&self, published: i128) -> bool {
        let now = self.inner.view.clock().await.map_or(published, Timestamp::as_nanosecond);
        u128::try_from(now - published).is_ok_and(|age| age > self.inner.window.as_nanos())
    }
}
