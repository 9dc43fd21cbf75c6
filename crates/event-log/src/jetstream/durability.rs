//! Whether the server confirms only what is on its disk. Only its monitoring endpoint tells.

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

/// More than the report has; what is longer is no such report.
const LONGEST: u64 = 1 << 20;

/// Refuses a server that does not sync always, or does not say so.
pub(super) async fn check(endpoint: &str) -> Result<(), ConnectError> {
    let report = timeout(PATIENCE, get(endpoint, "/varz")).await.map_err(ConnectError::api)?;
    let report = report.map_err(ConnectError::api)?;
    match report.pointer("/jetstream/config/sync_always") {
        Some(Value::Bool(true)) => Ok(()),
        Some(_) | None => Err(ConnectError::NotDurable),
    }
}

async fn get(endpoint: &str, path: &str) -> std::io::Result<Value> {
    let mut stream = TcpStream::connect(endpoint).await?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {endpoint}\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await?;
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n").map(|end| &answer[end + 4..]);
    Ok(serde_json::from_slice(body.unwrap_or_default())?)
}
