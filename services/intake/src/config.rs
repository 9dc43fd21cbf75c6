//! Configuration of intake.

use std::path::PathBuf;

use haetae_service_kit::config::{AuthConfig, NatsConfig, ProofConfig, ServerConfig, ServiceConfig, TelemetryConfig};
use serde::Deserialize;

/// Everything intake can be told.
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
    /// The holiday table.
    pub content: ContentConfig,
}

/// Where the shipped tables are.
#[derive(Debug, Deserialize)]
pub struct ContentConfig {
    /// Folder of the tables, see `services/intake/content`.
    pub dir: PathBuf,
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
