//! The event log on NATS JetStream.

mod certain;
mod clocks;
mod committer;
mod compare;
mod connect;
mod credentials;
mod durability;
mod gate;
mod heads;
mod keeper;
mod line;
mod load;
mod members;
mod options;
mod publish;
pub(crate) mod raw;
mod read;
mod restore;
mod settle;
mod stream;
mod subjects;
mod trouble;
mod view;
mod wire;
mod words;

use std::{sync::Arc, time::Duration};

use async_nats::{Client, jetstream};
use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use haetae_domain::causes::with_causes;
use haetae_proof::{Bundle, PublicKey};
use jiff::Timestamp;
use moka::sync::Cache;
use tokio::{
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{Instant, timeout_at},
};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use self::{
    clocks::Clocks,
    committer::{Bench, Job},
    gate::{Gate, State},
    keeper::Keeper,
    view::View,
};
pub use self::{
    connect::ConnectError,
    credentials::Credentials,
    options::{ArchiveHead, Options, Rooms},
    stream::{Drift, EVENTS},
};
pub(crate) use self::{
    publish::{Refused, refused},
    stream::durable as settings,
    wire::{recorded, time, unavailable},
};
use crate::{AggregateKey, AppendError, Category, EventLog, NewCommit, ReadError, Recorded};

/// Appends accepted at once; more wait outside, within their deadlines.
const ACCEPTED: usize = 4_096;

/// Aggregates remembered that need another way of loading; one that is forgotten costs a connection.
const ODD: u64 = 10_000;

/// Room that a commit's headers need at most, bytes.
const HEADERS: usize = 1_024;

/// How long the first comparison may take beyond the time to connect: longer than anybody is waited for.
const COMPARED: Duration = Duration::from_secs(10);

/// The event log on NATS JetStream. Cloning gives another handle to the same connection.
#[derive(Clone)]
pub struct JetStreamLog {
    inner: Arc<Inner>,
    queue: mpsc::Sender<Job>,
    places: Arc<Semaphore>,
}

struct Inner {
    view: View,
    gate: Arc<Gate>,
    clocks: Arc<Clocks>,
    replicas: usize,
    /// How long the server remembers ids.
    window: Duration,
    rooms: Rooms,
    /// Whether what a reactor cannot answer can be put aside.
    parks: watch::Sender<bool>,
    public_key: Option<PublicKey>,
    /// Aggregates under which messages lie that the client cannot take.
    odd: Cache<AggregateKey, ()>,
    _sentinel: DropGuard,
}

