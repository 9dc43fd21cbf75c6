//! [`JetStreamLog`]: the handle of a process to the event log.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream;
use haetae_proof::Bundle;
use moka::sync::Cache;
use tokio::{
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{Instant, timeout_at},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    ConnectError, Options,
    bench::Bench,
    clocks::Clocks,
    committer, connect, durability,
    gate::{Gate, State},
    heads,
    inner::{self, Inner},
    job::Job,
    keeper::Keeper,
    members, stream,
    view::View,
    wire,
};
use crate::ReadError;

/// Appends accepted at once; more wait outside, within their deadlines.
const ACCEPTED: usize = 4_096;

/// Time limit for the first comparison, in addition to the time to connect: longer than the keeper waits for any one
/// member.
const COMPARED: Duration = Duration::from_secs(10);

/// The event log on NATS JetStream. A clone is another handle to the same connection.
#[derive(Clone)]
pub struct JetStreamLog {
    pub(super) inner: Arc<Inner>,
    pub(super) queue: mpsc::Sender<Job>,
    pub(super) places: Arc<Semaphore>,
}

impl JetStreamLog {
    /// Connects, creates the log or verifies all its settings, and compares it with what is known of it. If the log
    /// has lost commits it can only be read: see [`JetStreamLog::regression`].
    ///
    /// # Errors
    /// [`ConnectError`]: the server is unreachable or too old, or the log has other settings than required.
    pub async fn connect(options: Options) -> Result<Self, ConnectError> {
        let wanted = stream::events(&options)?;
        let gate = Arc::new(Gate::new(options.replicas > 1));
        let client = connect::connect(&options, &gate).await?;
        if let Some(endpoint) = &options.monitoring {
            durability::check(endpoint, options.max_bytes.unwrap_or(Options::ROOM)).await?;
        } else {
            tracing::warn!(
                "nats.monitoring is not set: whether the server syncs always is not checked, and a full volume shows as \
                 OUTCOME_UNKNOWN and LOG_STALLED, never as LOG_FULL"
            );
        }
        let any_room = options.max_bytes.is_none();
        stream::ensure_by(&client, &wanted, any_room, Instant::now() + options.connect_timeout).await?;
        let view = View::new(client, options.request_timeout).await?;
        // Differing settings are reported at once. The keeper waits for problems that can resolve with time.
        if let Err(error @ ConnectError::Drifted { .. }) = members::ensure(&view, options.replicas, options.rooms).await
        {
            return Err(error);
        }
        let bench = Bench::new(&view, Arc::clone(&gate), options.ack_timeout);
        let (replicas, rooms, parks) = (options.replicas, options.rooms, watch::Sender::new(true));
        let (public_key, window) = (options.public_key.clone(), options.duplicate_window);
        let clocks = Arc::new(Clocks::new(options.clock));
        let stop = keep(options, wanted, (&gate, &clocks), &view).await?;
        let (queue, jobs) = mpsc::channel(ACCEPTED);
        tokio::spawn(committer::run(Arc::new(bench), jobs));
        let odd = Cache::new(inner::ODD);
        let inner = Inner { view, gate, clocks, replicas, window, rooms, parks, public_key, odd, _sentinel: stop };
        let inner = Arc::new(inner);
        Ok(Self { inner, queue, places: Arc::new(Semaphore::new(ACCEPTED)) })
    }

    /// Requires sequence `known`, which another reader such as the archive has read, to be in the log. If it is not,
    /// writes are refused from now on ([`AppendError::Regressed`](crate::AppendError::Regressed)) and reads continue.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] if the head cannot be read; [`ReadError::Gap`] if the log went back.
    pub async fn require(&self, known: u64) -> Result<(), ReadError> {
        self.inner.gate.saw(known);
        self.inner.compare().await
    }

