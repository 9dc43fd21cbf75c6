//! Parked commits: commits that a reactor could not answer and put aside. An operator lists them, repairs the cause
//! and requests a retry.
//!
//! A record is on `parked.<reactor>.<category>.<aggregate_id>.<sequence>` of the stream [`PARKED`]. Commits of an
//! aggregate behind a parked one are parked as well, so that their order is kept.

use std::time::Duration;

use async_nats::jetstream::stream::Config;
use async_nats::jetstream::{
    ErrorCode,
    consumer::{AckPolicy, pull},
};
use futures::StreamExt as _;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::{
    AggregateKey, ConnectError, JetStreamLog, ReadError, Recorded,
    jetstream::{
        ensure_stream,
        raw::{self, Stored, Which},
        settings, unavailable,
    },
    key::PREFIX,
};

/// Name of the stream of parked commits.
pub const PARKED: &str = "PARKED";

/// Time limit of one step of a listing.
const PATIENCE: Duration = Duration::from_secs(5);

/// A parked commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// The reactor that could not answer it.
    pub reactor: String,
    /// Its sequence in the log.
    pub sequence: u64,
    /// Category of its aggregate.
    pub category: String,
    /// Id of its aggregate.
    pub aggregate_id: String,
    /// Why.
    pub reason: String,
}

/// Creates the stream, or verifies it.
///
/// # Errors
/// [`ConnectError`]: the server has no room for it, or it has other settings than required.
pub async fn ensure(log: &JetStreamLog) -> Result<(), ConnectError> {
    let wanted = Config {
        name: PARKED.into(),
        subjects: vec!["parked.>".into(), "unpark.>".into(), "attempt.>".into()],
        max_messages_per_subject: 1,
        duplicate_window: Duration::from_secs(120),
        ..settings(log.rooms().parked(), log.replicas())
    };
    ensure_stream(log, &wanted, log.rooms().parked.is_none()).await
}

/// The reactor's note about the work it has begun.
pub(super) async fn note<T: serde::de::DeserializeOwned>(
    log: &JetStreamLog,
    reactor: &str,
) -> Result<Option<T>, ReadError> {
    let note = find(log, Which::Last { last_by_subj: &attempt(reactor) }).await?;
    // A note that cannot be read counts as absent.
    Ok(note.and_then(|note| serde_json::from_slice(&note.payload).ok()))
}

async fn find(log: &JetStreamLog, which: Which<'_>) -> Result<Option<Stored>, ReadError> {
    raw::message(&log.client(), PARKED, which, log.request_timeout()).await
}

/// Writes the reactor's note about the work it begins; replaces the previous note.
pub(super) async fn write_note<T: Serialize>(log: &JetStreamLog, reactor: &str, note: &T) -> Result<(), ReadError> {
    publish(log, attempt(reactor), serde_json::to_vec(note).map_err(unavailable)?).await
}

fn attempt(reactor: &str) -> String {
    format!("attempt.{reactor}")
}

/// The commits that a reactor has parked, in the order of the log.
///
/// # Errors
/// [`ReadError::Unavailable`].
pub async fn list(log: &JetStreamLog, reactor: &str) -> Result<Vec<Parked>, ReadError> {
    let mut records: Vec<Parked> = records(log, format!("parked.{reactor}.>")).await?;
    records.sort_by_key(|record| record.sequence);
    Ok(records)
}

/// Asks the reactor to retry the parked commits of one aggregate, oldest first. Returns when the request is stored. A
/// running reactor handles it at once, a stopped one when it starts.
///
/// # Errors
/// [`ReadError::Unavailable`].
pub async fn retry(log: &JetStreamLog, reactor: &str, key: &AggregateKey) -> Result<(), ReadError> {
    let subject = format!("unpark.{reactor}.{}", tail(key));
    publish(log, subject, Vec::new()).await
}

/// The subjects of requests to this reactor.
pub(super) fn unpark_filter(reactor: &str) -> String {
    format!("unpark.{reactor}.>")
}

