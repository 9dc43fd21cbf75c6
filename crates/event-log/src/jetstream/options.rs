//! Options: how to reach the log, and the settings it requires.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use haetae_proof::{Hash, PublicKey};
use jiff::Timestamp;

use crate::Cause;

use super::Credentials;

/// The end of an archive: a copy of the log on another disk.
#[async_trait]
pub trait ArchiveHead: fmt::Debug + Send + Sync {
    /// The sequence of its last commit and the hash of that commit's leaf; none while nothing was copied.
    ///
    /// # Errors
    /// When it cannot be read now.
    async fn last(&self) -> Result<Option<(u64, Hash)>, Cause>;
}

/// Size limits of the streams beside the log, in bytes. Absent: the existing limit, or the default for a new stream.
/// Present: a stream with another limit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rooms {
    /// The stream of parked commits: some hundreds of bytes each. 64 MiB.
    pub parked: Option<u64>,
    /// The latest signed head. 1 MiB.
    pub heads: Option<u64>,
    /// The list of members: some hundreds of bytes each. 1 MiB.
    pub members: Option<u64>,
}

impl Rooms {
    pub(crate) fn parked(self) -> i64 {
        bytes(self.parked, 64 << 20)
    }

    pub(crate) fn heads(self) -> i64 {
        bytes(self.heads, 1 << 20)
    }

    pub(crate) fn members(self) -> i64 {
        bytes(self.members, 1 << 20)
    }
}

/// A limit in the server's form, where 0 would mean unlimited.
fn bytes(given: Option<u64>, default: i64) -> i64 {
    given.map_or(default, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX).max(1))
}

/// Settings of a connection to the log. [`Options::new`] has defaults.
#[derive(Debug, Clone)]
pub struct Options {
    /// One or more server addresses, separated by commas.
    pub url: String,
    /// How the client authenticates; absent for servers that require no authentication.
    pub credentials: Option<Credentials>,
    /// Certificates to trust besides the system's, PEM. Present: TLS is required.
    pub root_certificates: Option<PathBuf>,
    /// Shown by the server for this connection.
    pub client_name: String,
    /// Copies of the log, 1, 3 or 5.
    pub replicas: usize,
    /// The server's monitoring endpoint, `host:port`. Present: the server is refused unless it syncs every commit to
    /// disk before it confirms it (`sync_interval: always`), and unless the log's limit is at most 60 % of the
    /// server's storage limit. An ordinary client can see neither.
    pub monitoring: Option<String>,
    /// Size limit of the log in bytes. Has to be less than the disk has, so that it is reached first. Absent: the
    /// existing limit, or [`Options::ROOM`] for a new log.
    pub max_bytes: Option<u64>,
    /// Size limits of the streams beside the log.
    pub rooms: Rooms,
    /// How long the server remembers commit ids. Only an optimisation: correctness does not depend on it.
    pub duplicate_window: Duration,
    /// The public key of the log's heads. Present: the log is compared with the latest signed head at the start,
    /// after every new connection and every few seconds, and accepts no commits while it does not match.
    pub public_key: Option<PublicKey>,
    /// The archive that this process keeps, if any: the log is compared with it, and the other members are informed
    /// of it.
    pub archive: Option<Arc<dyn ArchiveHead>>,
    /// Whether writes to a restarted server wait until an archive has reported and its end was found in the server's
    /// log. Otherwise commits may be written to a server that restarted with an older log, before any process detects
    /// it.
    pub require_archive: bool,
    /// Reads the system clock. Present: it is compared with the server's clock every few seconds and with every
    /// command, and nothing is written while they differ by more than [`CLOCK_TOLERANCE`](crate::CLOCK_TOLERANCE).
    pub clock: Option<fn() -> Timestamp>,
    /// How long to try to reach a server before giving up.
    pub connect_timeout: Duration,
    /// Time-out of one publish before it is retried.
    pub ack_timeout: Duration,
    /// Time-out of one read request before it is retried.
    pub request_timeout: Duration,
}

impl Options {
    /// Default size limit of the log in bytes: 8 GiB.
    pub const ROOM: u64 = 8 << 30;

    /// Options for a single server without authentication.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            credentials: None,
            root_certificates: None,
            client_name: "haetae".into(),
            replicas: 1,
            monitoring: None,
            max_bytes: None,
            rooms: Rooms::default(),
            duplicate_window: Duration::from_secs(120),
            public_key: None,
            archive: None,
            require_archive: false,
            clock: None,
            connect_timeout: Duration::from_secs(10),
            ack_timeout: Duration::from_secs(2),
            request_timeout: Duration::from_secs(5),
        }
    }
}
