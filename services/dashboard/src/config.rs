//! Configuration of the dashboard.

use std::{fmt::Display, fs, path::PathBuf, time::Duration};

use haetae_proof::SigningKey;
use haetae_service_kit::config::{
    AuthConfig, ConfigError, DatabaseConfig, NatsConfig, ProofConfig, ServerConfig, ServiceConfig, TelemetryConfig,
    TokensConfig,
};
use serde::Deserialize;

use crate::{
    grpc::{StreamLimits, Terms},
    reads,
};

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
    /// Who signs the heads of the log.
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
    /// What one caller may read at once.
    #[serde(default)]
    pub reads: ReadsConfig,
    /// Whose tokens are accepted.
    pub auth: Option<AuthConfig>,
    /// What seals page tokens.
    #[serde(default)]
    pub tokens: TokensConfig,
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
    /// The review to prove.
    pub review: Option<String>,
    /// The folder to write to.
    pub to: Option<PathBuf>,
    /// Whether a rebuild replaces a live generation that has other rows for the same commits.
    pub replace_differing: bool,
    /// Whether a rebuild drops what others made of the views where these cannot stay.
    pub drop_dependents: bool,
    /// Whether a restore takes a log away that goes on otherwise than the archive, after its commits were kept.
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
    /// How long a stream may have nothing to tell before it says so, in milliseconds, at least 100. Default 10,000.
    pub heartbeat_ms: u64,
    /// How long a stream may last before it ends in order and the caller has to come again, in milliseconds, at least
    /// 1,000. Default 3,600,000, an hour. It also ends when the caller's token does.
    pub max_lifetime_ms: u64,
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self { heartbeat_ms: 10_000, max_lifetime_ms: 3_600_000 }
    }
}

impl WatchConfig {
    /// Shorter ones would only cost: a stream that does nothing but beat, or callers who do nothing but come again.
    pub(crate) fn terms(&self) -> Result<Terms, ConfigError> {
        Ok(Terms {
            heartbeat: Duration::from_millis(at_least(100, "watch.heartbeat_ms", self.heartbeat_ms)?),
            lifetime: Duration::from_millis(at_least(1_000, "watch.max_lifetime_ms", self.max_lifetime_ms)?),
        })
    }
}

/// `[streams]`: answers in parts, which are WatchReviews, ExportReviews and ExportArchive.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct StreamsConfig {
    /// Streams open at the same time in this process, of all callers together, at least 1. Default 256.
    pub max_open: u32,
    /// Those of one caller, by the subject of the token, at least 1. Default 16.
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

/// `[reads]`: what one caller, by the subject of the token, may read at once.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct ReadsConfig {
    /// Calls of one caller that read from the database at the same time, at least 1. Default 4, half of the connections
    /// that `database.max_connections` allows by default.
    pub max_per_caller: u32,
    /// Further calls of that caller that wait for their turn, as long as their deadline allows; those beyond are refused.
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

    /// The key that signs the heads of the log, if there is one.
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
}
