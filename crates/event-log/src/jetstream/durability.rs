//! Whether the server confirms only what is on its disk, and whether its volume has room for the log. Only its monitoring
//! endpoint reports both.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::ConnectError;

/// How long the endpoint may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long it may take while commits come in.
const SOON: Duration = Duration::from_secs(1);

/// What systems say of a disk without room.
const NO_SPACE: [&str; 2] = ["no space left on device", "disk quota exceeded"];

/// More than the report has; what is longer is no such report.
const LONGEST: u64 = 1 << 20;

/// Hundredths of what the server may store that the log may fill. A server may store 75 % of its volume unless it is told
/// otherwise, so that the log has 60 % of the volume at most: the log has to be full before the volume is.
const SHARE: u64 = 80;

/// Refuses a server that does not sync always, or does not say so, and one that has no room for a log of `limit` bytes.
pub(super) async fn check(endpoint: &str, limit: u64) -> Result<(), ConnectError> {
    let report =
        timeout(PATIENCE, get(endpoint, "/varz")).await.map_err(|late| ConnectError::Monitoring(late.into()))?;
    let report = report.map_err(ConnectError::Monitoring)?;
    match report.pointer("/jetstream/config/sync_always") {
        Some(Value::Bool(true)) => {}
        Some(_) | None => return Err(ConnectError::NotDurable),
    }
    let store = report.pointer("/jetstream/config/max_storage").and_then(Value::as_u64).filter(|store| *store > 0);
    match store {
        Some(store) if limit > store / 100 * SHARE => Err(ConnectError::NoRoom { limit, store }),
        Some(_) | None => Ok(()),
    }
}

/// Whether the server could write what it was last given, as far as room on its disk goes. A server that could not says so
/// until it is restarted.
pub(super) async fn has_space(endpoint: &str) -> std::io::Result<bool> {
    let report = timeout(SOON, get(endpoint, "/healthz")).await??;
    let error = report["error"].as_str().unwrap_or_default();
    Ok(!NO_SPACE.iter().any(|words| error.contains(words)))
}

/// How many bytes all streams of the server have, and how many it may store.
pub(super) async fn stored(endpoint: &str) -> std::io::Result<Option<(u64, u64)>> {
    let report = timeout(SOON, get(endpoint, "/varz")).await??;
    let number = |path| report.pointer(path).and_then(Value::as_u64);
    let used = number("/jetstream/stats/storage");
    let room = number("/jetstream/config/max_storage").filter(|room| *room > 0);
    Ok(used.zip(room))
}

async fn get(endpoint: &str, path: &str) -> std::io::Result<Value> {
    let mut stream = TcpStream::connect(endpoint).await?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {endpoint}\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await?;
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n").map(|end| &answer[end + 4..]);
    Ok(serde_json::from_slice(body.unwrap_or_default())?)
}
