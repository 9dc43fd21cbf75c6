//! The event log on NATS JetStream.

mod committer;
mod connect;
mod durability;
mod gate;
mod heads;
mod load;
mod options;
mod publish;
mod read;
mod restore;
mod settle;
mod stream;
mod wire;

use std::{sync::Arc, time::Duration};

use async_nats::{
    Client,
    jetstream::{self, stream::RawMessageErrorKind},
};
use async_trait::async_trait;
use futures::{TryStreamExt as _, stream::BoxStream};
use haetae_proof::{Bundle, PublicKey};
use tokio::{
    sync::{Notify, Semaphore, mpsc, oneshot},
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_util::sync::{CancellationToken, DropGuard};

use self::{
    committer::{Bench, Job},
    gate::{Gate, State},
    settle::Leader,
};
pub use self::{
    connect::ConnectError,
    options::{Credentials, Options},
    stream::{Drift, EVENTS},
};
pub(crate) use self::{
    publish::{Refused, refused},
    stream::durable as settings,
    wire::{recorded, unavailable},
};
use crate::{AggregateKey, AppendError, Category, EventLog, NewCommit, ReadError, Recorded};

/// Appends accepted at once; more wait outside, within their deadlines.
const ACCEPTED: usize = 4_096;

/// Room that a commit's headers need at most, bytes.
const HEADERS: usize = 1_024;

/// Times that a head behind the known one is looked at again before it is believed.
const LOOKS: u32 = 3;

/// How often the log is compared with its latest signed head while it is connected.
const COMPARE: Duration = Duration::from_secs(3);

/// The event log on NATS JetStream. Cloning gives another handle to the same connection.
#[derive(Clone)]
pub struct JetStreamLog {
    inner: Arc<Inner>,
    queue: mpsc::Sender<Job>,
    places: Arc<Semaphore>,
}

struct Inner {
    client: Client,
    stream: Leader,
    gate: Arc<Gate>,
    replicas: usize,
    request_timeout: Duration,
    public_key: Option<PublicKey>,
    _sentinel: DropGuard,
}

impl JetStreamLog {
    /// Connects, creates the log or verifies every setting of it, and looks at its head. A log that is not what its
    /// signed head says can be read only: see [`JetStreamLog::regression`].
    ///
    /// # Errors
    /// [`ConnectError`]: an unreachable or too old server, or a log that is not as it has to be.
    pub async fn connect(options: Options) -> Result<Self, ConnectError> {
        let wanted = stream::events(&options)?;
        let gate = Arc::new(Gate::new());
        let (client, connected) = connect::connect(&options, &gate).await?;
        if let Some(endpoint) = &options.monitoring {
            durability::check(endpoint).await?;
        }
        stream::ensure_by(&client, &wanted, Instant::now() + options.connect_timeout).await?;
        let mut js = jetstream::new(client.clone());
        js.set_timeout(options.request_timeout);
        let leader = js.get_stream_no_info(EVENTS).await.map_err(ConnectError::api)?;
        let stop = CancellationToken::new();
        let inner = Arc::new(Inner {
            client: client.clone(),
            stream: leader.clone(),
            gate: Arc::clone(&gate),
            replicas: options.replicas,
            request_timeout: options.request_timeout,
            public_key: options.public_key,
            _sentinel: stop.clone().drop_guard(),
        });
        match inner.look().await {
            Ok(()) | Err(ReadError::Gap { .. }) => {}
            Err(error) => return Err(ConnectError::api(error)),
        }
        tokio::spawn(stop.run_until_cancelled_owned(watch(Arc::downgrade(&inner), connected)));
        let (queue, jobs) = mpsc::channel(ACCEPTED);
        let bench = Bench::new(client, leader, gate, options.ack_timeout);
        tokio::spawn(committer::run(Arc::new(bench), jobs));
        Ok(Self { inner, queue, places: Arc::new(Semaphore::new(ACCEPTED)) })
    }

    /// Tells the log what somebody else, such as the archive, has read from it: `known` has to be in it. If it is
    /// not, writes are refused from now on ([`AppendError::Regressed`]) and reads go on.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] if the head cannot be read; [`ReadError::Gap`] if the log went back.
    pub async fn require(&self, known: u64) -> Result<(), ReadError> {
        self.inner.gate.saw(known);
        self.inner.look().await
    }

    /// Whether commits can be appended now; for health checks.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.inner.gate.state() == State::Open
    }

    /// Ends when the log turns out not to hold what it once held. Writes are refused from then on, until the service is
    /// started anew on a log that was restored; reads go on.
    pub async fn regression(&self) {
        self.inner.gate.regression().await;
    }

    /// Whether the log turned out not to hold what it once held.
    #[must_use]
    pub fn is_regressed(&self) -> bool {
        matches!(self.inner.gate.state(), State::Regressed { .. })
    }

    /// Hands the signed head of the archive to everybody who writes, as a proof of the last commit under it, unless they
    /// have a later one; and compares the log with what they have.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] if it cannot be handed over; [`ReadError::Gap`] if the log is not what it says.
    pub async fn publish_head(&self, proof: &Bundle) -> Result<(), ReadError> {
        heads::ensure(self).await.map_err(wire::unavailable)?;
        heads::publish(self, proof).await?;
        self.inner.look().await
    }

    /// One commit by its sequence.
    pub(crate) async fn commit(&self, sequence: u64) -> Result<Recorded, ReadError> {
        let commit = self.inner.commit(sequence).await?;
        commit.ok_or_else(|| wire::unavailable("there is no such commit"))
    }

    /// Requests beside the log's own.
    pub(crate) fn context(&self) -> jetstream::Context {
        self.inner.context()
    }

    pub(crate) fn client(&self) -> Client {
        self.inner.client.clone()
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner.request_timeout
    }

    pub(crate) fn replicas(&self) -> usize {
        self.inner.replicas
    }

    /// Changes whenever messages may have been lost on their way to this client.
    pub(crate) fn losses(&self) -> tokio::sync::watch::Receiver<u64> {
        self.inner.gate.losses()
    }

    /// Refuses what the server would: it would only fail later and fail others with it.
    fn fits(&self, commit: &NewCommit) -> Result<(), AppendError> {
        let size = commit.payload.len();
        let limit = self.inner.client.max_payload().saturating_sub(HEADERS);
        let trace = commit.traceparent.as_ref().map_or(0, String::len);
        if size > limit || trace > HEADERS / 2 {
            Err(AppendError::TooLarge { size: size + trace, limit })
        } else {
            Ok(())
        }
    }
}

