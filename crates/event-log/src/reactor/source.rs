//! The source of a reactor's commits: first those whose delivery may have been lost, then new ones.

use std::time::Duration;

use async_nats::jetstream::{
    self,
    consumer::{AckPolicy, Consumer, DeliverPolicy, Info, pull},
};
use futures::{StreamExt as _, future, stream, stream::BoxStream};

use super::parked;
use crate::{
    AggregateKey, Category, JetStreamLog, ReadError, Recorded,
    jetstream::{EVENTS, unavailable},
    metrics,
};

/// Commits held at once, waiting or being handled.
pub(super) const HELD: usize = 1_024;

/// Time without a sign of life after which the server delivers a commit again.
const ACK_WAIT: Duration = Duration::from_secs(30);

/// Commits requested at once.
const PULL: usize = 256;

/// Checks without any acknowledgement before the first unacknowledged commit is requested separately: longer than the
/// server waits until it delivers a commit again.
const STUCK: u32 = 5;

const HEARTBEAT: Duration = Duration::from_secs(2);
const EXPIRES: Duration = Duration::from_secs(20);

/// Something for a reactor to do.
pub(super) enum Delivery {
    /// A commit, with the message that acknowledges it if it came from the consumer.
    Commit(Box<Recorded>, Option<jetstream::Message>),
    /// An operator requests a retry of the parked commits of an aggregate.
    Unpark(AggregateKey, jetstream::Message),
}

/// One uninterrupted connection to the reactor's durable consumer.
pub(super) struct Source {
    log: JetStreamLog,
    filters: Vec<String>,
    consumer: Consumer<pull::Config>,
    /// Every commit up to here was acknowledged at the opening.
    pub(super) settled: u64,
    /// No commit beyond this had been delivered at the opening.
    pub(super) delivered: u64,
    /// Consecutive checks that found no new acknowledgement although commits were waiting for one.
    stuck: u32,
    pub(super) deliveries: BoxStream<'static, Result<Delivery, ReadError>>,
}

impl Source {
    /// Opens the durable consumer, or creates it. Its deliveries begin with every commit that was delivered before
    /// and may not have been acknowledged, in order; the server by itself would deliver newer ones first.
    pub(super) async fn open(log: &JetStreamLog, name: &str, categories: &[Category]) -> Result<Self, ReadError> {
        let losses = log.losses();
        let js = log.context();
        let filters: Vec<String> = categories.iter().map(|category| category.filter()).collect();
        let config = pull::Config { filter_subjects: filters.clone(), max_ack_pending: HELD as i64, ..durable(name) };
        let mut consumer = js.create_consumer_on_stream(config, EVENTS).await.map_err(unavailable)?;
        let info = consumer.info().await.map_err(unavailable)?;
        lag(info);
        let (settled, delivered) = (info.ack_floor.stream_sequence, info.delivered.stream_sequence);
        let again = again(log, categories, settled, delivered);
        let fresh = messages(&consumer).await?;
        let (log, held) = (log.clone(), log.clone());
        let fresh = fresh.map(move |message| message.and_then(|message| commit(&held, message)));
        let config = pull::Config { filter_subject: parked::unpark_filter(name), ..durable(&format!("{name}-unpark")) };
        let requests = js.create_consumer_on_stream(config, parked::PARKED).await.map_err(unavailable)?;
        let requests = messages(&requests).await?.filter_map(|message| future::ready(unpark(message)));
        let lost = stream::once(async move {
            let mut losses = losses;
            // Ends with the log itself.
            let _ = losses.changed().await;
            Err(unavailable("the connection was lost"))
        });
        let deliveries = stream::select(again.chain(fresh), requests);
        let deliveries = stream::select(lost, deliveries).boxed();
        Ok(Self { log, filters, consumer, settled, delivered, stuck: 0, deliveries })
    }

