//! The part of [`JetStreamLog`] that reactors and the evidence store use.

use std::{sync::Arc, time::Duration};

use async_nats::{Client, jetstream};
use futures::{StreamExt as _, stream::BoxStream};
use haetae_domain::causes::with_causes;

use super::{ConnectError, JetStreamLog, Rooms, gate::State, raw, read, stream, wire};
use crate::{Alarm, ReadError, Recorded, alarm};

impl JetStreamLog {
    /// One commit by its sequence.
    pub(crate) async fn commit(&self, sequence: u64) -> Result<Recorded, ReadError> {
        let commit = self.inner.view.commit(sequence).await?;
        commit.ok_or_else(|| wire::unavailable("there is no such commit"))
    }

    /// The first message from `sequence` on that matches one of `filters`.
    pub(crate) async fn next(&self, filters: &[String], sequence: u64) -> Result<Option<Recorded>, ReadError> {
        Ok(self.inner.view.next(filters, sequence).await?.as_ref().map(raw::Stored::recorded))
    }

    /// The `count` messages after `after`, one by one. If one of them cost the connection, a reactor's deliveries
    /// would end before that message again and again.
    pub(crate) fn few(&self, after: u64, count: usize) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), &[], after, count).take(count).boxed()
    }

    /// Context for requests to other streams than the log.
    pub(crate) fn context(&self) -> jetstream::Context {
        self.inner.view.context()
    }

    pub(crate) fn client(&self) -> Client {
        self.inner.view.client.clone()
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner.view.patience
    }

    pub(crate) fn replicas(&self) -> usize {
        self.inner.replicas
    }

    pub(crate) fn rooms(&self) -> Rooms {
        self.inner.rooms
    }

    pub(crate) fn can_park(&self) {
        self.inner.parks.send_if_modified(|parks| !std::mem::replace(parks, true));
    }

    pub(crate) fn cannot_park(&self, error: &(dyn std::error::Error + 'static)) {
        // An unreachable server is reported by the connection, and it accepts no commits anyway.
        if self.inner.gate.state() == State::Open && self.inner.parks.send_replace(false) {
            let error = with_causes(error);
            alarm!(error, Alarm::CannotPark, error, "commits cannot be put aside; writes are refused");
        }
    }

    /// Notes a commit that the log delivered.
    pub(crate) fn holds(&self, commit: &Recorded) {
        self.inner.gate.holds(commit.clone());
    }

    /// Changes whenever messages may have been lost on their way to this client.
    pub(crate) fn losses(&self) -> tokio::sync::watch::Receiver<u64> {
        self.inner.gate.losses()
    }
}

/// Creates another stream of this system, or verifies it.
pub(crate) async fn ensure_stream(
    log: &JetStreamLog,
    wanted: &jetstream::stream::Config,
    any_room: bool,
) -> Result<(), ConnectError> {
    stream::ensure(&log.inner.view.client, wanted, any_room).await
}