impl JetStreamLog {
    /// Connects, creates the log or verifies every setting of it, and compares it with what is known of it. A log that
    /// is not what it was can be read only: see [`JetStreamLog::regression`].
    ///
    /// # Errors
    /// [`ConnectError`]: an unreachable or too old server, or a log that is not as it has to be.
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
        let bench = Bench::new(&view, Arc::clone(&gate), options.ack_timeout);
        let (replicas, rooms, parks) = (options.replicas, options.rooms, watch::Sender::new(true));
        let (public_key, window) = (options.public_key.clone(), options.duplicate_window);
        let clocks = Arc::new(Clocks::new(options.clock));
        let stop = keep(options, wanted, (&gate, &clocks), &view).await?;
        let (queue, jobs) = mpsc::channel(ACCEPTED);
        tokio::spawn(committer::run(Arc::new(bench), jobs));
        let odd = Cache::new(ODD);
        let inner = Inner { view, gate, clocks, replicas, window, rooms, parks, public_key, odd, _sentinel: stop };
        let inner = Arc::new(inner);
        Ok(Self { inner, queue, places: Arc::new(Semaphore::new(ACCEPTED)) })
    }

    /// Tells the log what somebody else, such as the archive, has read from it: `known` has to be in it. If it is
    /// not, writes are refused from now on ([`AppendError::Regressed`]) and reads go on.
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

    /// Ends when the log turns out not to hold what it once held. Writes are refused from then on, until everything is
    /// found in it ([`JetStreamLog::recovery`]), as after it was restored; reads go on.
    pub async fn regression(&self) {
        self.inner.gate.regression().await;
    }

    /// Ends when the log holds everything that it is known to have held.
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

    /// Whether the server is connected and acknowledges no commit, as one whose disk is full or broken.
    #[must_use]
    pub fn stalled(&self) -> watch::Receiver<bool> {
        self.inner.gate.trouble.stalled()
    }

    /// Whether the clock of this process agrees with that of the log, from now on.
    #[must_use]
    pub fn clocks_agree(&self) -> watch::Receiver<bool> {
        self.inner.clocks.agree()
    }

    /// Whether the log turned out not to hold what it once held.
    #[must_use]
    pub fn is_regressed(&self) -> bool {
        self.inner.gate.is_regressed()
    }

    /// Hands the signed head of the archive to everybody who writes, as a proof of the last commit under it, unless they
    /// have a later one; and compares the log with what they have.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] if it cannot be handed over; [`ReadError::Gap`] if the log is not what it says.
    pub async fn publish_head(&self, proof: &Bundle) -> Result<(), ReadError> {
        heads::ensure(self).await.map_err(wire::unavailable)?;
        heads::publish(self, proof).await?;
        self.inner.compare().await
    }

    /// One commit by its sequence.
    pub(crate) async fn commit(&self, sequence: u64) -> Result<Recorded, ReadError> {
        let commit = self.inner.view.commit(sequence).await?;
        commit.ok_or_else(|| wire::unavailable("there is no such commit"))
    }

    /// The first message from `sequence` on that matches one of `filters`.
    pub(crate) async fn next(&self, filters: &[String], sequence: u64) -> Result<Option<Recorded>, ReadError> {
        Ok(self.inner.view.next(filters, sequence).await?.as_ref().map(raw::Stored::recorded))
    }

    /// The `count` messages after `after`, one by one. Losing the connection over one of them would end a reactor's deliveries
    /// before they were read past it, again and again.
    pub(crate) fn few(&self, after: u64, count: usize) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), &[], after, count).take(count).boxed()
    }

    /// Requests beside the log's own.
    pub(crate) fn context(&self) -> jetstream::Context {
        self.inner.view.context()
    }

    pub(crate) fn client(&self) -> Client {
        self.inner.view.client.clone()
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner.view.patience
    }

    pub(crate) fn replicas(&self) -> usize {
        self.inner.replicas
    }

    pub(crate) fn rooms(&self) -> Rooms {
        self.inner.rooms
    }

    /// Whether what a reactor cannot answer can be put aside. While it cannot, this service writes nothing: what it
    /// acknowledged might never be passed on.
    #[must_use]
    pub fn parking(&self) -> watch::Receiver<bool> {
        self.inner.parks.subscribe()
    }

    pub(crate) fn can_park(&self) {
        self.inner.parks.send_if_modified(|parks| !std::mem::replace(parks, true));
    }

    pub(crate) fn cannot_park(&self, error: &(dyn std::error::Error + 'static)) {
        // A server that is not there is told elsewhere, and takes no commits either.
        if self.inner.gate.state() == State::Open && self.inner.parks.send_replace(false) {
            let (reason, error) = ("CANNOT_PARK", with_causes(error));
            tracing::error!(alarm = true, reason, error, "commits cannot be put aside; writes are refused");
        }
    }

    /// Notes a commit that the log delivered.
    pub(crate) fn holds(&self, commit: &Recorded) {
        self.inner.gate.holds(commit.clone());
    }

    /// Changes whenever messages may have been lost on their way to this client.
    pub(crate) fn losses(&self) -> tokio::sync::watch::Receiver<u64> {
        self.inner.gate.losses()
    }

    /// Refuses what the server would: it would only fail later and fail others with it.
    fn fits(&self, commit: &NewCommit) -> Result<(), AppendError> {
        let size = commit.payload.len();
        let limit = self.inner.view.client.max_payload().saturating_sub(HEADERS);
        let trace = commit.traceparent.as_ref().map_or(0, String::len);
        if size > limit || trace > HEADERS / 2 {
            Err(AppendError::TooLarge { size: size + trace, limit })
        } else {
            Ok(())
        }
    }
}

