//! Connects to a server and checks it before anything is written.

use std::{sync::Arc, time::Duration};

use async_nats::{Client, ConnectOptions, Event, ServerAddr, ServerInfo};
use haetae_domain::causes::with_causes;
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Options,
    connect_error::{ConnectError, OLDEST},
    credentials,
    gate::Gate,
};
use crate::Cause;

/// Ping interval; pings distinguish a dead connection from an idle one.
const PING: Duration = Duration::from_secs(2);

/// Messages that one subscription buffers: more than any single request asks for.
const SUBSCRIPTION_CAPACITY: usize = 65_536;

/// Pause between two attempts to reach a server.
pub(super) const PAUSE: Duration = Duration::from_millis(200);

/// Connects within `options.connect_timeout`; reconnects for ever afterwards.
pub(super) async fn connect(options: &Options, gate: &Arc<Gate>) -> Result<Client, ConnectError> {
    let deadline = Instant::now() + options.connect_timeout;
    let addresses: Vec<&str> = addresses(options).collect();
    valid(&addresses)?;
    let mut refused: Option<Cause> = None;
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
            // The error of an earlier attempt explains more than the time-out.
            Err(elapsed) => refused.unwrap_or_else(|| Arc::new(elapsed)),
        };
        if Instant::now() + PAUSE >= deadline {
            return Err(ConnectError::Unreachable(failure));
        }
        refused = Some(failure);
        sleep(PAUSE).await;
    }
}

/// The servers there are.
pub(super) fn addresses(options: &Options) -> impl Iterator<Item = &str> {
    options.url.split(',').map(str::trim)
}

/// Rejects an invalid server address at once; waiting would not make it valid.
fn valid(addresses: &[&str]) -> Result<(), ConnectError> {
    for address in addresses {
        let wrong = |why: &dyn std::fmt::Display| ConnectError::Address(format!("{address:?} is no address: {why}"));
        let parsed: ServerAddr = address.parse().map_err(|error: std::io::Error| wrong(&error))?;
        if parsed.host().is_empty() {
            return Err(wrong(&"it names no host"));
        }
    }
    Ok(())
}

/// Settings that all connections share.
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
            tracing::warn!(%event, "lost the connection to the event log");
            gate.lose();
        }
        Event::SlowConsumer(_) => {
            tracing::warn!("the client dropped messages; reading them again");
            gate.lose();
        }
        Event::ServerError(error) => {
            tracing::warn!(error = with_causes(&error), "the event log's server reports");
            gate.trouble.reported(&with_causes(&error));
        }
        Event::LameDuckMode | Event::Draining | Event::ClientError(_) => {
            tracing::warn!(%event, "the event log's server reports");
        }
    }
}

/// Rejects servers that lack the features the log relies on.
pub(super) fn recent(server: &ServerInfo) -> Result<(), ConnectError> {
    let mut numbers = server.version.split(['.', '-']).map_while(|number| number.parse::<u64>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version >= OLDEST { Ok(()) } else { Err(ConnectError::ServerTooOld { found: server.version.clone() }) }
}
