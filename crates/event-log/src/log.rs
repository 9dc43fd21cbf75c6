//! The port every service and projection programs against.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, future, stream, stream::BoxStream};
use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{AggregateKey, AppendError, Category, NewCommit, ReadError, Recorded};

/// Loads running at once in [`EventLog::load_many`].
const LOADS: usize = 16;

/// One totally ordered log of commits, in which every aggregate has its own line of positions.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends a commit to an aggregate whose last commit is at sequence `expected` (0: it has none) and returns
    /// its sequence. A commit that is already there, first after `expected`, with the same id and the same payload,
    /// is found and its sequence returned: repeating an append is harmless for ever. One with the same id and another
    /// payload is a conflict: the caller decided again, and has to load what it decided the first time.
    ///
    /// Cancel-safe: dropping the future neither tears nor doubles anything; what was accepted still ends.
    ///
    /// # Errors
    /// [`AppendError`]; all but [`AppendError::Unknown`] and [`AppendError::Regressed`] say that nothing was written.
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError>;

    /// Waits until a commit that was read, with this id at this sequence, is known to be stored for good. Call it before
    /// telling a caller that an earlier request had its effect: what can be read may still be lost when the disk of a
    /// single server fails.
    ///
    /// # Errors
    /// [`AppendError::Unknown`] when nothing proves it before the deadline.
    async fn assure(&self, _key: &AggregateKey, _at: (Uuid, u64), _deadline: Instant) -> Result<(), AppendError> {
        Ok(())
    }

    /// Compares a time that was read from the clock of this process with the clock of the log, without a request to the
    /// server; returns the earlier of the two times. What is decided by time is decided only if both clocks agree. A log without a
    /// clock of its own agrees with any.
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

    /// The aggregates of a category of which there are few, such as documents, in the order of their ids.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] unless the answer is complete.
    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError>;

    /// The sequence of the last commit; 0 for an empty log.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`].
    async fn head(&self) -> Result<u64, ReadError>;

    /// The commit at `sequence`; none when there is none yet.
    ///
    /// # Errors
    /// As for [`EventLog::head`].
    async fn at(&self, sequence: u64) -> Result<Option<Recorded>, ReadError> {
        if sequence == 0 || sequence > self.head().await? {
            return Ok(None);
        }
        self.read(sequence - 1).next().await.transpose()
    }

    /// Every commit after sequence `after`, in order and without gaps, then new ones as they come, for ever.
    /// An unreachable log is waited for; the stream ends only after an error that waiting cannot mend:
    /// [`ReadError::Gap`]. What a stranger put there comes with [`Category::Foreign`].
    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>>;

    /// Waits until the log holds everything that it is known to have held. A log that cannot lose anything always does.
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

    /// [`EventLog::read`] for these categories only: every one of their commits, in order, and what strangers put between
    /// them. For those who have no use for the others; what has to be complete, such as a projection, reads everything.
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