/// The aggregate a request names.
pub(super) fn unparked_key(subject: &str) -> Option<AggregateKey> {
    let mut tokens = subject.splitn(3, '.').skip(2);
    AggregateKey::from_subject(&format!("{PREFIX}.{}", tokens.next()?)).ok()
}

/// The sequence of the first parked commit of an aggregate.
pub(super) async fn first(log: &JetStreamLog, reactor: &str, key: &AggregateKey) -> Result<Option<u64>, ReadError> {
    let found = find(log, Which::Next { seq: 1, next_by_subj: &subject(reactor, key, "*") }).await?;
    Ok(found.and_then(|message| message.subject.rsplit('.').next()?.parse().ok()))
}

/// The sequences of all parked commits of an aggregate, oldest first.
pub(super) async fn sequences(log: &JetStreamLog, reactor: &str, key: &AggregateKey) -> Result<Vec<u64>, ReadError> {
    let records = records(log, subject(reactor, key, "*")).await?;
    let mut sequences: Vec<u64> = records.iter().map(|record| record.sequence).collect();
    sequences.sort_unstable();
    Ok(sequences)
}

/// Parks a commit. Parking it again replaces the reason.
pub(super) async fn park(log: &JetStreamLog, reactor: &str, commit: &Recorded, reason: &str) -> Result<(), ReadError> {
    let record = Parked {
        reactor: reactor.into(),
        sequence: commit.sequence,
        category: commit.key.category().to_string(),
        aggregate_id: commit.key.id().into(),
        reason: reason.into(),
    };
    let record = serde_json::to_vec(&record).map_err(unavailable)?;
    publish(log, subject(reactor, &commit.key, commit.sequence), record).await
}

/// Forgets a record: its commit was answered after all.
pub(super) async fn release(log: &JetStreamLog, reactor: &str, commit: &Recorded) -> Result<(), ReadError> {
    let stream = log.context().get_stream_no_info(PARKED).await.map_err(unavailable)?;
    let subject = subject(reactor, &commit.key, commit.sequence);
    stream.purge().filter(subject).await.map(|_| ()).map_err(unavailable)
}

async fn publish(log: &JetStreamLog, subject: String, payload: Vec<u8>) -> Result<(), ReadError> {
    let answer = log.context().publish(subject, payload.into()).await.map_err(unavailable)?;
    answer.await.map(|_| ()).map_err(unavailable)
}

async fn records(log: &JetStreamLog, filter: String) -> Result<Vec<Parked>, ReadError> {
    let config = pull::Config {
        filter_subject: filter,
        ack_policy: AckPolicy::None,
        memory_storage: true,
        num_replicas: 1,
        inactive_threshold: PATIENCE * 2,
        ..pull::Config::default()
    };
    let consumer = match log.context().create_consumer_on_stream(config, PARKED).await {
        Ok(consumer) => consumer,
        // No commit was ever parked.
        Err(error) if is_missing(&error) => return Ok(Vec::new()),
        Err(error) => return Err(unavailable(error)),
    };
    let count = usize::try_from(consumer.cached_info().num_pending).unwrap_or(usize::MAX);
    let mut records = Vec::new();
    if count == 0 {
        return Ok(records);
    }
    let mut messages = consumer.messages().await.map_err(unavailable)?.take(count);
    while let Some(message) = timeout(PATIENCE, messages.next()).await.map_err(unavailable)? {
        let message = message.map_err(unavailable)?;
        records.push(serde_json::from_slice(&message.payload).map_err(unavailable)?);
    }
    Ok(records)
}

fn is_missing(error: &async_nats::jetstream::stream::ConsumerError) -> bool {
    use async_nats::jetstream::stream::ConsumerErrorKind::JetStream;
    matches!(error.kind(), JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

fn subject(reactor: &str, key: &AggregateKey, sequence: impl std::fmt::Display) -> String {
    format!("parked.{reactor}.{}.{sequence}", tail(key))
}

fn tail(key: &AggregateKey) -> String {
    format!("{}.{}", key.category(), key.id())
}
