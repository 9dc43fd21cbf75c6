//! The event log as it lies on the server, read without any code of the services.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Context as _, Result};
use async_nats::jetstream::{
    self,
    consumer::{AckPolicy, Consumer, pull},
    stream::Stream,
};
use futures::StreamExt as _;
use haetae_event_log::codec::event_name;
use haetae_proto::event::v1::{Commit, event::Event};
use prost::Message as _;
use tokio::time::timeout;

const STREAM: &str = "EVENTS";
/// How long one message of those that are there may take.
const PATIENCE: Duration = Duration::from_secs(10);

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
        entries.retain(|entry| entry.events().any(|found| event_name(found) == event));
        Ok(entries)
    }

    /// The subjects that hold a message.
    ///
    /// # Errors
    /// As [`Log::all`].
    pub async fn subjects(&self) -> Result<BTreeSet<String>> {
        Ok(self.all().await?.into_iter().map(|entry| entry.subject).collect())
    }

    async fn matching(&self, filter: &str) -> Result<Vec<Entry>> {
        let config = pull::Config {
            filter_subject: filter.to_owned(),
            ack_policy: AckPolicy::None,
            memory_storage: true,
            ..pull::Config::default()
        };
        let stream = self.stream().await?;
        let consumer = stream.create_consumer(config).await?;
        let entries = entries(&consumer).await;
        // The server has places for so many only, and keeps an idle one for seconds.
        stream.delete_consumer(&consumer.cached_info().name).await?;
        entries
    }
}

/// All that is there for a consumer that has just been made.
async fn entries(consumer: &Consumer<pull::Config>) -> Result<Vec<Entry>> {
    let count = usize::try_from(consumer.cached_info().num_pending)?;
    let mut entries = Vec::with_capacity(count);
    if count == 0 {
        return Ok(entries);
    }
    let mut messages = consumer.messages().await?.take(count);
    while let Some(message) = timeout(PATIENCE, messages.next()).await.context("the log ends too soon")? {
        entries.extend(entry(&message?)?);
    }
    Ok(entries)
}

/// None for a message that is no commit: a stranger's.
fn entry(message: &jetstream::Message) -> Result<Option<Entry>> {
    let info = message.info().map_err(|error| anyhow::anyhow!("{error}"))?;
    let named = |name: &str| message.headers.as_ref()?.get(name).map(ToString::to_string);
    let Ok(commit) = Commit::decode(message.payload.as_ref()) else { return Ok(None) };
    Ok(Some(Entry {
        sequence: info.stream_sequence,
        subject: message.subject.to_string(),
        traceparent: named("traceparent"),
        commit,
    }))
}
