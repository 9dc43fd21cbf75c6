//! A log in memory whose calls wait for their turn, and that can be made to do what no log may.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures::stream::BoxStream;
use haetae_event_log::{AggregateKey, AppendError, Category, EventLog, MemoryLog, NewCommit, ReadError, Recorded};
use tokio::time::Instant;

/// What is wrong with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// It takes every commit, whatever the writer expects to be the last one.
    TakesAll,
    /// It says of a commit that was taken that another one was quicker.
    DeniesTaken,
    /// It reads back everything but the last commit.
    ReadsOld,
}

impl Fault {
    pub(crate) const ALL: &[Self] = &[Self::TakesAll, Self::DeniesTaken, Self::ReadsOld];
}

pub(crate) struct Turns {
    pub(crate) log: MemoryLog,
    fault: Fault,
    waits: Vec<u8>,
    next: AtomicUsize,
}

impl Turns {
    pub(crate) fn new(waits: Vec<u8>, fault: Fault) -> Self {
        Self { log: MemoryLog::new(), fault, waits, next: AtomicUsize::new(0) }
    }

    async fn turn(&self) -> usize {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        for _ in 0..self.waits[n % self.waits.len()] {
            tokio::task::yield_now().await;
        }
        n
    }
}

#[async_trait]
impl EventLog for Turns {
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError> {
        let n = self.turn().await;
        let expected = if self.fault == Fault::TakesAll {
            self.log.load(key, 0).await.ok().and_then(|commits| commits.last().map(|last| last.sequence)).unwrap_or(0)
        } else {
            expected
        };
        let appended = self.log.append(key, expected, commit, deadline).await?;
        if self.fault == Fault::DeniesTaken && n % 5 == 4 {
            return Err(AppendError::DeadlineExceeded);
        }
        self.turn().await;
        Ok(appended)
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        self.turn().await;
        let mut commits = self.log.load(key, after).await?;
        if self.fault == Fault::ReadsOld && commits.len() > 1 {
            commits.pop();
        }
        self.turn().await;
        Ok(commits)
    }

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        self.log.list(category).await
    }

    async fn head(&self) -> Result<u64, ReadError> {
        self.log.head().await
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        self.log.read(after)
    }
}
