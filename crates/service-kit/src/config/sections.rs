//! The sections every service has. Embed them as fields; each key has the environment name `HAETAE__SECTION__KEY`.

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroU64, NonZeroUsize},
    path::{Path, PathBuf},
    time::Duration,
};

use haetae_proof::PublicKey;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error};

use super::{ConfigError, secret::pick};
use crate::token::TokenKeys;

/// `[server]`: the gRPC endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct ServerConfig {
    /// Address to listen on; port 0 lets the system choose. Default `127.0.0.1:0`.
    pub listen: SocketAddr,
    /// The file that gets the actual address once the service serves; removed when it stops.
    pub listen_file: Option<PathBuf>,
    /// Largest request message, in bytes. Default 1 MiB.
    pub max_request_bytes: NonZeroUsize,
    /// Largest response message, in bytes. Default 4 MiB.
    pub max_response_bytes: NonZeroUsize,
    /// Calls at the same time on one connection. Default 1,024.
    pub max_concurrent_streams: NonZeroU32,
    /// Limit of connections whose caller has presented an accepted token. Default 1,024.
    pub max_connections: NonZeroU32,
    /// Limit of such connections from one IPv4 address or IPv6 network (64 bits). Default 512.
    pub max_connections_per_peer: NonZeroU32,
    /// Limit of connections without an accepted token so far. Beyond it, a new connection replaces the oldest one of
    /// the peer that has the most. Default 256.
    pub max_unknown_connections: NonZeroU32,
    /// How long such a connection may stay without a call, in milliseconds. Default 10,000.
    pub unknown_silence_ms: NonZeroU64,
    /// Calls that need no token (health), at the same time on one connection. Default 16.
    pub max_calls_without_token: NonZeroU32,
    /// Silence after which a connection is pinged, in milliseconds. Default 30,000.
    pub ping_ms: NonZeroU64,
    /// How long the answer to a ping may take before the connection is closed, in milliseconds. Default 10,000.
    pub ping_answer_ms: NonZeroU64,
    /// Deadline of a call that specifies none, in milliseconds. Default 10,000.
    pub default_deadline_ms: NonZeroU64,
    /// Longest deadline granted, in milliseconds. Default 60,000.
    pub max_deadline_ms: NonZeroU64,
    /// Longest time for an upload, in milliseconds. Default 3,600,000.
    pub max_upload_ms: NonZeroU64,
    /// How long an upload may send nothing, in milliseconds. Default 30,000.
    pub upload_silence_ms: NonZeroU64,
    /// How long a shutdown waits for running calls, in milliseconds; 0: not at all. Default 20,000.
    pub drain_ms: u64,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            listen_file: None,
            max_request_bytes: const { NonZeroUsize::new(1024 * 1024).unwrap() },
            max_response_bytes: const { NonZeroUsize::new(4 * 1024 * 1024).unwrap() },
            max_concurrent_streams: const { NonZeroU32::new(1024).unwrap() },
            max_connections: const { NonZeroU32::new(1024).unwrap() },
            max_connections_per_peer: const { NonZeroU32::new(512).unwrap() },
            max_unknown_connections: const { NonZeroU32::new(256).unwrap() },
            unknown_silence_ms: const { NonZeroU64::new(10_000).unwrap() },
            max_calls_without_token: const { NonZeroU32::new(16).unwrap() },
            ping_ms: const { NonZeroU64::new(30_000).unwrap() },
            ping_answer_ms: const { NonZeroU64::new(10_000).unwrap() },
            default_deadline_ms: const { NonZeroU64::new(10_000).unwrap() },
            max_deadline_ms: const { NonZeroU64::new(60_000).unwrap() },
            max_upload_ms: const { NonZeroU64::new(3_600_000).unwrap() },
            upload_silence_ms: const { NonZeroU64::new(30_000).unwrap() },
            drain_ms: 20_000,
        }
    }
}