    /// The sequence up to which every commit is acknowledged now.
    pub(super) async fn settled(&mut self) -> Result<u64, ReadError> {
        let info = self.consumer.info().await.map_err(unavailable)?;
        lag(info);
        let settled = info.ack_floor.stream_sequence;
        self.delivered = info.delivered.stream_sequence;
        self.stuck = if settled == self.settled && info.num_ack_pending > 0 { self.stuck + 1 } else { 0 };
        self.settled = settled;
        Ok(settled)
    }

    /// The first commit that the server delivered and that has remained unacknowledged for long: the client may have
    /// interpreted it as a status message of the server, and will do so again.
    pub(super) async fn overdue(&mut self) -> Result<Option<Recorded>, ReadError> {
        if self.stuck < STUCK {
            return Ok(None);
        }
        self.stuck = 0;
        let first = self.log.next(&self.filters, self.settled + 1).await?;
        Ok(first.filter(|commit| commit.sequence <= self.delivered))
    }
}

/// Records how many commits the reactor has yet to settle.
fn lag(info: &Info) {
    let waiting = u64::try_from(info.num_ack_pending).unwrap_or(u64::MAX);
    metrics::lags(&info.name, info.num_pending.saturating_add(waiting));
}

fn durable(name: &str) -> pull::Config {
    pull::Config {
        durable_name: Some(name.into()),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACK_WAIT,
        ..pull::Config::default()
    }
}

/// Delivers the [`suspects`] again.
fn again(
    log: &JetStreamLog,
    categories: &[Category],
    settled: u64,
    delivered: u64,
) -> BoxStream<'static, Result<Delivery, ReadError>> {
    let commits = suspects(log, categories, settled, delivered);
    commits.map(|commit| commit.map(|commit| Delivery::Commit(Box::new(commit), None))).boxed()
}

/// The commits of these categories after `settled` up to `delivered`, and foreign messages between them: their
/// handling may have begun, and they have to be acknowledged.
pub(super) fn suspects(
    log: &JetStreamLog,
    categories: &[Category],
    settled: u64,
    delivered: u64,
) -> BoxStream<'static, Result<Recorded, ReadError>> {
    if delivered <= settled {
        return stream::empty().boxed();
    }
    let categories = categories.to_vec();
    let count = usize::try_from(delivered - settled).unwrap_or(usize::MAX);
    log.few(settled, count)
        .filter(move |commit| {
            let wanted = |commit: &Recorded| commit.key.is_foreign() || categories.contains(&commit.key.category());
            let wanted = commit.as_ref().map_or(true, wanted);
            future::ready(wanted)
        })
        .boxed()
}

async fn messages(
    consumer: &Consumer<pull::Config>,
) -> Result<BoxStream<'static, Result<jetstream::Message, ReadError>>, ReadError> {
    let pulling = consumer.stream().max_messages_per_batch(PULL).heartbeat(HEARTBEAT).expires(EXPIRES);
    let messages = pulling.messages().await.map_err(unavailable)?;
    // A consumer that ended for whatever reason is an interruption.
    let end = stream::once(future::ready(Err(unavailable("the consumer ended"))));
    Ok(messages.map(|message| message.map_err(unavailable)).chain(end).boxed())
}

fn commit(log: &JetStreamLog, message: jetstream::Message) -> Result<Delivery, ReadError> {
    let info = message.info().map_err(unavailable)?;
    let (sequence, stored_at) = (info.stream_sequence, crate::jetstream::time(info.published.unix_timestamp_nanos()));
    let headers = message.headers.as_ref();
    let commit = crate::jetstream::recorded(sequence, &message.subject, headers, message.payload.clone(), stored_at);
    log.holds(&commit);
    Ok(Delivery::Commit(Box::new(commit), Some(message)))
}

/// Requests that name no aggregate cannot come from [`parked::retry`] and are skipped.
fn unpark(message: Result<jetstream::Message, ReadError>) -> Option<Result<Delivery, ReadError>> {
    match message {
        Ok(message) => parked::unparked_key(&message.subject).map(|key| Ok(Delivery::Unpark(key, message))),
        Err(error) => Some(Err(error)),
    }
}
