//! Configuration of checkpoint.

use std::path::PathBuf;

use haetae_service_kit::config::{AuthConfig, NatsConfig, ProofConfig, ServerConfig, ServiceConfig, TelemetryConfig};
use serde::Deserialize;

/// Everything checkpoint can be told.
#[derive(Debug, Deserialize)]
pub struct Config {
    /// The gRPC endpoint.
    #[serde(default)]
    pub server: ServerConfig,
    /// The event log.
    pub nats: NatsConfig,
    /// Who signs the heads of the log.
    #[serde(default)]
    pub proof: ProofConfig,
    /// Whose tokens are accepted.
    pub auth: AuthConfig,
    /// Logs and traces.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// The documents published at start.
    pub content: ContentConfig,
}

/// Where the shipped documents are.
#[derive(Debug, Deserialize)]
pub struct ContentConfig {
    /// Folder of the documents, see `services/checkpoint/content`.
    pub dir: PathBuf,
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