impl Inner {
    /// Compares the log with what is known of it here.
    async fn compare(&self) -> Result<(), ReadError> {
        compare::compare(&self.view, &self.gate, &[], self.public_key.as_ref()).await
    }
}

/// Has the gate kept from now on, until the guard is dropped; waits for the first comparison of the log.
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
    let stopped = stop.clone();
    tokio::spawn(async move {
        stopped.run_until_cancelled(keeper.run(compared)).await;
        keeper.leave(&view).await;
    });
    let stop = stop.drop_guard();
    let first = timeout_at(until, first).await.map_err(|elapsed| ConnectError::Unreachable(Arc::new(elapsed)))?;
    first.map_err(ConnectError::api)?;
    Ok(stop)
}

/// Makes another stream of ours, or verifies it.
pub(crate) async fn ensure_stream(
    log: &JetStreamLog,
    wanted: &jetstream::stream::Config,
    any_room: bool,
) -> Result<(), ConnectError> {
    stream::ensure(&log.inner.view.client, wanted, any_room).await
}

#[async_trait]
impl EventLog for JetStreamLog {
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError> {
        self.fits(&commit)?;
        if !*self.inner.parks.borrow() {
            return Err(AppendError::Unavailable(Arc::from(Box::from("commits cannot be put aside"))));
        }
        if self.inner.gate.trouble.is_full() {
            return Err(AppendError::Full(Arc::from(Box::from("the disk of the log's server has no room"))));
        }
        if deadline <= Instant::now() {
            return Err(AppendError::DeadlineExceeded);
        }
        let late = |_| AppendError::DeadlineExceeded;
        let closed = || AppendError::Unavailable(Arc::new(std::io::Error::from(std::io::ErrorKind::NotConnected)));
        let place = timeout_at(deadline, Arc::clone(&self.places).acquire_owned()).await.map_err(late)?;
        let place = place.map_err(|_| closed())?;
        let slot = timeout_at(deadline, self.queue.reserve()).await.map_err(late)?.map_err(|_| closed())?;
        let (answer, end) = oneshot::channel();
        let (key, subject, span) = (key.clone(), key.subject(), tracing::Span::current());
        slot.send(Job { key, subject, expected, commit, deadline, answer, span, _place: place });
        let lost = |_| AppendError::Unknown(Arc::new(std::io::Error::from(std::io::ErrorKind::Interrupted)));
        end.await.map_err(lost)?
    }

    async fn assure(&self, key: &AggregateKey, at: (Uuid, u64), deadline: Instant) -> Result<(), AppendError> {
        settle::assure(&self.inner.view, &self.inner.gate, key, at, deadline).await
    }

    fn check_time(&self, at: Timestamp) -> Result<Timestamp, AppendError> {
        self.inner.clocks.check(at)
    }

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        let subjects = self.inner.view.stream.info_with_subjects(category.filter()).await.map_err(wire::unavailable)?;
        let subjects: Vec<(String, usize)> = subjects.try_collect().await.map_err(wire::unavailable)?;
        // A subject that names no aggregate is a stranger's.
        let mut keys: Vec<_> =
            subjects.iter().filter_map(|(subject, _)| AggregateKey::from_subject(subject).ok()).collect();
        keys.sort();
        Ok(keys)
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        load::load(&self.inner, key, after).await
    }

    async fn head(&self) -> Result<u64, ReadError> {
        self.inner.view.head().await
    }

    async fn at(&self, sequence: u64) -> Result<Option<Recorded>, ReadError> {
        // The server takes 0 for no number at all.
        if sequence == 0 { Ok(None) } else { self.inner.view.commit(sequence).await }
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), &[], after, 0)
    }

    async fn head_of(&self, categories: &[Category]) -> Result<u64, ReadError> {
        let mut head = 0;
        for category in categories {
            head = head.max(load::tail(&self.inner, &category.filter()).await?);
        }
        Ok(head)
    }

    fn read_of(&self, categories: &[Category], after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), categories, after, 0)
    }
}
