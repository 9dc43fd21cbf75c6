//! Configuration of checkpoint.

use haetae_service_kit::config::{
    AdminConfig, AuthConfig, ConfigError, ContentConfig, NatsConfig, PeopleConfig, ProofConfig, ServerConfig,
    ServiceConfig, TelemetryConfig, TokensConfig,
};
use serde::Deserialize;

use crate::evidence::Kinds;

/// The configuration of checkpoint.
#[derive(Debug, Deserialize)]
pub struct Config {
    /// The gRPC endpoint.
    #[serde(default)]
    pub server: ServerConfig,
    /// The event log.
    pub nats: NatsConfig,
    /// The key that signs the heads of the log.
    #[serde(default)]
    pub proof: ProofConfig,
    /// The issuers whose tokens are accepted.
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
    /// The catalogues it is shipped with.
    pub content: ContentConfig,
    /// The limits of evidence.
    #[serde(default)]
    pub evidence: EvidenceConfig,
    /// The accounts that a finding can be assigned to, in addition to those in the log.
    #[serde(default)]
    pub people: PeopleConfig,
}

/// `[evidence]`: the files that show how a checkpoint was judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct EvidenceConfig {
    /// Largest file, in bytes. Default 32 MiB.
    pub max_file_bytes: u64,
    /// Files of one review. Default 200.
    pub max_files: usize,
    /// Size limit for the files of all reviews, in bytes. The server reserves it when the bucket is created. Present:
    /// a bucket with another limit is refused. Absent: an existing bucket keeps its limit, and a new one gets 8 GiB.
    /// On a server without that much room, checkpoint serves everything except evidence.
    pub max_bytes: Option<u64>,
    /// Accepted media types, separated by commas. Each must be one whose bytes can be checked. Default: all of those.
    pub media_types: String,
}

impl Default for EvidenceConfig {
    fn default() -> Self {
        Self { max_file_bytes: 32 << 20, max_files: 200, max_bytes: None, media_types: Kinds::all().to_string() }
    }
}

impl EvidenceConfig {
    /// The accepted kinds of files.
    pub(crate) fn kinds(&self) -> Result<Kinds, ConfigError> {
        let wrong = |unknown| ConfigError::Invalid(format!("evidence.media_types: {unknown} cannot be checked"));
        Kinds::parse(&self.media_types).map_err(wrong)
    }
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }

    fn admin(&self) -> &AdminConfig {
        &self.admin
    }
}
