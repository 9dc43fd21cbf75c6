//! Configuration of intake.

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
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
