//! Configuration of the dashboard.

use std::{fmt::Display, fs, path::PathBuf, time::Duration};

use haetae_proof::SigningKey;
use haetae_service_kit::config::{
    AdminConfig, AuthConfig, ConfigError, DatabaseConfig, NatsConfig, ProofConfig, ServerConfig, ServiceConfig,
    TelemetryConfig, TokensConfig,
};
use serde::Deserialize;

use crate::{
    grpc::{StreamLimits, Terms},
    reads,
};

/// The complete configuration of the dashboard. To migrate, only the database is required.
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
    /// The signer of the heads of the log.
    #[serde(default)]
    pub proof: ProofConfig,
    /// The key that signs them.
    #[serde(default)]
    pub signing: SigningConfig,
    /// Lists that are watched.
    #[serde(default)]
    pub watch: WatchConfig,
    /// Answers in parts.
    #[serde(default)]
    pub streams: StreamsConfig,
    /// Limits of concurrent reads for each caller.
    #[serde(default)]
    pub reads: ReadsConfig,
    /// The issuer whose tokens are accepted.
    pub auth: Option<AuthConfig>,
    /// The keys that seal page tokens.
    #[serde(default)]
    pub tokens: TokensConfig,
    /// Logs, traces and metrics.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// Probes and metrics, while it serves.
    #[serde(default)]
    pub admin: AdminConfig,
}

/// `[run]`: the task of the process; set by subcommands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RunConfig {
    /// What to do.
    pub command: Command,
    /// The projection to rebuild.
    pub projection: Option<String>,
    /// The review to prove.
    pub review: Option<String>,
    /// The folder to write to.
    pub to: Option<PathBuf>,
    /// Whether proofs that are there are replaced.
    pub overwrite: bool,
    /// Whether a rebuild replaces a live generation whose rows for the same commits differ.
    pub replace_differing: bool,
    /// Whether a rebuild drops foreign objects that depend on views which cannot be kept.
    pub drop_dependents: bool,
    /// Whether a restore deletes a log that diverged from the archive, after its commits were saved.
    pub keep_both: bool,
}

/// `[signing]`: the private key of the log's heads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SigningConfig {
    /// PKCS#8 in PEM; its public half is `proof.public_key`. Without it no heads are signed.
    pub key_file: Option<PathBuf>,
}

/// `[watch]`: lists that are watched.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct WatchConfig {
    /// Idle time after which a stream sends a heartbeat, in milliseconds, at least 100. Default 10,000.
    pub heartbeat_ms: u64,
    /// Maximum lifetime of a stream, in milliseconds, at least 1,000. After it the stream ends normally and the
    /// caller has to reconnect. Default 3,600,000, an hour. A stream also ends when the caller's token expires.
    pub max_lifetime_ms: u64,
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self { heartbeat_ms: 10_000, max_lifetime_ms: 3_600_000 }
    }
}

impl WatchConfig {
    /// Checks the lower bounds. Shorter times would only cause load: heartbeats without content, or constant
    /// reconnects.
    pub(crate) fn terms(&self) -> Result<Terms, ConfigError> {
        Ok(Terms {
            heartbeat: Duration::from_millis(at_least(100, "watch.heartbeat_ms", self.heartbeat_ms)?),
            lifetime: Duration::from_millis(at_least(1_000, "watch.max_lifetime_ms", self.max_lifetime_ms)?),
        })
    }
}

/// `[streams]`: streaming responses, which are WatchReviews, ExportReviews and ExportArchive.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct StreamsConfig {
    /// Maximum number of open streams in this process, of all callers together, at least 1. Default 256.
    pub max_open: u32,
    /// Maximum number of open streams of one caller, by the subject of the token, at least 1. Default 16.
    pub max_open_per_caller: u32,
}

impl Default for StreamsConfig {
    fn default() -> Self {
        Self { max_open: 256, max_open_per_caller: 16 }
    }
}

impl StreamsConfig {
    pub(crate) fn limits(&self) -> Result<StreamLimits, ConfigError> {
        Ok(StreamLimits {
            all: at_least(1, "streams.max_open", self.max_open)?,
            caller: at_least(1, "streams.max_open_per_caller", self.max_open_per_caller)?,
        })
    }
}

/// `[reads]`: limits of concurrent reads of one caller, by the subject of the token.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct ReadsConfig {
    /// Calls of one caller that read from the database at the same time, at least 1. Default 4, half of the
    /// connections that `database.max_connections` allows by default.
    pub max_per_caller: u32,
    /// Further calls of that caller that wait for their turn, within their deadlines; those beyond are refused.
    /// Default 64.
    pub max_waiting_per_caller: u32,
}

impl Default for ReadsConfig {
    fn default() -> Self {
        Self { max_per_caller: 4, max_waiting_per_caller: 64 }
    }
}

impl ReadsConfig {
    pub(crate) fn limits(&self) -> Result<reads::ReadLimits, ConfigError> {
        let reading = at_least(1, "reads.max_per_caller", self.max_per_caller)?;
        Ok(reads::ReadLimits { reading, waiting: self.max_waiting_per_caller })
    }
}

fn at_least<T: PartialOrd + Display>(least: T, key: &str, given: T) -> Result<T, ConfigError> {
    if given >= least { Ok(given) } else { Err(ConfigError::Invalid(format!("{key} has to be at least {least}"))) }
}

/// The tasks of the program.
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
    /// Write the archive and its signed heads to files.
    Export,
    /// Write a proof of every commit of a review.
    Prove,
    /// Compare every read model with a fold of the archive.
    Rows,
    /// Publish the archive into an event log that lacks it or its end.
    Restore,
}

impl Config {
    pub(crate) fn nats(&self) -> Result<&NatsConfig, ConfigError> {
        self.nats.as_ref().ok_or(ConfigError::Missing("nats.url"))
    }

    pub(crate) fn auth(&self) -> Result<&AuthConfig, ConfigError> {
        self.auth.as_ref().ok_or(ConfigError::Missing("auth.issuer"))
    }

    /// The key that signs the heads of the log, if configured.
    pub(crate) fn signing_key(&self) -> Result<Option<SigningKey>, ConfigError> {
        const KEY: &str = "signing.key";
        let Some(path) = &self.signing.key_file else { return Ok(None) };
        let public = self.proof.public_key()?.ok_or(ConfigError::Missing("proof.public_key"))?;
        let unread = |source| ConfigError::SecretFile { key: KEY, path: path.clone(), source };
        let pem = fs::read_to_string(path).map_err(unread)?;
        let key = SigningKey::from_pem(public.name(), &pem);
        let key = key.map_err(|error| ConfigError::Invalid(format!("{KEY}_file: {error}")))?;
        if *key.public() == public {
            Ok(Some(key))
        } else {
            Err(ConfigError::Invalid("signing.key_file and proof.public_key are not a pair".to_owned()))
        }
    }
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }

    fn admin(&self) -> &AdminConfig {
        // Commands run beside a service that has the address.
        if self.run.command == Command::Serve { &self.admin } else { &AdminConfig::OFF }
    }
}
