//! Several NATS servers that replicate `JetStream` among themselves, for tests of R3 streams.

use std::{path::Path, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::node::Node;
use crate::{
    Error, NatsOptions, Result, Source, Toolchain,
    port::Port,
    until::{pause, within},
};

const ELECTION_BOUND: Duration = Duration::from_secs(60);

/// A cluster on loopback whose servers can be killed and restarted one by one.
#[derive(Debug)]
pub struct NatsCluster {
    members: Vec<Peer>,
}

#[derive(Debug)]
struct Peer {
    node: Node,
    /// The port for the other servers, kept here so that it stays reserved.
    _routes: Port,
    monitoring: Port,
}

impl NatsCluster {
    /// Starts `size` servers under `dir` and waits until they have a leader that sees all of them.
    ///
    /// # Errors
    /// The same as for [`crate::Nats::start`]; [`Error::NotOurs`] if NATS is given by URL, because one server is not a
    /// cluster.
    pub async fn start(toolchain: &Toolchain, dir: &Path, size: usize) -> Result<Self> {
        let Source::Installed(binary) = &toolchain.nats else {
            return Err(Error::NotOurs("NATS"));
        };
        let routes = (0..size).map(|_| Port::reserve()).collect::<Result<Vec<_>>>()?;
        let peers: Vec<String> =
            routes.iter().map(|port| format!("\"nats-route://127.0.0.1:{}\"", port.number())).collect();
        let peers = peers.join(", ");
        let mut members = Vec::with_capacity(size);
        for (index, routes) in routes.into_iter().enumerate() {
            members.push(Peer::prepare(binary, &dir.join(format!("node{index}")), routes, &peers)?);
        }
        let mut cluster = Self { members };
        cluster.start_all().await?;
        cluster.leader_that_sees_all().await?;
        Ok(cluster)
    }

    /// The URLs for clients, one per server.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.members.iter().map(|member| member.node.url()).collect()
    }

    /// The process ids of the servers that run.
    #[must_use]
    pub fn pids(&self) -> Vec<u32> {
        self.members.iter().filter_map(|member| member.node.pid()).collect()
    }

    /// Ends server `index` as a crash would.
    ///
    /// # Errors
    /// [`Error::WrongServer`] if there is no such server.
    pub async fn kill9(&mut self, index: usize) -> Result<()> {
        self.member(index)?.node.kill9().await
    }

    /// Starts server `index` again and waits until the leader sees every server that runs.
    ///
    /// # Errors
    /// The same as for [`Self::start`].
    pub async fn restart(&mut self, index: usize) -> Result<()> {
        self.member(index)?.node.start().await?;
        self.leader_that_sees_all().await
    }

    /// The index of the server that leads the cluster.
    ///
    /// # Errors
    /// An error if no leader is elected within a minute.
    pub async fn leader(&self) -> Result<usize> {
        self.leader_that_sees(0).await
    }

    /// Stops every server.
    ///
    /// # Errors
    /// An error if a server had to be killed.
    pub async fn stop(mut self) -> Result<()> {
        // All get the signal, even when one had to be killed.
        let mut outcome = Ok(());
        for member in &mut self.members {
            outcome = member.node.stop().await.and(outcome);
        }
        outcome
    }

    async fn start_all(&mut self) -> Result<()> {
        // One after the other: a server answers clients before it has found its peers.
        for member in &mut self.members {
            member.node.start().await?;
        }
        Ok(())
    }

    async fn leader_that_sees_all(&self) -> Result<()> {
        let others = self.pids().len().saturating_sub(1);
        self.leader_that_sees(others).await.map(|_| ())
    }

    /// The index of the server that leads, once at least `others` servers beside it are up to date.
    async fn leader_that_sees(&self, others: usize) -> Result<usize> {
        within(ELECTION_BOUND, "the election of a cluster leader", async {
            loop {
                for (index, member) in self.members.iter().enumerate() {
                    if member.replicas().await.is_some_and(|current| current >= others) {
                        return Ok(index);
                    }
                }
                pause().await;
            }
        })
        .await
    }

    fn member(&mut self, index: usize) -> Result<&mut Peer> {
        let size = self.members.len();
        self.members
            .get_mut(index)
            .ok_or_else(|| Error::WrongServer(format!("no server {index} in a cluster of {size}")))
    }
}

impl Peer {
    fn prepare(binary: &Path, dir: &Path, routes: Port, peers: &str) -> Result<Self> {
        let monitoring = Port::reserve()?;
        let config = format!(
            "{}http: \"127.0.0.1:{}\"\ncluster {{ name: haetae\nlisten: \"127.0.0.1:{}\"\nroutes: [{peers}]\n}}\n",
            NatsOptions::default().config(&dir.join("store")),
            monitoring.number(),
            routes.number(),
        );
        let node = Node::prepare(binary, dir, Port::reserve()?, &config)?;
        Ok(Self { node, _routes: routes, monitoring })
    }

    /// Returns the number of other servers that are up to date, as the leader sees it; `None` if this server is not the
    /// leader.
    async fn replicas(&self) -> Option<usize> {
        let report = get(self.monitoring.number(), "/jsz").await?;
        let meta = &report["meta_cluster"];
        if meta["leader"] != self.node.name.as_str() {
            return None;
        }
        let others = meta["replicas"].as_array().map(Vec::as_slice).unwrap_or_default();
        Some(others.iter().filter(|other| other["current"] == true && other["offline"] != true).count())
    }
}

/// Sends a GET to a server's monitoring port; `None` while it does not answer.
async fn get(port: u16, path: &str) -> Option<Value> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}
