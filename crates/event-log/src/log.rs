//! The interface of the log for every service and projection.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, future, stream, stream::BoxStream};
use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{AggregateKey, AppendError, Category, NewCommit, ReadError, Recorded};

/// Loads running at once in [`EventLog::load_many`].
const LOADS: usize = 16;

/// One totally ordered log of commits, in which every aggregate has its own sequence of positions.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends a commit to an aggregate whose last commit is at sequence `expected` (0: it has none) and returns its
    /// sequence. If the first commit after `expected` already has the same id and payload, returns the sequence of
    /// that commit: an append can be retried at any time. A commit with the same id and another payload is a
    /// conflict: the caller decided again, and has to load its first decision.
    ///
    /// Cancel-safe: dropping the future neither truncates nor duplicates anything; an accepted append is still
    /// completed.
    ///
    /// # Errors
    /// [`AppendError`]; all but [`AppendError::Unknown`] and [`AppendError::Regressed`] mean that nothing was
    /// written.
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError>;

    /// Waits until a commit that was read, with this id at this sequence, is proved to be stored durably. Call it
    /// before reporting an earlier request as successful: a commit that can be read may still be lost when the disk
    /// of a single server fails.
    ///
    /// # Errors
    /// [`AppendError::Unknown`] when nothing proves it before the deadline.
    async fn assure(&self, _key: &AggregateKey, _at: (Uuid, u64), _deadline: Instant) -> Result<(), AppendError> {
        Ok(())
    }

    /// Compares a time that was read from the clock of this process with the clock of the log, without a request to
    /// the server; returns the earlier of the two times. Decisions that depend on time require that both clocks
    /// agree. A log without a clock of its own accepts any time.
    ///
    /// # Errors
    /// [`AppendError::ClockSkewed`].
    fn check_time(&self, at: Timestamp) -> Result<Timestamp, AppendError> {
        Ok(at)
    }

    /// All commits of one aggregate after sequence `after`, oldest first; empty when there are none.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] unless the answer is complete.
    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError>;

    /// [`EventLog::load`] from the start for each of `keys`, in their order.
    ///
    /// # Errors
    /// The first error of any of them.
    async fn load_many(&self, keys: &[AggregateKey]) -> Result<Vec<Vec<Recorded>>, ReadError> {
        let loads: Vec<_> = keys.iter().map(|key| self.load(key, 0)).collect();
        stream::iter(loads).buffered(LOADS).try_collect().await
    }

    /// The aggregates of a category with few aggregates, such as documents, in the order of their ids.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] unless the answer is complete.
    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError>;

    /// The sequence of the last commit; 0 for an empty log.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`].
    async fn head(&self) -> Result<u64, ReadError>;

    /// The commit at `sequence`; none when it does not exist yet.
    ///
    /// # Errors
    /// As for [`EventLog::head`].
    async fn at(&self, sequence: u64) -> Result<Option<Recorded>, ReadError> {
        if sequence == 0 || sequence > self.head().await? {
            return Ok(None);
        }
        self.read(sequence - 1).next().await.transpose()
    }

    /// Every commit after sequence `after`, in order and without gaps, then new commits as they arrive, without end.
    /// The stream waits for an unreachable log. It ends only after an error that does not resolve with time:
    /// [`ReadError::Gap`]. Foreign messages have the category [`Category::Foreign`].
    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>>;

    /// Waits until the log contains everything that it is known to have contained. Returns at once for a log that
    /// cannot lose anything.
    async fn whole(&self) {}

    /// The sequence of the last commit of these categories; 0 when they have none.
    ///
    /// # Errors
    /// As for [`EventLog::head`].
    async fn head_of(&self, categories: &[Category]) -> Result<u64, ReadError> {
        let all = usize::try_from(self.head().await?).unwrap_or(usize::MAX);
        let ours = of(self.read(0).take(all).boxed(), categories);
        ours.try_fold(0, |_, commit| future::ready(Ok(commit.sequence))).await
    }

    /// [`EventLog::read`] for these categories only: every one of their commits, in order, and foreign messages
    /// between them. For readers that do not need the other categories. A reader that has to be complete, such as a
    /// projection, reads everything.
    fn read_of(&self, categories: &[Category], after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        of(self.read(after), categories)
    }
}

fn of(
    commits: BoxStream<'static, Result<Recorded, ReadError>>,
    categories: &[Category],
) -> BoxStream<'static, Result<Recorded, ReadError>> {
    let categories = categories.to_vec();
    let wanted = move |commit: &Recorded| categories.contains(&commit.key.category()) || commit.key.is_foreign();
    commits.try_filter(move |commit| future::ready(wanted(commit))).boxed()
}
