//! The stream that holds the log: created with every setting fixed, or compared with every one of them.

use std::{collections::BTreeSet, fmt};

use async_nats::{
    Client,
    jetstream::{
        self, ErrorCode,
        context::{CreateStreamError, CreateStreamErrorKind},
        stream::{Config, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType},
    },
};
use serde_json::{Map, Value};
use thiserror::Error;
use tokio::time::{Instant, sleep};

use super::{ConnectError, Options, Refused, connect::PAUSE, refused, subjects};

/// Name of the stream that is the log.
pub const EVENTS: &str = "EVENTS";

/// Settings that say nothing about what the log does, and the subjects, which are mended ([`subjects::widen`]).
const COSMETIC: [&str; 5] = ["metadata", "description", "placement", "template_owner", "subjects"];

/// The setting that says how many bytes there is room for.
const ROOM: &str = "max_bytes";

/// One setting that is not what it has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its name, as the server calls it.
    pub setting: String,
    /// What it has to be; `unset` stands for the server's neutral value.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has to be {} but is {}", self.setting, self.expected, self.found)
    }
}

/// The log's settings (design: the event log).
pub(super) fn events(options: &Options) -> Result<Config, ConnectError> {
    let max_bytes = i64::try_from(options.max_bytes.unwrap_or(Options::ROOM)).ok().filter(|bytes| *bytes > 0);
    let max_bytes = max_bytes.ok_or(ConnectError::Options("max_bytes has to be 1 byte or more"))?;
    if ![1, 3, 5].contains(&options.replicas) {
        return Err(ConnectError::Options("replicas has to be 1, 3 or 5"));
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

/// What every stream of ours has in common: on disk, full rather than forgetful, without limits of age or count.
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

/// [`ensure`], tried again until `deadline` while the server cannot: a cluster needs a moment to find itself.
pub(super) async fn ensure_by(
    client: &Client,
    wanted: &Config,
    any_room: bool,
    deadline: Instant,
) -> Result<(), ConnectError> {
    loop {
        match ensure(client, wanted, any_room).await {
            Err(ConnectError::Api(cause)) if Instant::now() + PAUSE < deadline => {
                tracing::warn!(stream = wanted.name, %cause, "the stream cannot be made or read yet");
                sleep(PAUSE).await;
            }
            end => return end,
        }
    }
}

/// Creates the stream if there is none of that name; otherwise refuses one with other settings. With `any_room`, one that
/// has another limit of bytes will do, but none without a limit.
pub(super) async fn ensure(client: &Client, wanted: &Config, any_room: bool) -> Result<(), ConnectError> {
    let js = jetstream::new(client.clone());
    let expected = serde_json::to_value(wanted).map_err(ConnectError::api)?;
    let found = match config(client, &wanted.name).await? {
        Some(found) => found,
        None => {
            // Another instance may be creating it at the same moment; what counts is what is there afterwards.
            let refused = js.create_stream(wanted).await.err();
            let created = config(client, &wanted.name).await?;
            created.ok_or_else(|| ConnectError::api(NotMade::new(wanted, refused)))?
        }
    };
    let limited = found[ROOM].as_i64().is_some_and(|bytes| bytes > 0);
    let mut drifts = compare(&expected, &found);
    drifts.retain(|drift| drift.setting != ROOM || !(any_room && limited));
    if !drifts.is_empty() {
        return Err(ConnectError::Drifted { stream: wanted.name.clone(), drifts });
    }
    subjects::widen(client, &expected, &found).await;
    Ok(())
}

/// A stream that the server does not make.
#[derive(Debug, Error)]
#[error("stream {stream} of {bytes} bytes cannot be created{}", refused.as_ref().map_or_else(String::new, |error| format!(": {error}")))]
pub(super) struct NotMade {
    stream: String,
    bytes: i64,
    refused: Option<CreateStreamError>,
}

impl NotMade {
    fn new(wanted: &Config, refused: Option<CreateStreamError>) -> Self {
        Self { stream: wanted.name.clone(), bytes: wanted.max_bytes, refused }
    }

    /// Whether the server has no room for it.
    pub(super) fn lacks_room(&self) -> bool {
        let Some(CreateStreamErrorKind::JetStream(error)) = self.refused.as_ref().map(CreateStreamError::kind) else {
            return false;
        };
        let code = error.error_code();
        code == ErrorCode::STORAGE_RESOURCES_EXCEEDED || matches!(refused(code), Refused::Full)
    }
}

/// Makes the log take what strangers once put into it, for a restore.
pub(super) async fn open_to_strangers(client: &Client, outside: &[String]) -> Result<(), ConnectError> {
    let found = config(client, EVENTS).await?.ok_or_else(|| ConnectError::api("there is no log"))?;
    subjects::open(client, &found, outside).await
}

/// Makes the log take nothing, for a restore that puts another in its place.
pub(super) async fn close(client: &Client) -> Result<(), ConnectError> {
    let found = config(client, EVENTS).await?.ok_or_else(|| ConnectError::api("there is no log"))?;
    subjects::close(client, &found).await
}

/// Whether there is no stream of this name.
pub(super) async fn is_missing(client: &Client, stream: &str) -> Result<bool, ConnectError> {
    Ok(config(client, stream).await?.is_none())
}

/// The settings as the server tells them, whether this client knows them or not.
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

/// Every setting in which two configurations differ.
fn compare(expected: &Value, found: &Value) -> Vec<Drift> {
    let none = Map::new();
    let (expected, found) = (expected.as_object().unwrap_or(&none), found.as_object().unwrap_or(&none));
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let relevant = names.into_iter().filter(|name| !COSMETIC.contains(&name.as_str()));
    relevant
        .filter_map(|name| {
            let (expected, found) = (told(expected.get(name)), told(found.get(name)));
            (expected != found).then(|| Drift { setting: name.clone(), expected, found })
        })
        .collect()
}

/// A setting as text. Servers leave out what is neutral or spell it out, depending on their version.
fn told(value: Option<&Value>) -> String {
    let neutral = |value: &Value| match value {
        Value::Null => true,
        Value::Bool(set) => !set,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => ["", "none", "default"].contains(&text.as_str()),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    };
    value.filter(|value| !neutral(value)).map_or_else(|| "unset".into(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn spelt_out_neutral_values_are_no_drift() {
        let expected = json!({"name": "EVENTS", "max_age": 0, "deny_delete": true});
        let found = json!({"name": "EVENTS", "deny_delete": true, "compression": "none", "metadata": {"a": "b"}});
        assert_eq!(compare(&expected, &found), vec![]);
    }

    #[test]
    fn every_difference_is_named_also_in_settings_this_client_does_not_know() {
        let expected = json!({"deny_delete": true, "max_msgs": -1});
        let found = json!({"max_msgs": 5, "forget_everything": true});
        let drifts = compare(&expected, &found);
        let named: Vec<_> = drifts.iter().map(|drift| (drift.setting.as_str(), drift.found.as_str())).collect();
        assert_eq!(named, [("deny_delete", "unset"), ("forget_everything", "true"), ("max_msgs", "5")]);
    }
}
