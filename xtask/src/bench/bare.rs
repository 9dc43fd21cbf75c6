//! The ceiling of submitting: publish and wait for the acknowledgement, nothing else, on the same server.

use anyhow::{Context as _, Result};
use async_nats::{
    HeaderMap, HeaderValue, header,
    jetstream::{self, stream::Config},
};
use bytes::Bytes;
use haetae_client::request_id;

use super::load::Caller;

const STREAM: &str = "BARE";

/// A client with a connection of its own that publishes one payload again and again, each time on a new subject.
pub(super) struct Publisher {
    log: jetstream::Context,
    payload: Bytes,
    traceparent: Option<String>,
}

/// Makes a stream with the event log's own settings, beside it on the same server.
pub(super) async fn prepare(url: &str) -> Result<()> {
    let log = jetstream::new(async_nats::connect(url).await?);
    let events = log.get_stream(haetae_event_log::EVENTS).await?;
    let config = Config { name: STREAM.into(), subjects: vec!["bare.>".into()], ..events.cached_info().config.clone() };
    log.create_stream(config).await.context("the bare stream cannot be made")?;
    Ok(())
}

impl Publisher {
    pub(super) async fn connect(url: &str, payload: Bytes, traceparent: Option<String>) -> Result<Self> {
        let client = async_nats::connect(url).await.with_context(|| format!("{url} cannot be reached"))?;
        Ok(Self { log: jetstream::new(client), payload, traceparent })
    }
}

impl Caller for Publisher {
    /// Publishes with the headers of a commit.
    async fn call(&mut self) -> Result<()> {
        let id = request_id();
        let mut headers = HeaderMap::new();
        headers.insert(header::NATS_MESSAGE_ID, id.as_str());
        headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(0));
        headers.insert("Content-Type", "application/protobuf");
        if let Some(trace) = &self.traceparent {
            headers.insert("traceparent", trace.as_str());
        }
        let ack = self.log.publish_with_headers(format!("bare.{id}"), headers, self.payload.clone()).await?;
        ack.await?;
        Ok(())
    }
}