impl ServerConfig {
    /// How long a connection without an accepted token may stay without a call.
    pub fn unknown_silence(&self) -> Duration {
        Duration::from_millis(self.unknown_silence_ms.get())
    }

    /// Silence after which a connection is pinged.
    pub fn ping(&self) -> Duration {
        Duration::from_millis(self.ping_ms.get())
    }

    /// How long the answer to a ping may take.
    pub fn ping_answer(&self) -> Duration {
        Duration::from_millis(self.ping_answer_ms.get())
    }

    /// Deadline of a call that specifies none.
    pub fn default_deadline(&self) -> Duration {
        Duration::from_millis(self.default_deadline_ms.get())
    }

    /// Longest deadline granted.
    pub fn max_deadline(&self) -> Duration {
        Duration::from_millis(self.max_deadline_ms.get())
    }

    /// Longest time for an upload.
    pub fn max_upload(&self) -> Duration {
        Duration::from_millis(self.max_upload_ms.get())
    }

    /// How long an upload may send nothing.
    pub fn upload_silence(&self) -> Duration {
        Duration::from_millis(self.upload_silence_ms.get())
    }

    /// How long a shutdown waits for running calls.
    pub fn drain(&self) -> Duration {
        Duration::from_millis(self.drain_ms)
    }
}

/// `[nats]`: the event log's server.
#[derive(Debug, Clone, Deserialize)]
pub struct NatsConfig {
    /// `nats://host:port`, several separated by commas. Credentials go into the keys below, never in here.
    #[serde(deserialize_with = "without_credentials")]
    pub url: String,
    /// Copies of the log: 1, 3 or 5. Default 1.
    #[serde(default = "one")]
    pub replicas: usize,
    /// Size limit of the log in bytes, at least 1 and less than the disk has. Present: a log with another limit is
    /// refused. Absent: the log's existing limit applies, and a new log gets 8 GiB.
    pub max_bytes: Option<u64>,
    /// The server's monitoring endpoint, `host:port`. Present: the service does not start unless the server syncs
    /// every commit to disk and the log's limit is at most 60 % of the server's storage limit; while running, the
    /// service reports how full the server is and whether its disk is full. Absent: none of this is checked.
    pub monitoring: Option<String>,
    /// Whether, after a restart of the log's server, nothing is written until a dashboard has reported and its
    /// archived commits were found in the log. Default true. Without it, commits may be written to a server that
    /// returned with an older log before the loss is found. With it, a restart of the server while no dashboard runs
    /// stops writes until one does.
    #[serde(default = "yes")]
    pub require_archive: bool,
    /// Size limit of the stream of parked commits (`PARKED`), in bytes; as `max_bytes`, and 64 MiB for a new one.
    /// Every service needs it: a service that cannot park commits refuses writes.
    pub parked_max_bytes: Option<u64>,
    /// Room for the latest signed head (`HEADS`), in bytes; likewise, 1 MiB.
    pub heads_max_bytes: Option<u64>,
    /// Size limit of the list of the log's users (`MEMBERS`), in bytes; likewise, 1 MiB.
    pub members_max_bytes: Option<u64>,
    /// File with the server's credentials (`.creds`), if it requires them.
    pub creds_file: Option<PathBuf>,
    /// User name, if the server requires one.
    pub user: Option<String>,
    password: Option<SecretString>,
    password_file: Option<PathBuf>,
}

/// The URL is logged; a password in it would be too.
fn without_credentials<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let url = String::deserialize(input)?;
    if url.contains('@') {
        return Err(D::Error::custom("nats.url must not hold credentials; use nats.user and nats.password"));
    }
    Ok(url)
}

fn one() -> usize {
    1
}

fn yes() -> bool {
    true
}

