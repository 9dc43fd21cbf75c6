//! Configuration of the dashboard.

use haetae_service_kit::config::{
    AuthConfig, ConfigError, DatabaseConfig, NatsConfig, ServerConfig, ServiceConfig, TelemetryConfig,
};
use serde::Deserialize;

/// Everything the dashboard can be told. To migrate, the database is enough.
#[derive(Debug, Deserialize)]
pub struct Config {
    /// What to do.
    #[serde(default)]
    pub run: RunConfig,
    /// The gRPC endpoint.
    #[serde(default)]
    pub server: ServerConfig,
    /// The event log.
    pub nats: Option<NatsConfig>,
    /// The read models.
    pub database: DatabaseConfig,
    /// Whose tokens are accepted.
    pub auth: Option<AuthConfig>,
    /// Logs and traces.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
}

/// `[run]`: what to do; subcommands set it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RunConfig {
    /// What to do.
    pub command: Command,
    /// The projection to rebuild.
    pub projection: Option<String>,
    /// Whether a rebuild replaces a live generation that has other rows for the same commits.
    pub replace_differing: bool,
}

/// What the program can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// Project and answer queries.
    #[default]
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// Replay the log into a new generation of one projection and swap it in.
    Rebuild,
}

impl Config {
    pub(crate) fn nats(&self) -> Result<&NatsConfig, ConfigError> {
        self.nats.as_ref().ok_or(ConfigError::Missing("nats.url"))
    }

    pub(crate) fn auth(&self) -> Result<&AuthConfig, ConfigError> {
        self.auth.as_ref().ok_or(ConfigError::Missing("auth.issuer"))
    }
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
