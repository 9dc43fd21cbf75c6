//! Reads everything in order from a position, without end. The consumer is recreated whenever a message may have been
//! lost.

mod held_back;

use std::{sync::Arc, time::Duration};

use async_nats::{
    header,
    jetstream::{
        Message,
        consumer::{AckPolicy, DeliverPolicy, ReplayPolicy, pull},
    },
};
use futures::{StreamExt as _, stream, stream::BoxStream};
use tokio::{sync::watch, time::sleep};

use super::{inner::Inner, raw::Stored, wire};
use crate::{Category, ReadError, Recorded};

/// Messages requested at once: less than a subscription buffers, so that none is dropped.
const PULL: usize = 4_096;

/// Bytes requested at once, and again when half of them have arrived: the most that one reader buffers in memory.
/// More does not read faster; less than two of the largest commits would block the server.
const PULL_BYTES: usize = 2 << 20;

/// Sign of life of an idle consumer; two missing ones end it.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How long one request for messages stays open.
const EXPIRES: Duration = Duration::from_secs(20);

/// Messages that are requested one by one after a consumer failed: as many as one request to it may have delivered.
/// The client may be unable to read one of them, see [`super::raw`].
const SINGLY: usize = PULL;

/// How long a consumer may deliver nothing before the next message is requested separately: the client may have
/// interpreted a message as a status of the server.
const IDLE: Duration = Duration::from_secs(5);

/// How long the server keeps a consumer that receives no request.
const INACTIVE: Duration = Duration::from_secs(30);

/// See [`crate::EventLog::read`] and, with categories, [`crate::EventLog::read_of`]. The first `singly` messages are
/// requested one by one: slower, but none of them can cost the connection.
pub(super) fn read(
    inner: Arc<Inner>,
    categories: &[Category],
    after: u64,
    singly: usize,
) -> BoxStream<'static, Result<Recorded, ReadError>> {
    let reader = Reader {
        losses: inner.gate.losses(),
        inner,
        filters: categories.iter().map(|category| category.filter()).collect(),
        last: after,
        delivered: 0,
        messages: None,
        singly,
        suspect: None,
        failures: 0,
        ended: false,
    };
    stream::unfold(reader, |mut reader| async move {
        if reader.ended {
            return None;
        }
        let next = reader.next().await;
        reader.ended = next.is_err();
        Some((next, reader))
    })
    .boxed()
}

/// A message as the server shows it.
struct Shown {
    commit: Recorded,
    id: Option<String>,
    /// When the server stored it, nanoseconds since 1970.
    published: i128,
    /// Whether another one is known to follow it.
    followed: bool,
}

impl From<&Stored> for Shown {
    fn from(stored: &Stored) -> Self {
        let id = stored.headers.get(header::NATS_MESSAGE_ID).map(ToString::to_string);
        Self { commit: stored.recorded(), id, published: stored.time.as_nanosecond(), followed: false }
    }
}

struct Reader {
    inner: Arc<Inner>,
    /// Subjects to read; none for all.
    filters: Vec<String>,
    /// Sequence of the last commit given out.
    last: u64,
    /// How many this consumer delivered.
    delivered: u64,
    losses: watch::Receiver<u64>,
    messages: Option<pull::Stream>,
    /// Number of messages still to be requested one by one.
    singly: usize,
    /// A gap that was seen once: (expected, got).
    suspect: Option<(u64, u64)>,
    failures: u32,
    ended: bool,
}

impl Reader {
    async fn next(&mut self) -> Result<Recorded, ReadError> {
        loop {
            if self.losses.has_changed().unwrap_or(false) {
                self.losses.mark_unchanged();
                self.interrupt();
            }
            if self.singly > 0 {
                if let Some(commit) = self.one().await? {
                    return Ok(commit);
                }
                continue;
            }
            let Some(messages) = &mut self.messages else {
                self.open().await?;
                continue;
            };
            let message = tokio::select! {
                // A loss was looked for above.
                biased;
                message = messages.next() => message,
                _ = self.losses.changed() => {
                    self.interrupt();
                    continue;
                }
                () = sleep(IDLE) => {
                    self.look_for_hidden().await;
                    continue;
                }
            };
            match message {
                Some(Ok(message)) => {
                    if let Some(commit) = self.take(&message).await? {
                        return Ok(commit);
                    }
                }
                Some(Err(error)) => self.again(&error).await,
                None => self.again(&"the consumer ended").await,
            }
        }
    }

    /// Abandons a consumer that may have lost messages, or may have delivered one that the client cannot read.
    fn interrupt(&mut self) {
        if self.messages.take().is_some() {
            self.singly = SINGLY;
        }
    }

