//! Configuration of checkpoint.

use haetae_service_kit::config::{
    AuthConfig, ConfigError, ContentConfig, NatsConfig, PeopleConfig, ProofConfig, ServerConfig, ServiceConfig,
    TelemetryConfig, TokensConfig,
};
use serde::Deserialize;

use crate::evidence::Kinds;

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
    /// What seals page tokens.
    #[serde(default)]
    pub tokens: TokensConfig,
    /// Logs and traces.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// The catalogues it is shipped with.
    pub content: ContentConfig,
    /// Which files are taken as evidence.
    #[serde(default)]
    pub evidence: EvidenceConfig,
    /// Who can be put in charge.
    #[serde(default)]
    pub people: PeopleConfig,
}

/// `[evidence]`: files that show what was checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct EvidenceConfig {
    /// Largest file, in bytes. Default 32 MiB.
    pub max_file_bytes: u64,
    /// Files of one review. Default 200.
    pub max_files: usize,
    /// Room for the files of all reviews, in bytes, which the server reserves when their bucket is made. Given, a bucket with
    /// another limit is refused; absent, the bucket's own limit holds, and one that is made gets 8 GiB. A server without that
    /// room serves everything but evidence.
    pub max_bytes: Option<u64>,
    /// Media types that are taken, separated by commas; each has to be one whose bytes can be checked. Default all of
    /// those.
    pub media_types: String,
}

impl Default for EvidenceConfig {
    fn default() -> Self {
        Self { max_file_bytes: 32 << 20, max_files: 200, max_bytes: None, media_types: Kinds::all().to_string() }
    }
}

impl EvidenceConfig {
    /// The kinds of files that are taken.
    pub(crate) fn kinds(&self) -> Result<Kinds, ConfigError> {
        let wrong = |unknown| ConfigError::Invalid(format!("evidence.media_types: {unknown} cannot be checked"));
        Kinds::parse(&self.media_types).map_err(wrong)
    }
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
