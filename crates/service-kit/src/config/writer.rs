//! The configuration of a service that writes to the log.

use std::path::PathBuf;

use serde::Deserialize;

use super::{
    AdminConfig, AuthConfig, NatsConfig, ProofConfig, ServerConfig, ServiceConfig, TelemetryConfig, TokensConfig,
};

/// The whole configuration of a service that writes the log.
#[derive(Debug, Deserialize)]
pub struct WriterConfig {
    /// The gRPC endpoint.
    #[serde(default)]
    pub server: ServerConfig,
    /// The event log.
    pub nats: NatsConfig,
    /// The signer of the heads of the log.
    #[serde(default)]
    pub proof: ProofConfig,
    /// The issuer whose tokens are accepted.
    pub auth: AuthConfig,
    /// The keys that seal page tokens.
    #[serde(default)]
    pub tokens: TokensConfig,
    /// Logs, traces and metrics.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// Probes and metrics.
    #[serde(default)]
    pub admin: AdminConfig,
    /// The files shipped with the service.
    pub content: ContentConfig,
    /// The accounts that can be assigned.
    #[serde(default)]
    pub people: PeopleConfig,
}

/// `[people]`: accounts that can be put in charge of a review or a finding.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PeopleConfig {
    /// Subjects of accounts that are known although they have not written anything yet, separated by commas. Default
    /// none.
    pub known: String,
}

impl PeopleConfig {
    /// Each of them.
    pub fn subjects(&self) -> Vec<String> {
        self.known.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }
}

/// Location of the files shipped with a service: documents published at start, or tables.
#[derive(Debug, Deserialize)]
pub struct ContentConfig {
    /// Their folder, see `services/<service>/content`.
    pub dir: PathBuf,
}

impl ServiceConfig for WriterConfig {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }

    fn admin(&self) -> &AdminConfig {
        &self.admin
    }
}
