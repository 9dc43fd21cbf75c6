//! One private NATS server with `JetStream` on disk.

mod cluster;
mod node;

use std::path::Path;

pub use self::cluster::NatsCluster;
use self::node::{Node, quoted};
use crate::{Error, Result, Source, Toolchain, port::Port};

/// When the server syncs acknowledged messages to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Before every acknowledgement: nothing acknowledged is lost to a power cut.
    #[default]
    Durable,
    /// The server's own interval of two minutes: survives kill -9, not a power cut.
    Relaxed,
}

/// How to run the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NatsOptions {
    /// When to sync writes to disk.
    pub sync: Durability,
    /// The largest message accepted, in bytes.
    pub max_payload: usize,
}

impl Default for NatsOptions {
    fn default() -> Self {
        Self { sync: Durability::default(), max_payload: 1024 * 1024 }
    }
}

impl NatsOptions {
    /// The part of the configuration file these options and the store directory decide.
    pub(crate) fn config(&self, store: &Path) -> String {
        let sync = match self.sync {
            Durability::Durable => "sync_interval: always",
            Durability::Relaxed => "",
        };
        let payload = self.max_payload;
        let store = quoted(store);
        // Limits of streams reserve no space. By default the server allows at most three quarters of the free disk
        // space; on a fuller disk no stream could be created.
        format!("max_payload: {payload}\njetstream {{ store_dir: {store}\nmax_file_store: 1TB\n{sync}\n}}\n")
    }
}

/// A NATS server: one started here, or the one the user gave by URL.
#[derive(Debug)]
pub struct Nats {
    url: String,
    node: Option<Node>,
    monitoring: Option<Port>,
}

impl Nats {
    /// Starts a server that stores everything in `dir`. With a server given by URL, returns that one.
    ///
    /// # Errors
    /// An error if it does not start, exits at once, or if another server answers on its port.
    pub async fn start(toolchain: &Toolchain, dir: &Path, options: NatsOptions) -> Result<Self> {
        let binary = match &toolchain.nats {
            Source::Running(url) => {
                return Ok(Self { url: url.clone(), node: None, monitoring: None });
            }
            Source::Installed(binary) => binary,
        };
        let monitoring = Port::reserve()?;
        let http = format!("http: \"127.0.0.1:{}\"\n", monitoring.number());
        let config = options.config(&dir.join("store")) + &http;
        let mut node = Node::prepare(binary, dir, Port::reserve()?, &config)?;
        node.start().await?;
        Ok(Self { url: node.url(), node: Some(node), monitoring: Some(monitoring) })
    }

    /// The monitoring address, `host:port`; `None` for a server given by URL.
    #[must_use]
    pub fn monitoring(&self) -> Option<String> {
        self.monitoring.as_ref().map(|port| format!("127.0.0.1:{}", port.number()))
    }

    /// The URL for clients; it never changes.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server's process id, while it runs and is ours.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.node.as_ref().and_then(Node::pid)
    }

    /// Ends the server as a crash would.
    ///
    /// # Errors
    /// [`Error::NotOurs`] for a server given by URL.
    pub async fn kill9(&mut self) -> Result<()> {
        self.own()?.kill9().await
    }

    /// Starts the server again, after stopping it if it runs: same directory, same port.
    ///
    /// # Errors
    /// The same as for [`Self::start`]; [`Error::NotOurs`] for a server given by URL.
    pub async fn restart(&mut self) -> Result<()> {
        self.own()?.start().await
    }

    /// Stops the server if it is ours and runs.
    ///
    /// # Errors
    /// An error if it had to be killed.
    pub async fn stop(mut self) -> Result<()> {
        match &mut self.node {
            Some(node) => node.stop().await,
            None => Ok(()),
        }
    }

    fn own(&mut self) -> Result<&mut Node> {
        self.node.as_mut().ok_or(Error::NotOurs("NATS"))
    }
}
