//! The state that all handles to one connection share.

use std::{sync::Arc, time::Duration};

use haetae_proof::PublicKey;
use moka::sync::Cache;
use tokio::sync::watch;
use tokio_util::sync::DropGuard;

use super::{Rooms, clocks::Clocks, compare, gate::Gate, view::View};
use crate::{AggregateKey, ReadError};

/// Number of remembered aggregates that have to be loaded message by message; forgetting one costs a connection.
pub(super) const ODD: u64 = 10_000;

/// Shared by all handles to one connection.
pub(super) struct Inner {
    pub(super) view: View,
    pub(super) gate: Arc<Gate>,
    pub(super) clocks: Arc<Clocks>,
    pub(super) replicas: usize,
    /// How long the server remembers ids.
    pub(super) window: Duration,
    pub(super) rooms: Rooms,
    /// Whether commits that a reactor cannot answer can be parked.
    pub(super) parks: watch::Sender<bool>,
    pub(super) public_key: Option<PublicKey>,
    /// Aggregates with messages on their subjects that the client cannot read.
    pub(super) odd: Cache<AggregateKey, ()>,
    pub(super) _sentinel: DropGuard,
}

impl Inner {
    /// Waits for the server's answer to a request.
    ///
    /// # Errors
    /// [`ReadError`]; at once while the server counts as unreachable, and also when it becomes unreachable during the
    /// wait.
    pub(super) async fn answered<T>(&self, asked: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
        tokio::select! {
            biased;
            () = self.gate.contact.lost() => Err(ReadError::Unavailable(self.gate.contact.cause())),
            answer = asked => answer,
        }
    }

    /// Compares the log with what this process knows of it.
    pub(super) async fn compare(&self) -> Result<(), ReadError> {
        compare::compare(&self.view, &self.gate, &[], self.public_key.as_ref()).await
    }
}
