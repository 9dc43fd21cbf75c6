//! Servers, keys and commits for the tests.

use std::time::Duration;

use bytes::Bytes;
use haetae_devstack::{Nats, NatsCluster, NatsOptions, StackDir, Toolchain};
use haetae_event_log::{AggregateKey, Category, EventLog, JetStreamLog, Line, NewCommit, Options, ReadError, Recorded};
use haetae_proto::event::v1 as pb;
use prost::Message as _;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{sync::OnceCell, time::Instant};
use uuid::Uuid;

/// Bound of everything that has to happen sooner or later.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// Room for the logs of these tests: small disks have it.
pub(crate) const ROOM: u64 = 256 << 20;

/// The servers' programs, found once: fetching them twice at the same time is of no use.
async fn toolchain() -> &'static Toolchain {
    static FOUND: OnceCell<Toolchain> = OnceCell::const_new();
    FOUND.get_or_init(|| async { Toolchain::find().await.expect("servers") }).await
}

/// One durable server.
pub(crate) struct Single {
    pub(crate) server: Nats,
    pub(crate) dir: StackDir,
}

impl Single {
    pub(crate) async fn start() -> Self {
        let dir = StackDir::create().expect("a directory");
        let server = Nats::start(toolchain().await, dir.path(), NatsOptions::default()).await.expect("a server");
        Self { server, dir }
    }

    pub(crate) fn options(&self) -> Options {
        let max_bytes = Some(ROOM);
        Options { ack_timeout: Duration::from_millis(400), max_bytes, ..Options::new(self.server.url()) }
    }

    pub(crate) async fn log(&self) -> JetStreamLog {
        JetStreamLog::connect(self.options()).await.expect("the log")
    }

    /// A client that belongs to no log.
    pub(crate) async fn stranger(&self) -> async_nats::Client {
        async_nats::connect(self.server.url()).await.expect("a connection")
    }

    pub(crate) fn signal(&self, kind: Signal) {
        signal(self.server.pid().expect("it runs"), kind);
    }
}

pub(crate) fn signal(pid: u32, kind: Signal) {
    let pid = Pid::from_raw(pid.cast_signed()).expect("a process id");
    kill_process(pid, kind).expect("signalled");
}

/// Three servers that replicate.
pub(crate) struct Cluster {
    pub(crate) servers: NatsCluster,
    _dir: StackDir,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let dir = StackDir::create().expect("a directory");
        let servers = NatsCluster::start(toolchain().await, dir.path(), 3).await.expect("a cluster");
        Self { servers, _dir: dir }
    }

    pub(crate) async fn log(&self) -> JetStreamLog {
        let urls = self.servers.urls().join(",");
        let max_bytes = Some(ROOM);
        let options = Options { replicas: 3, connect_timeout: SOON, max_bytes, ..Options::new(urls) };
        JetStreamLog::connect(options).await.expect("the log")
    }
}

pub(crate) fn key(id: &str) -> AggregateKey {
    AggregateKey::new(Category::Review, id).expect("a key")
}

/// The commit that answers `cause` for this aggregate: the same every time.
pub(crate) fn commit(key: &AggregateKey, cause: &str) -> NewCommit {
    numbered(key, cause, 1)
}

/// The same as the aggregate's commit of this number.
pub(crate) fn numbered(key: &AggregateKey, cause: &str, version: u64) -> NewCommit {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{key} {cause}").as_bytes());
    let commit = pb::Commit {
        commit_id: Bytes::copy_from_slice(id.as_bytes()),
        category: key.category().to_string(),
        aggregate_id: key.id().into(),
        version,
        recorded_at: Some(prost_types::Timestamp::default()),
        ..pb::Commit::default()
    };
    NewCommit { id, payload: commit.encode_to_vec().into(), traceparent: None }
}

pub(crate) fn deadline() -> Instant {
    Instant::now() + SOON
}

/// Appends `count` commits one after the other and gives their sequences.
pub(crate) async fn fill(log: &dyn EventLog, key: &AggregateKey, count: usize) -> Vec<u64> {
    let before = loaded(log, key).await;
    let (mut sequences, mut line) = (sequences(&before), Line::default());
    let version = before.iter().filter(|commit| line.take(commit)).count();
    for number in 0..count {
        let last = sequences.last().copied().unwrap_or(0);
        let commit = numbered(key, &format!("fill {last} {number}"), (version + number) as u64 + 1);
        sequences.push(log.append(key, last, commit, deadline()).await.expect("appended"));
    }
    sequences
}

/// Every commit of an aggregate; a log that cannot be reached, as while a cluster elects a leader, is asked again.
pub(crate) async fn loaded(log: &dyn EventLog, key: &AggregateKey) -> Vec<Recorded> {
    let end = deadline();
    loop {
        match log.load(key, 0).await {
            Ok(commits) => return commits,
            Err(ReadError::Unavailable(cause)) => assert!(Instant::now() < end, "in vain: {cause}"),
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) fn sequences(commits: &[Recorded]) -> Vec<u64> {
    commits.iter().map(|commit| commit.sequence).collect()
}

/// Waits until `found` gives something.
pub(crate) async fn until<T>(what: &str, mut found: impl AsyncFnMut() -> Option<T>) -> T {
    let end = deadline();
    loop {
        if let Some(found) = found().await {
            return found;
        }
        assert!(Instant::now() < end, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
