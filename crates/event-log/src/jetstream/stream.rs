//! The stream that holds the log: created with all settings fixed, or verified against all of them.

use async_nats::{
    Client,
    jetstream::{
        self,
        stream::{Config, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType},
    },
};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{ConnectError, Options, connect::PAUSE, drift, not_made::NotMade, subjects};

/// Name of the stream that is the log.
pub const EVENTS: &str = "EVENTS";

/// The setting for the size limit in bytes.
const ROOM: &str = "max_bytes";

/// The log's settings.
pub(super) fn events(options: &Options) -> Result<Config, ConnectError> {
    let max_bytes = i64::try_from(options.max_bytes.unwrap_or(Options::ROOM)).ok().filter(|bytes| *bytes > 0);
    let max_bytes = max_bytes.ok_or(ConnectError::Options("nats.max_bytes has to be 1 byte or more"))?;
    if ![1, 3, 5].contains(&options.replicas) {
        return Err(ConnectError::Options("nats.replicas has to be 1, 3 or 5"));
    }
    Ok(Config {
        name: EVENTS.into(),
        subjects: subjects::of_the_log(),
        deny_delete: true,
        deny_purge: true,
        allow_atomic_publish: true,
        duplicate_window: options.duplicate_window,
        ..durable(max_bytes, options.replicas)
    })
}

/// Settings common to all streams of this system: on disk, refusing new messages when full instead of deleting old
/// ones, without limits of age or count.
pub(crate) fn durable(max_bytes: i64, replicas: usize) -> Config {
    Config {
        max_bytes,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_consumers: -1,
        max_message_size: -1,
        discard: DiscardPolicy::New,
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        num_replicas: replicas,
        allow_direct: true,
        persist_mode: Some(PersistenceMode::Default),
        ..Config::default()
    }
}

/// [`ensure`], retried until `deadline` while the server cannot create streams: a cluster needs a moment to form.
pub(super) async fn ensure_by(
    client: &Client,
    wanted: &Config,
    any_room: bool,
    deadline: Instant,
) -> Result<(), ConnectError> {
    loop {
        match ensure(client, wanted, any_room).await {
            Err(ConnectError::Api(cause)) if Instant::now() + PAUSE < deadline => {
                tracing::warn!(stream = wanted.name, %cause, "the stream cannot be created or read yet");
                sleep(PAUSE).await;
            }
            end => return end,
        }
    }
}

/// Creates the stream if it does not exist; otherwise rejects one with other settings. With `any_room`, a stream with
/// another byte limit is accepted, but none without a limit.
pub(super) async fn ensure(client: &Client, wanted: &Config, any_room: bool) -> Result<(), ConnectError> {
    let js = jetstream::new(client.clone());
    let expected = serde_json::to_value(wanted).map_err(ConnectError::api)?;
    let found = match config(client, &wanted.name).await? {
        Some(found) => found,
        None => {
            // Another instance may be creating it at the same moment; the state after the call decides.
            let refused = js.create_stream(wanted).await.err();
            let created = config(client, &wanted.name).await?;
            created.ok_or_else(|| ConnectError::api(NotMade::new(wanted, refused)))?
        }
    };
    let limited = found[ROOM].as_i64().is_some_and(|bytes| bytes > 0);
    let mut drifts = drift::compare(&expected, &found);
    drifts.retain(|drift| drift.setting != ROOM || !(any_room && limited));
    if !drifts.is_empty() {
        return Err(ConnectError::Drifted { stream: wanted.name.clone(), drifts });
    }
    subjects::widen(client, &expected, &found).await;
    Ok(())
}

/// Makes the log accept the subjects of foreign messages, for a restore.
pub(super) async fn open_to_strangers(client: &Client, outside: &[String]) -> Result<(), ConnectError> {
    let found = config(client, EVENTS).await?.ok_or_else(|| ConnectError::api("there is no log"))?;
    subjects::open(client, &found, outside).await
}

/// Makes the log accept nothing, for a restore that replaces it by another.
pub(super) async fn close(client: &Client) -> Result<(), ConnectError> {
    let found = config(client, EVENTS).await?.ok_or_else(|| ConnectError::api("there is no log"))?;
    subjects::close(client, &found).await
}

/// Whether no stream of this name exists.
pub(super) async fn is_missing(client: &Client, stream: &str) -> Result<bool, ConnectError> {
    Ok(config(client, stream).await?.is_none())
}

/// The settings as the server reports them, including those unknown to this client.
async fn config(client: &Client, stream: &str) -> Result<Option<Value>, ConnectError> {
    let subject = format!("$JS.API.STREAM.INFO.{stream}");
    let reply = client.request(subject, bytes::Bytes::new()).await.map_err(ConnectError::api)?;
    let mut reply: Value = serde_json::from_slice(&reply.payload).map_err(ConnectError::api)?;
    match reply.pointer("/error/err_code").and_then(Value::as_u64) {
        Some(10059) => Ok(None),
        Some(_) => Err(ConnectError::api(format!("stream {stream}: {}", reply["error"]))),
        None => Ok(Some(reply["config"].take())),
    }
}
