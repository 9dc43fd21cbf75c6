//! Errors, grouped by how the caller has to react to them.

use std::{error::Error, sync::Arc};

use jiff::SignedDuration;
use thiserror::Error;

/// The cause of a failure. Shared, because one refused batch fails many appends.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// Why an append returned no sequence.
#[derive(Debug, Clone, Error)]
pub enum AppendError {
    /// Nothing was written: the aggregate is not at the expected position. Reload, decide again.
    #[error("the aggregate is not at sequence {expected}")]
    Conflict {
        /// The position the caller expected.
        expected: u64,
        /// The first commit after it, if the log returned it.
        found: Option<u64>,
    },
    /// Nothing was written: the deadline passed first.
    #[error("the deadline passed before the commit was published")]
    DeadlineExceeded,
    /// The commit may or may not be in the log, or it can be read there but is not proved to be on disk. Retrying
    /// with the same id and position is harmless.
    #[error("it is not known whether the commit was written")]
    Unknown(#[source] Cause),
    /// Nothing was written: the log is unreachable or cannot serve requests now.
    #[error("the event log is not available")]
    Unavailable(#[source] Cause),
    /// Nothing was written: the log's server was restarted, and no archive has reported since. The log could
    /// therefore not be compared with an archive.
    #[error("no archive has reported since the event log's server started")]
    ArchiveSilent,
    /// Nothing was written: the log has no room. An operator has to act.
    #[error("the event log is full")]
    Full(#[source] Cause),
    /// Nothing was written: the clocks of this process and of the log differ by more than
    /// [`CLOCK_TOLERANCE`](crate::CLOCK_TOLERANCE), or the time of the command does not fit the log's clock. Appends
    /// succeed again once the clock is right.
    #[error("the clock is {}s ahead of that of the event log", .ahead.as_secs_f64())]
    ClockSkewed {
        /// How far the clock of this process is ahead; negative when it is behind.
        ahead: SignedDuration,
    },
    /// Nothing was written: the commit exceeds the log's size limit.
    #[error("a commit of {size} bytes is over the limit of {limit}")]
    TooLarge {
        /// Bytes of the payload and its headers.
        size: usize,
        /// The log's limit in bytes.
        limit: usize,
    },
    /// Writes are refused: the log ends before a position that it had confirmed. An operator has to restore it. The
    /// restore may lose a commit that was written just before the loss was detected.
    #[error("the log went back: it held sequence {known} and is now at {head}")]
    Regressed {
        /// The highest position known to have been confirmed.
        known: u64,
        /// The current head of the log.
        head: u64,
    },
}

/// Why a read failed.
#[derive(Debug, Clone, Error)]
pub enum ReadError {
    /// The log is unreachable or its answer was incomplete. Retry.
    #[error("the event log is not available")]
    Unavailable(#[source] Cause),
    /// Commits are missing, or the log went back (`got < expected`). Stop and raise an alarm; never skip.
    #[error("the log does not continue at sequence {expected} but at {got}")]
    Gap {
        /// The position that has to come next.
        expected: u64,
        /// The position that was received, or the next position of a log that went back.
        got: u64,
    },
}
