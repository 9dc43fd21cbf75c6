//! The connection that commits are sent over. It ends with the server process it was opened to, and unsent messages
//! are dropped with it: none of them reaches a server whose log was not compared since its start.
//!
//! A connection that reconnects automatically cannot guarantee that: it keeps unsent messages and sends them to the
//! next server that answers.

use std::{future::ready, sync::Arc, time::Duration};

use async_nats::Event;
use haetae_domain::causes::with_causes;
use tokio_util::sync::CancellationToken;

use super::{ConnectError, Options, connect, gate::Gate, view::View};

/// The address that the client tries after the connection is lost. Reconnecting cannot be turned off, but no server
/// can listen on this port.
const NOWHERE: &str = "nats://127.0.0.1:0";

/// A connection to one process of the server.
pub(super) struct Session {
    pub(super) view: View,
    /// Names the process of the server: another one after each start.
    pub(super) server: String,
    /// Cancelled when the connection is gone.
    pub(super) lost: CancellationToken,
}

impl Session {
    /// Connects to one of the servers; `patience` is how long one request over this connection may stay unanswered.
    pub(super) async fn open(options: &Options, gate: &Arc<Gate>, patience: Duration) -> Result<Self, ConnectError> {
        let mut addresses: Vec<&str> = connect::addresses(options).collect();
        // Each process starts with a random server; there is at least one.
        let first = rand::random_range(0..addresses.len());
        addresses.rotate_left(first);
        let mut last = ConnectError::Options("no server is named");
        for address in addresses {
            match Self::to(options, gate, address, patience).await {
                Ok(session) => return Ok(session),
                // A refusal of the credentials explains more than a server that is not there.
                Err(error) if !last.is_refusal() => last = error,
                Err(_) => {}
            }
        }
        Err(last)
    }

    async fn to(options: &Options, gate: &Arc<Gate>, address: &str, patience: Duration) -> Result<Self, ConnectError> {
        let lost = CancellationToken::new();
        let settings = connect::settings(options).await?;
        let settings =
            settings.request_timeout(Some(patience)).max_reconnects(1).ignore_discovered_servers().event_callback({
                let (lost, gate) = (lost.clone(), Arc::clone(gate));
                move |event| {
                    if let Event::ServerError(error) = &event {
                        tracing::warn!(error = with_causes(&error), "the event log's server reports");
                        gate.trouble.reported(&error.to_string());
                    }
                    if matches!(event, Event::Disconnected | Event::Closed) {
                        lost.cancel();
                    }
                    ready(())
                }
            });
        let client = settings.connect(address).await.map_err(ConnectError::api)?;
        client.set_server_pool(NOWHERE).await.map_err(ConnectError::api)?;
        let server = client.server_info();
        connect::recent(&server)?;
        Ok(Self { view: View::new(client, patience).await?, server: server.server_id, lost })
    }
}
