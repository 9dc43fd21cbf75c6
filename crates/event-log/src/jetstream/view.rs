//! The log as seen through one connection.

use std::time::Duration;

use async_nats::{
    Client,
    jetstream::{
        self, ErrorCode,
        response::Response,
        stream::{InfoError, Stream},
    },
};
use haetae_proof::{Hash, leaf::Leaf};
use jiff::Timestamp;
use serde_json::json;
use tokio::time::sleep;

use super::{
    ConnectError, EVENTS,
    raw::{self, Stored, Which},
    wire,
};
use crate::{ReadError, Recorded};

/// How often a log that lacks a commit is read again before the loss is reported.
const LOOKS: u32 = 3;

/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// A connection and the log behind it.
#[derive(Clone)]
pub(super) struct View {
    pub(super) client: Client,
    /// Bound to its name: opening it asked for no information.
    pub(super) stream: Stream<()>,
    /// How long one request may stay unanswered.
    pub(super) patience: Duration,
}

impl View {
    pub(super) async fn new(client: Client, patience: Duration) -> Result<Self, ConnectError> {
        let context = context(&client, patience);
        let stream = context.get_stream_no_info(EVENTS).await.map_err(ConnectError::api)?;
        Ok(Self { client, stream, patience })
    }

    /// Context for requests to other streams than the log.
    pub(super) fn context(&self) -> jetstream::Context {
        context(&self.client, self.patience)
    }

    /// The sequence of the last commit; 0 when there is no commit, or the stream no longer exists.
    pub(super) async fn head(&self) -> Result<u64, ReadError> {
        match self.stream.get_info().await {
            Ok(info) => Ok(info.state.last_sequence),
            Err(error) if is_missing(&error) => Ok(0),
            Err(error) => Err(wire::unavailable(error)),
        }
    }

    /// The time of the server's clock, taken from a response that comes from the leader and contains the time.
    pub(super) async fn clock(&self) -> Result<Timestamp, ReadError> {
        match self.context().request(format!("STREAM.INFO.{EVENTS}"), &json!({})).await.map_err(wire::unavailable)? {
            Response::Ok(Told { ts }) => Ok(ts),
            Response::Err { error } => Err(wire::unavailable(error)),
        }
    }

    /// [`View::head`], read again while it is before `known`.
    pub(super) async fn head_from(&self, known: u64) -> Result<u64, ReadError> {
        for _ in 1..LOOKS {
            let head = self.head().await?;
            if head >= known {
                return Ok(head);
            }
            sleep(PAUSE).await;
        }
        self.head().await
    }

    /// One commit by its sequence, from the leader; none if it does not exist.
    pub(super) async fn commit(&self, sequence: u64) -> Result<Option<Recorded>, ReadError> {
        Ok(self.message(Which::At { seq: sequence }).await?.as_ref().map(Stored::recorded))
    }

    /// One message of the log, from the leader, commit or not; none if it does not exist.
    pub(super) async fn message(&self, which: Which<'_>) -> Result<Option<Stored>, ReadError> {
        raw::message(&self.client, EVENTS, which, self.patience).await
    }

    /// The first message from `sequence` on that matches one of `filters`; without filters, the message at
    /// `sequence`.
    pub(super) async fn next(&self, filters: &[String], sequence: u64) -> Result<Option<Stored>, ReadError> {
        if filters.is_empty() {
            return self.message(Which::At { seq: sequence }).await;
        }
        let mut first: Option<Stored> = None;
        for filter in filters {
            let found = self.message(Which::Next { seq: sequence, next_by_subj: filter }).await?;
            let sooner = |found: &Stored| first.as_ref().is_none_or(|first| found.sequence < first.sequence);
            if let Some(found) = found.filter(sooner) {
                first = Some(found);
            }
        }
        Ok(first)
    }

    /// The hash of the archive's leaf for the commit at `sequence`; none when the commit stays missing.
    pub(super) async fn leaf(&self, sequence: u64) -> Result<Option<Hash>, ReadError> {
        for _ in 1..LOOKS {
            if let Some(commit) = self.commit(sequence).await? {
                return Ok(Some(leaf(&commit)));
            }
            sleep(PAUSE).await;
        }
        Ok(self.commit(sequence).await?.as_ref().map(leaf))
    }
}

/// The part of the response that is used here.
#[derive(serde::Deserialize)]
struct Told {
    ts: Timestamp,
}

/// Whether there is no such stream.
fn is_missing(error: &InfoError) -> bool {
    let told = std::error::Error::source(error).and_then(|source| source.downcast_ref::<jetstream::Error>());
    told.is_some_and(|told| told.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

/// The hash of the archive's leaf for a commit.
pub(super) fn leaf(commit: &Recorded) -> Hash {
    Leaf { sequence: commit.sequence, subject: &commit.key.subject(), payload: &commit.payload }.hash()
}

fn context(client: &Client, patience: Duration) -> jetstream::Context {
    let mut context = jetstream::new(client.clone());
    context.set_timeout(patience);
    context
}
