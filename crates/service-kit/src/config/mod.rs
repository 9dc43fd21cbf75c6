//! Configuration: an optional TOML file, overridden by `HAETAE__SECTION__KEY` from the environment.
//!
//! The file is named by `--config PATH` or `HAETAE_CONFIG`. An unknown key is an error that names it, wherever it came
//! from. Errors never repeat a value: it might be a secret.

mod admin;
mod load;
mod log;
mod secret;
mod sections;
mod writer;

use serde::de::DeserializeOwned;

pub use admin::AdminConfig;
pub use load::{ConfigError, load, load_file};
pub use log::log_options;
pub use secrecy::{ExposeSecret, SecretString};
pub use secret::pick;
pub use sections::{AuthConfig, DatabaseConfig, NatsConfig, ProofConfig, ServerConfig, TelemetryConfig, TokensConfig};
pub use writer::{ContentConfig, PeopleConfig, WriterConfig};

/// The whole configuration of a service: one struct with the fields `server`, `nats`, `auth`, `telemetry`, `admin` and its own.
pub trait ServiceConfig: DeserializeOwned {
    /// The section for logs, traces and metrics.
    fn telemetry(&self) -> &TelemetryConfig;

    /// The section for probes and metrics.
    fn admin(&self) -> &AdminConfig;
}