impl NatsConfig {
    /// A server without credentials, one copy of the log, no archive: for tests and development.
    pub fn local(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            replicas: 1,
            max_bytes: None,
            monitoring: None,
            require_archive: false,
            parked_max_bytes: None,
            heads_max_bytes: None,
            members_max_bytes: None,
            creds_file: None,
            user: None,
            password: None,
            password_file: None,
        }
    }

    /// The file with the password, if it is in one: it is read again for every connection.
    pub fn password_file(&self) -> Option<&Path> {
        self.password_file.as_deref()
    }

    /// The password from `password` or `password_file`.
    pub fn password(&self) -> Result<Option<SecretString>, ConfigError> {
        pick("nats.password", self.password.as_ref(), self.password_file.as_deref())
    }
}

/// `[auth]`: the issuer whose tokens are accepted.
#[derive(Debug, Clone, Deserialize)]
pub struct AuthConfig {
    /// The `iss` a token must have.
    #[serde(deserialize_with = "some_text")]
    pub issuer: String,
    /// The `aud` a token must have.
    #[serde(deserialize_with = "some_text")]
    pub audience: String,
    /// JWKS file with the issuer's public keys; read again when it changes.
    pub jwks_file: PathBuf,
}

fn some_text<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let text = String::deserialize(input)?;
    if text.trim().is_empty() { Err(D::Error::custom("must not be empty")) } else { Ok(text) }
}

/// `[proof]`: the key that signs the heads of the log.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProofConfig {
    /// The public key of the signed heads, as `haetae-dashboard audit keygen` prints it: `<origin>+<id>+<key>`.
    /// Without it, a service cannot check that the log still matches the archive.
    pub public_key: Option<String>,
}

impl ProofConfig {
    /// The key, read.
    pub fn public_key(&self) -> Result<Option<PublicKey>, ConfigError> {
        let parsed = self.public_key.as_deref().map(PublicKey::parse).transpose();
        parsed.map_err(|error| ConfigError::Invalid(format!("proof.public_key: {error}")))
    }
}

/// `[tokens]`: the keys that seal callers' page tokens.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TokensConfig {
    /// File with the keys, one on each line, each base64 of 32 random bytes (`openssl rand -base64 32`), at most 8.
    /// The first key seals, all keys open; the file is read again when it changes. Every replica of a service needs
    /// the same keys. Required to serve.
    pub key_file: Option<PathBuf>,
}

impl TokensConfig {
    /// Reads the keys. A service does not start without them: tokens sealed with a generated key would become invalid
    /// with the process, and other replicas would refuse them.
    pub fn keys(&self) -> Result<TokenKeys, ConfigError> {
        TokenKeys::read("tokens.key", self.key_file.as_deref().ok_or(ConfigError::Missing("tokens.key_file"))?)
    }
}

/// `[telemetry]`: logs, traces and metrics.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct TelemetryConfig {
    /// OTLP/gRPC endpoint for traces and metrics, e.g. `http://127.0.0.1:4317`; none: no export. Without TLS: meant for a
    /// collector on the same host.
    pub otlp_endpoint: Option<String>,
    /// Filter of log lines, e.g. `info,haetae_intake=debug`. Default `info`.
    pub log: String,
    /// Distinguishes instances of one service in traces and metrics.
    pub service_instance: Option<String>,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self { otlp_endpoint: None, log: "info".to_owned(), service_instance: None }
    }
}

/// `[database]`: PostgreSQL.
#[derive(Debug, Clone, Deserialize)]
pub struct DatabaseConfig {
    url: Option<SecretString>,
    url_file: Option<PathBuf>,
    /// Connections in the pool. Default 8.
    #[serde(default = "eight")]
    pub max_connections: NonZeroU32,
}

fn eight() -> NonZeroU32 {
    const { NonZeroU32::new(8).unwrap() }
}

impl DatabaseConfig {
    /// The connection URL, password included, from `url` or `url_file`.
    pub fn url(&self) -> Result<SecretString, ConfigError> {
        pick("database.url", self.url.as_ref(), self.url_file.as_deref())?.ok_or(ConfigError::Missing("database.url"))
    }
}