    /// The next message, requested separately; none if it does not exist or cannot be read now.
    async fn one(&mut self) -> Result<Option<Recorded>, ReadError> {
        let stored = match self.inner.view.next(&self.filters, self.last.saturating_add(1)).await {
            Ok(stored) => stored,
            Err(ReadError::Unavailable(cause)) => {
                self.again(&cause).await;
                return Ok(None);
            }
            Err(gap @ ReadError::Gap { .. }) => return Err(gap),
        };
        let Some(stored) = stored else {
            self.singly = 0;
            return Ok(None);
        };
        self.singly = if stored.plain { self.singly - 1 } else { SINGLY };
        let shown = Shown::from(&stored);
        if !self.is_stored(&shown).await {
            return Ok(None);
        }
        if !stored.plain {
            let (sequence, subject) = (stored.sequence, &stored.subject);
            tracing::warn!(sequence, subject, "read a message directly that the client cannot receive");
        }
        Ok(Some(self.give(shown.commit)))
    }

    /// Requests the next message separately if it exists although the consumer delivers none.
    async fn look_for_hidden(&mut self) {
        if let Ok(Some(_)) = self.inner.view.next(&self.filters, self.last.saturating_add(1)).await {
            self.interrupt();
        }
    }

    /// The next commit, or `None` when the message is not the next one and the log has to be read again.
    async fn take(&mut self, message: &Message) -> Result<Option<Recorded>, ReadError> {
        let info = message.info().map_err(wire::unavailable)?;
        let (sequence, delivered) = (info.stream_sequence, info.consumer_sequence);
        let (published, followed) = (info.published.unix_timestamp_nanos(), info.pending > 0);
        // Sequences of the log have no gaps. A filtered reader sees gaps in them, so it checks the numbers of deliveries instead.
        let (expected, got) = if self.filters.is_empty() { (self.last, sequence) } else { (self.delivered, delivered) };
        let expected = expected.saturating_add(1);
        if got != expected {
            return self.doubt(expected, got).map(|()| None);
        }
        let headers = message.headers.as_ref();
        let payload = message.payload.clone();
        let commit = wire::recorded(sequence, &message.subject, headers, payload, wire::time(published));
        let id = headers.and_then(|headers| headers.get(header::NATS_MESSAGE_ID)).map(ToString::to_string);
        let shown = Shown { commit, id, published, followed };
        if !self.is_stored(&shown).await {
            return Ok(None);
        }
        self.delivered = delivered;
        Ok(Some(self.give(shown.commit)))
    }

    /// Goes on behind this commit.
    fn give(&mut self, commit: Recorded) -> Recorded {
        self.last = commit.sequence;
        self.suspect = None;
        self.failures = 0;
        self.inner.gate.holds(commit.clone());
        commit
    }

    /// A gap is an error only when reading again shows the same.
    fn doubt(&mut self, expected: u64, got: u64) -> Result<(), ReadError> {
        self.interrupt();
        if self.suspect.replace((expected, got)) == Some((expected, got)) {
            tracing::error!(expected, got, "the log has a gap");
            return Err(ReadError::Gap { expected, got });
        }
        tracing::warn!(expected, got, "the log seems to have a gap; reading it again");
        Ok(())
    }

    async fn again(&mut self, reason: &(dyn std::fmt::Display + Sync)) {
        self.interrupt();
        self.failures += 1;
        tracing::warn!(after = self.last, %reason, "reading the log was interrupted; retrying");
        sleep(Duration::from_millis(rand::random_range(50..=100)) * self.failures.min(10)).await;
    }

    /// Starts a new consumer behind the last commit. An unreachable log is waited for.
    async fn open(&mut self) -> Result<(), ReadError> {
        if let Err(error) = self.not_behind().await {
            let ReadError::Unavailable(cause) = error else {
                return Err(error);
            };
            self.again(&cause).await;
            return Ok(());
        }
        match self.consume().await {
            Ok(messages) => (self.messages, self.delivered) = (Some(messages), 0),
            Err(cause) => self.again(&cause).await,
        }
        Ok(())
    }

    async fn consume(&self) -> Result<pull::Stream, async_nats::Error> {
        let config = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: self.last.saturating_add(1) },
            ack_policy: AckPolicy::None,
            replay_policy: ReplayPolicy::Instant,
            inactive_threshold: INACTIVE,
            filter_subjects: self.filters.clone(),
            memory_storage: true,
            num_replicas: 1,
            ..pull::Config::default()
        };
        let consumer = self.inner.view.stream.create_consumer(config).await?;
        let bytes = PULL_BYTES.max(2 * self.inner.view.client.max_payload());
        let pulling = consumer.stream().max_messages_per_batch(PULL).max_bytes_per_batch(bytes);
        Ok(pulling.heartbeat(HEARTBEAT).expires(EXPIRES).messages().await?)
    }

    /// Returns an error if the log ends before the position already read, which means that it has gone back.
    async fn not_behind(&self) -> Result<(), ReadError> {
        let head = self.inner.view.head_from(self.last).await?;
        let gap = ReadError::Gap { expected: self.last.saturating_add(1), got: head + 1 };
        if head >= self.last { Ok(()) } else { Err(gap) }
    }
}
