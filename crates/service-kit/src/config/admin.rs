//! `[admin]`: the endpoint for probes and metrics.

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;

/// `[admin]`: the HTTP endpoint for the probe of liveness and the metrics. It needs no token and has no TLS: only the
/// node's probes and the monitoring may reach it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AdminConfig {
    /// Address to listen on; port 0 lets the system choose. Absent: there is no such endpoint.
    pub listen: Option<SocketAddr>,
    /// Where to write the actual address; removed when the service stops.
    pub listen_file: Option<PathBuf>,
}

impl AdminConfig {
    /// No endpoint.
    pub const OFF: Self = Self { listen: None, listen_file: None };
}