impl Inner {
    async fn head(&self) -> Result<u64, ReadError> {
        let info = self.stream.get_info().await.map_err(wire::unavailable)?;
        Ok(info.state.last_sequence)
    }

    /// One commit by its sequence, from the leader; none when there is none.
    async fn commit(&self, sequence: u64) -> Result<Option<Recorded>, ReadError> {
        match self.stream.get_raw_message(sequence).await {
            Ok(message) => {
                wire::recorded(sequence, &message.subject, Some(&message.headers), message.payload).map(Some)
            }
            Err(error) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(wire::unavailable(error)),
        }
    }

    fn context(&self) -> jetstream::Context {
        let mut context = jetstream::new(self.client.clone());
        context.set_timeout(self.request_timeout);
        context
    }

    /// Opens the gate if the log holds everything known of it, and what its signed head says.
    async fn look(&self) -> Result<(), ReadError> {
        let losses = *self.gate.losses().borrow();
        let known = self.gate.known();
        let mut head = self.head().await?;
        for _ in 1..LOOKS {
            if head >= known {
                break;
            }
            sleep(Duration::from_millis(200)).await;
            head = self.head().await?;
        }
        if head < known {
            self.gate.regress(known, head);
            return Err(ReadError::Gap { expected: known.saturating_add(1), got: head + 1 });
        }
        self.gate.saw(head);
        if let Some(key) = &self.public_key
            && let Err(error) = heads::check(self, key).await
        {
            if let ReadError::Gap { expected, .. } = error {
                self.gate.regress(expected, head);
            }
            return Err(error);
        }
        self.gate.open(losses);
        Ok(())
    }
}

/// Makes another stream of ours, or verifies it.
pub(crate) async fn ensure_stream(log: &JetStreamLog, wanted: &jetstream::stream::Config) -> Result<(), ConnectError> {
    stream::ensure(&log.inner.client, wanted).await
}

/// After every new connection, before anything is written again, and every few seconds: looks at the server, the head
/// and what was signed.
async fn watch(inner: std::sync::Weak<Inner>, connected: Arc<Notify>) {
    loop {
        // Without the time: another look at a log that is believed to be whole.
        let _ = timeout(COMPARE, connected.notified()).await;
        let mut looked = false;
        while !looked {
            let Some(inner) = inner.upgrade() else { return };
            looked = match connect::recent(&inner.client.server_info()) {
                Ok(()) => match inner.look().await {
                    Ok(()) | Err(ReadError::Gap { .. } | ReadError::Foreign { .. }) => true,
                    Err(ReadError::Unavailable(cause)) => {
                        tracing::warn!(%cause, "the log's head cannot be read yet; writes wait");
                        false
                    }
                },
                Err(error) => {
                    tracing::error!(%error, "the server is not fit; writes wait");
                    false
                }
            };
            drop(inner);
            if !looked {
                sleep(Duration::from_millis(rand::random_range(200..=400))).await;
            }
        }
    }
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

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        let subjects = self.inner.stream.info_with_subjects(category.filter()).await.map_err(wire::unavailable)?;
        let subjects: Vec<(String, usize)> = subjects.try_collect().await.map_err(wire::unavailable)?;
        let key = |(subject, _): (String, usize)| AggregateKey::from_subject(&subject).map_err(wire::unavailable);
        let mut keys = subjects.into_iter().map(key).collect::<Result<Vec<_>, _>>()?;
        keys.sort();
        Ok(keys)
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        load::load(&self.inner, key, after).await
    }

    async fn head(&self) -> Result<u64, ReadError> {
        self.inner.head().await
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), after)
    }
}
