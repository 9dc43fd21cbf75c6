//! Reaching a server, and what has to be true of it before anything is written.

use std::{sync::Arc, time::Duration};

use async_nats::{Client, ConnectOptions, Event, ServerInfo};
use thiserror::Error;
use tokio::time::{Instant, sleep, timeout_at};

use super::{Drift, Options, credentials, gate::Gate, stream::NotMade};
use crate::Cause;

/// First server version with atomic batches.
const OLDEST: (u64, u64) = (2, 12);

/// Pings that tell a dead connection from a silent one.
const PING: Duration = Duration::from_secs(2);

/// Messages that one subscription buffers. More than any request of ours asks for at once.
const SUBSCRIPTION_CAPACITY: usize = 65_536;

/// Pause between two attempts to reach a server.
pub(super) const PAUSE: Duration = Duration::from_millis(200);

/// Why a log cannot be used.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// An option makes no sense.
    #[error("{0}")]
    Options(&'static str),
    /// The credentials or certificates cannot be read.
    #[error("the credentials cannot be read")]
    Credentials(#[source] std::io::Error),
    /// No server answered in time.
    #[error("no event log server can be reached")]
    Unreachable(#[source] Cause),
    /// The server is older than the log needs.
    #[error("the server is version {found}; the log needs {}.{} or newer", OLDEST.0, OLDEST.1)]
    ServerTooOld {
        /// Its version.
        found: String,
    },
    /// The server confirms commits before they are on its disk.
    #[error("the server does not force every commit onto its disk; it needs sync_interval: always")]
    NotDurable,
    /// The volume may be full before the log is.
    #[error("the log's limit of {limit} bytes is more than 80 % of the {store} bytes that the server may store")]
    NoRoom {
        /// The log's limit.
        limit: u64,
        /// What the server may store, all streams together.
        store: u64,
    },
    /// The server answered, but not as a usable JetStream.
    #[error("JetStream is not usable")]
    Api(#[source] Cause),
    /// A stream exists with other settings.
    #[error("stream {stream} is not as it has to be: {}", list(drifts))]
    Drifted {
        /// Its name.
        stream: String,
        /// Every setting that differs.
        drifts: Vec<Drift>,
    },
}

impl ConnectError {
    /// Whether the server has no room for a stream that is to be made.
    #[must_use]
    pub fn lacks_room(&self) -> bool {
        matches!(self, Self::Api(cause) if cause.downcast_ref::<NotMade>().is_some_and(NotMade::lacks_room))
    }

    pub(super) fn api(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Api(Cause::from(cause.into()))
    }
}

fn list(drifts: &[Drift]) -> String {
    drifts.iter().map(Drift::to_string).collect::<Vec<_>>().join("; ")
}

/// Connects within `options.connect_timeout`; reconnects for ever afterwards.
pub(super) async fn connect(options: &Options, gate: &Arc<Gate>) -> Result<Client, ConnectError> {
    let deadline = Instant::now() + options.connect_timeout;
    let addresses: Vec<&str> = addresses(options).collect();
    loop {
        let gate = Arc::clone(gate);
        let settings = settings(options).await?.max_reconnects(None).event_callback(move |event| {
            notice(&event, &gate);
            std::future::ready(())
        });
        let failure: Cause = match timeout_at(deadline, settings.connect(&addresses)).await {
            Ok(Ok(client)) => {
                recent(&client.server_info())?;
                return Ok(client);
            }
            Ok(Err(error)) => Arc::new(error),
            Err(elapsed) => Arc::new(elapsed),
        };
        if Instant::now() + PAUSE >= deadline {
            return Err(ConnectError::Unreachable(failure));
        }
        sleep(PAUSE).await;
    }
}

/// The servers there are.
pub(super) fn addresses(options: &Options) -> impl Iterator<Item = &str> {
    options.url.split(',').map(str::trim)
}

/// What all connections have in common.
pub(super) async fn settings(options: &Options) -> Result<ConnectOptions, ConnectError> {
    if let Some(credentials) = &options.credentials {
        credentials::check(credentials).await.map_err(ConnectError::Credentials)?;
    }
    let mut settings = credentials::connecting(options.credentials.clone())
        .name(&options.client_name)
        // The first attempt is made at once.
        .reconnect_delay_callback(|attempts| PAUSE * u32::try_from(attempts.clamp(1, 6) - 1).unwrap_or(5))
        .ping_interval(PING)
        .connection_timeout(Duration::from_secs(3))
        .request_timeout(Some(options.request_timeout))
        .subscription_capacity(SUBSCRIPTION_CAPACITY);
    if let Some(path) = &options.root_certificates {
        settings = settings.add_root_certificates(path.clone()).require_tls(true);
    }
    Ok(settings)
}

fn notice(event: &Event, gate: &Gate) {
    match event {
        Event::Connected => tracing::info!("connected to the event log"),
        Event::Disconnected | Event::Closed => {
            tracing::warn!(%event, "the connection to the event log is gone");
            gate.lose();
        }
        Event::SlowConsumer(_) => {
            tracing::warn!("the client dropped messages; they are read again");
            gate.lose();
        }
        Event::LameDuckMode | Event::Draining | Event::ServerError(_) | Event::ClientError(_) => {
            tracing::warn!(%event, "the event log's server reports");
        }
    }
}

/// Refuses servers that do not know what the log relies on.
pub(super) fn recent(server: &ServerInfo) -> Result<(), ConnectError> {
    let mut numbers = server.version.split(['.', '-']).map_while(|number| number.parse::<u64>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version >= OLDEST { Ok(()) } else { Err(ConnectError::ServerTooOld { found: server.version.clone() }) }
}
