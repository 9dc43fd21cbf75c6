//! One nats-server process: its configuration, its port, and the check that it is the server that answers.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
};

use crate::{
    Error, Guarded, Launch, Result,
    port::Port,
    token,
    until::{pause, within},
};

const START_BOUND: Duration = Duration::from_secs(30);
const STOP_BOUND: Duration = Duration::from_secs(20);

/// A server that keeps its directory, name and port through kills and restarts.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) port: Port,
    launch: Launch,
    process: Option<Guarded>,
}

impl Node {
    /// Writes the configuration, `extra` after what every node has, without starting anything.
    pub(crate) fn prepare(binary: &Path, dir: &Path, port: Port, extra: &str) -> Result<Self> {
        fs::create_dir_all(dir).map_err(Error::io(format!("create {}", dir.display())))?;
        let name = format!("haetae-{}", token::random(8)?);
        let file: PathBuf = dir.join("nats.conf");
        let common = format!("server_name: {name}\nlisten: \"127.0.0.1:{}\"\n", port.number());
        fs::write(&file, common + extra).map_err(Error::io(format!("write {}", file.display())))?;
        let launch = Launch::new(binary, dir.join("nats.log")).arg("-c").arg(file);
        Ok(Self { name, port, launch, process: None })
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port.number())
    }

    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Guarded::pid)
    }

    /// Starts the process and waits until it answers by its own name with `JetStream` on.
    pub(crate) async fn start(&mut self) -> Result<()> {
        self.stop().await?;
        self.process = Some(Guarded::spawn(&self.launch)?);
        within(START_BOUND, "the start of nats-server", async {
            while !self.is_ready().await? {
                pause().await;
            }
            Ok(())
        })
        .await
    }

    pub(crate) async fn kill9(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill9().await?;
        }
        Ok(())
    }

    pub(crate) async fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.terminate(STOP_BOUND).await?;
        }
        Ok(())
    }

    async fn is_ready(&mut self) -> Result<bool> {
        if let Some(process) = &mut self.process
            && let Some(status) = process.try_wait()?
        {
            self.process = None;
            return Err(self.launch.ended(status));
        }
        let Some(info) = greeting(self.port.number()).await else {
            return Ok(false);
        };
        if info["server_name"] != self.name.as_str() {
            return Err(Error::WrongServer(format!(
                "port {} answers as {}, not as the server just started",
                self.port.number(),
                info["server_name"]
            )));
        }
        Ok(info["jetstream"] == true)
    }
}

/// The `INFO` a server greets every connection with, or `None` while no server answers.
async fn greeting(port: u16) -> Option<serde_json::Value> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.ok()?;
    serde_json::from_str(line.strip_prefix("INFO ")?).ok()
}

/// A string as the configuration language quotes it.
pub(crate) fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}
