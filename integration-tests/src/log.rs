//! The event log as it lies on the server, read without any code of the services.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use async_nats::jetstream::{self, stream::Stream};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use haetae_proto::event::v1::{Commit, event::Event};
use prost::Message as _;
use serde_json::{Value, json};

const STREAM: &str = "EVENTS";
/// The server's word for "no message there".
const NO_MESSAGE: u64 = 10_037;

/// A reader of the log.
#[derive(Debug, Clone)]
pub struct Log {
    context: jetstream::Context,
}

/// One message of the log.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its position.
    pub sequence: u64,
    /// Where it was published.
    pub subject: String,
    /// `traceparent` of its headers.
    pub traceparent: Option<String>,
    /// Its content.
    pub commit: Commit,
}

impl Entry {
    /// What happened, without the envelope.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.commit.events.iter().filter_map(|event| event.event.as_ref())
    }

    /// Whether it belongs to this aggregate.
    pub fn is_of(&self, category: &str, id: &str) -> bool {
        self.subject == format!("ev.{category}.{id}")
    }
}

impl Log {
    /// Connects to the server.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn connect(url: &str) -> Result<Self> {
        Ok(Self { context: jetstream::new(async_nats::connect(url).await?) })
    }

    /// The server's own interface, to do to it what operators and accidents do.
    pub fn context(&self) -> &jetstream::Context {
        &self.context
    }

    /// The stream that holds the log.
    ///
    /// # Errors
    /// When there is none.
    pub async fn stream(&self) -> Result<Stream> {
        Ok(self.context.get_stream(STREAM).await?)
    }

    /// The position of the last message.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn head(&self) -> Result<u64> {
        Ok(self.stream().await?.cached_info().state.last_sequence)
    }

    /// Every message, in order.
    ///
    /// # Errors
    /// When it cannot be read or decoded.
    pub async fn all(&self) -> Result<Vec<Entry>> {
        self.matching("ev.>").await
    }

    /// The messages of one aggregate, in order.
    ///
    /// # Errors
    /// As [`Log::all`].
    pub async fn of(&self, category: &str, id: &str) -> Result<Vec<Entry>> {
        self.matching(&format!("ev.{category}.{id}")).await
    }

    /// The messages of one aggregate that hold an event of this name, in order.
    ///
    /// # Errors
    /// As [`Log::all`].
    pub async fn with(&self, category: &str, id: &str, event: &str) -> Result<Vec<Entry>> {
        let mut entries = self.of(category, id).await?;
        entries.retain(|entry| entry.events().any(|found| found.name() == event));
        Ok(entries)
    }

    /// The subjects that hold a message.
    ///
    /// # Errors
    /// As [`Log::all`].
    pub async fn subjects(&self) -> Result<BTreeSet<String>> {
        Ok(self.all().await?.into_iter().map(|entry| entry.subject).collect())
    }

    /// One by one, as JSON: that way strangers' messages can be read which end the client's connection otherwise.
    async fn matching(&self, filter: &str) -> Result<Vec<Entry>> {
        let (mut entries, mut next) = (Vec::new(), 1);
        loop {
            let question = json!({ "seq": next, "next_by_subj": filter });
            let answer: Value = self.context.request(format!("STREAM.MSG.GET.{STREAM}"), &question).await?;
            let Some(message) = answer.get("message") else {
                ensure!(answer["error"]["err_code"] == NO_MESSAGE, "{answer}");
                return Ok(entries);
            };
            next = message["seq"].as_u64().context("a sequence")? + 1;
            entries.extend(entry(message)?);
        }
    }
}

/// None for a message that is no commit: a stranger's.
fn entry(message: &Value) -> Result<Option<Entry>> {
    let text = |name: &str| message[name].as_str().unwrap_or_default();
    let headers = STANDARD.decode(text("hdrs"))?;
    let headers = String::from_utf8_lossy(&headers);
    let traceparent = headers.lines().find_map(|line| line.strip_prefix("traceparent:"));
    let Ok(commit) = Commit::decode(STANDARD.decode(text("data"))?.as_slice()) else { return Ok(None) };
    Ok(Some(Entry {
        sequence: message["seq"].as_u64().context("a sequence")?,
        subject: text("subject").to_owned(),
        traceparent: traceparent.map(|value| value.trim().to_owned()),
        commit,
    }))
}
