//! The HTTP endpoint for an operator's tools: `/livez`, the probe of liveness, and `/metrics` for Prometheus.
//!
//! The answer to `/livez` comes from the process's own event loop, so a process that is stopped or stuck does not give
//! it. It depends on nothing else: a restart repairs no log and no database.

mod connection;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use haetae_domain::causes::with_causes;
use prometheus::Registry;
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    task::{AbortHandle, spawn},
    time::sleep,
};

use crate::{config::AdminConfig, server::ListenFile};

/// Connections at the same time. Each ends after one answer.
const CONNECTIONS: usize = 64;
/// The pause after the system refused a connection, e.g. because of missing file descriptors.
const BREATHER: Duration = Duration::from_millis(100);

/// Why the endpoint cannot be opened.
#[derive(Debug, Error)]
pub(crate) enum AdminError {
    /// The address cannot be had.
    #[error("admin.listen: cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The address cannot be written down.
    #[error("admin.listen_file")]
    ListenFile(#[source] io::Error),
}

/// The open endpoint; closed when it is dropped.
#[derive(Debug)]
pub(crate) struct Admin {
    accepting: AbortHandle,
    _file: ListenFile,
}

impl Drop for Admin {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Opens the endpoint, if the configuration has one.
pub(crate) async fn open(config: &AdminConfig, metrics: Registry) -> Result<Option<Admin>, AdminError> {
    let Some(address) = config.listen else { return Ok(None) };
    let listener = TcpListener::bind(address).await.map_err(|source| AdminError::Listen { address, source })?;
    let address = listener.local_addr().map_err(|source| AdminError::Listen { address, source })?;
    let file = ListenFile::write(config.listen_file.clone(), address).map_err(AdminError::ListenFile)?;
    tracing::info!(%address, "serving probes and metrics");
    Ok(Some(Admin { accepting: spawn(accept(listener, metrics)).abort_handle(), _file: file }))
}

async fn accept(listener: TcpListener, metrics: Registry) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let metrics = metrics.clone();
                spawn(async move {
                    connection::answer(stream, metrics).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "a connection to the admin endpoint was not accepted");
                sleep(BREATHER).await;
            }
        }
    }
}

#[cfg(test)]
mod tests;
