//! Checks that the server confirms only commits that are on its disk, and that its volume has room for the log. Only
//! the server's monitoring endpoint reports both.

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

/// Error texts of operating systems for a full disk.
const NO_SPACE: [&str; 2] = ["no space left on device", "disk quota exceeded"];

/// Upper bound for the report's size; a longer response is not such a report.
const LONGEST: u64 = 1 << 20;

/// Percentage of the server's storage limit that the log may fill. The limit is at most the server's volume, and often
/// all of it, so the log gets at most 60 % of the volume: the log has to be full before the volume is.
const SHARE: u64 = 60;

/// Rejects a server that does not sync every write or does not report its setting, and a server without room for a
/// log of `limit` bytes.
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

/// Whether the server had disk space for its last writes. After a failed write, the server reports the failure until
/// it is restarted.
pub(super) async fn has_space(endpoint: &str) -> std::io::Result<bool> {
    let report = timeout(SOON, get(endpoint, "/healthz")).await??;
    let error = report["error"].as_str().unwrap_or_default();
    Ok(!NO_SPACE.iter().any(|words| error.contains(words)))
}

/// Bytes stored by all streams of the server, and its storage limit.
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