    /// Whether commits can be appended now; for health checks.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.inner.gate.state() == State::Open
    }

    /// Resolves when the log turns out to lack commits that it once had. From then on writes are refused and reads
    /// continue, until everything is found in the log again ([`JetStreamLog::recovery`]), for example after a
    /// restore.
    pub async fn regression(&self) {
        self.inner.gate.regression().await;
    }

    /// Resolves when the log contains everything that it is known to have contained.
    pub async fn recovery(&self) {
        self.inner.gate.recovery().await;
    }

    /// Whether writes wait for an archive to be heard.
    #[must_use]
    pub fn waits_for_archive(&self) -> bool {
        self.inner.gate.state() == State::Unarchived
    }

    /// Ends when writes wait for an archive to be heard.
    pub async fn archive_silence(&self) {
        self.inner.gate.reached(|state| state == State::Unarchived).await;
    }

    /// Ends when writes do not, or no longer, wait for an archive.
    pub async fn archive_heard(&self) {
        self.inner.gate.reached(|state| matches!(state, State::Open | State::Regressed { .. })).await;
    }

    /// Whether the server is connected but acknowledges no commit, for example because its disk is full or broken.
    #[must_use]
    pub fn stalled(&self) -> watch::Receiver<bool> {
        self.inner.gate.trouble.stalled()
    }

    /// Whether the server answers. After some seconds without an answer, appends and loads fail at once until the
    /// server answers again.
    #[must_use]
    pub fn answers(&self) -> watch::Receiver<bool> {
        self.inner.gate.contact.answers()
    }

    /// Whether the clock of this process agrees with that of the log, from now on.
    #[must_use]
    pub fn clocks_agree(&self) -> watch::Receiver<bool> {
        self.inner.clocks.agree()
    }

    /// Whether the log turned out to lack commits that it once had.
    #[must_use]
    pub fn is_regressed(&self) -> bool {
        self.inner.gate.is_regressed()
    }

    /// Publishes the signed head of the archive to every writer, as a proof of the last commit under it, unless a later head
    /// is published; then compares the log with the published head.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] if it cannot be handed over; [`ReadError::Gap`] if the log is not what it says.
    pub async fn publish_head(&self, proof: &Bundle) -> Result<(), ReadError> {
        let Inner { view, replicas, rooms, public_key, .. } = &*self.inner;
        heads::ensure(view, *replicas, *rooms).await.map_err(wire::unavailable)?;
        if let Some(key) = public_key {
            heads::publish(view, key, proof).await?;
        }
        self.inner.compare().await
    }

    /// Whether commits that a reactor cannot answer can be parked. While they cannot, this service writes nothing,
    /// because a commit it acknowledges might never be passed on.
    #[must_use]
    pub fn parking(&self) -> watch::Receiver<bool> {
        self.inner.parks.subscribe()
    }
}

/// Starts the keeper, which runs until the guard is dropped; waits for the first comparison of the log.
async fn keep(
    options: Options,
    events: jetstream::stream::Config,
    (gate, clocks): (&Arc<Gate>, &Arc<Clocks>),
    view: &View,
) -> Result<DropGuard, ConnectError> {
    let (compared, first) = oneshot::channel();
    let until = Instant::now() + options.connect_timeout + COMPARED;
    let (stop, view) = (CancellationToken::new(), view.clone());
    let mut keeper = Keeper::new(options, events, (Arc::clone(gate), Arc::clone(clocks)), &view);
    let (stopped, gate) = (stop.clone(), Arc::clone(gate));
    tokio::spawn(async move {
        let kept = async { tokio::join!(keeper.run(compared), gate.contact.count()) };
        stopped.run_until_cancelled(kept).await;
        keeper.leave(&view).await;
    });
    let stop = stop.drop_guard();
    let first = timeout_at(until, first).await.map_err(|elapsed| ConnectError::Unreachable(Arc::new(elapsed)))?;
    first.map_err(ConnectError::api)?;
    Ok(stop)
}
