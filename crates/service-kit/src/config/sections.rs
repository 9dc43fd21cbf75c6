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
    /// Where to write the actual address once the service serves; removed when it stops.
    pub listen_file: Option<PathBuf>,
    /// Largest request message, in bytes. Default 1 MiB.
    pub max_request_bytes: NonZeroUsize,
    /// Largest response message, in bytes. Default 4 MiB.
    pub max_response_bytes: NonZeroUsize,
    /// Calls at the same time on one connection. Default 1,024.
    pub max_concurrent_streams: NonZeroU32,
    /// Connections whose caller has shown a token that is accepted. Default 1,024.
    pub max_connections: NonZeroU32,
    /// Of them, those from one IPv4 address or IPv6 network (64 bits). Default 512.
    pub max_connections_per_peer: NonZeroU32,
    /// Connections whose caller has shown no such token. A new one takes the place of the oldest of the peer that has most.
    /// Default 256.
    pub max_unknown_connections: NonZeroU32,
    /// How long such a connection may be without a call, in milliseconds. Default 10,000.
    pub unknown_silence_ms: NonZeroU64,
    /// Calls that need no token (health), at the same time on one connection. Default 16.
    pub max_calls_without_token: NonZeroU32,
    /// After how much silence the other end is asked whether it is still there, in milliseconds. Default 30,000.
    pub ping_ms: NonZeroU64,
    /// How long it may take to answer that before the connection is closed, in milliseconds. Default 10,000.
    pub ping_answer_ms: NonZeroU64,
    /// Deadline of a call that names none, in milliseconds. Default 10,000.
    pub default_deadline_ms: NonZeroU64,
    /// Longest deadline granted, in milliseconds. Default 60,000.
    pub max_deadline_ms: NonZeroU64,
    /// Longest time for an upload, in milliseconds. Default 3,600,000.
    pub max_upload_ms: NonZeroU64,
    /// How long nothing may come of an upload, in milliseconds. Default 30,000.
    pub upload_silence_ms: NonZeroU64,
    /// How long a stop waits for what is in flight, in milliseconds; with 0, not at all. Default 20,000.
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
    /// How long a connection whose caller has shown no token may be without a call.
    pub fn unknown_silence(&self) -> Duration {
        Duration::from_millis(self.unknown_silence_ms.get())
    }

    /// After how much silence the other end is asked whether it is still there.
    pub fn ping(&self) -> Duration {
        Duration::from_millis(self.ping_ms.get())
    }

    /// How long the other end may take to answer that.
    pub fn ping_answer(&self) -> Duration {
        Duration::from_millis(self.ping_answer_ms.get())
    }

    /// Deadline of a call that names none.
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

    /// How long nothing may come of an upload.
    pub fn upload_silence(&self) -> Duration {
        Duration::from_millis(self.upload_silence_ms.get())
    }

    /// How long a stop waits for what is in flight.
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
    /// Room for the log in bytes, at least 1 and less than the disk has. Given, a log with another limit is refused;
    /// absent, the log's own limit holds, and one that is made gets 8 GiB.
    pub max_bytes: Option<u64>,
    /// The server's monitoring endpoint, `host:port`. Given, a service does not start when the server does not force every
    /// commit onto its disk, or the log's limit is more than 80 % of what it may store; while it
    /// runs, the service tells how full the server is and whether its disk has no room. Absent, none of that is looked at.
    pub monitoring: Option<String>,
    /// Whether nothing is written to a log whose server was restarted before a dashboard was heard, and what it has
    /// archived was found in the log. Default true. Without it a server that comes back with an older log may be written
    /// before the loss is found; with it a start of the server while no dashboard runs stops writes until one does.
    #[serde(default = "yes")]
    pub require_archive: bool,
    /// Room for commits that reactors put aside (`PARKED`), in bytes; as `max_bytes`, and 64 MiB for one that is made. Every
    /// service needs it: one that cannot put anything aside refuses writes.
    pub parked_max_bytes: Option<u64>,
    /// Room for the latest signed head (`HEADS`), in bytes; likewise, 1 MiB.
    pub heads_max_bytes: Option<u64>,
    /// Room for the list of those who use the log (`MEMBERS`), in bytes; likewise, 1 MiB.
    pub members_max_bytes: Option<u64>,
    /// File with the server's credentials (`.creds`), if it wants them.
    pub creds_file: Option<PathBuf>,
    /// User name, if the server wants one.
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

/// `[auth]`: whose tokens are accepted.
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

/// `[proof]`: who signs the heads of the log.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProofConfig {
    /// The public key of the signed heads, as `haetae-dashboard audit keygen` prints it: `<origin>+<id>+<key>`. Without
    /// it a service cannot tell whether the log is still what the archive holds.
    pub public_key: Option<String>,
}

impl ProofConfig {
    /// The key, read.
    pub fn public_key(&self) -> Result<Option<PublicKey>, ConfigError> {
        let parsed = self.public_key.as_deref().map(PublicKey::parse).transpose();
        parsed.map_err(|error| ConfigError::Invalid(format!("proof.public_key: {error}")))
    }
}

/// `[tokens]`: what seals the page tokens that callers get.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TokensConfig {
    /// File with the keys, one on each line, each base64 of 32 random bytes (`openssl rand -base64 32`), at most 8. The
    /// first seals, all open; read again when it changes. Every replica of a service needs the same keys. Required to serve.
    pub key_file: Option<PathBuf>,
}

impl TokensConfig {
    /// The keys, read. A service without them does not start: tokens under a key of its own would end with the process and
    /// be refused by every other replica.
    pub fn keys(&self) -> Result<TokenKeys, ConfigError> {
        TokenKeys::read("tokens.key", self.key_file.as_deref().ok_or(ConfigError::Missing("tokens.key_file"))?)
    }
}

/// `[telemetry]`: logs and traces.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct TelemetryConfig {
    /// OTLP/gRPC endpoint for traces, e.g. `http://127.0.0.1:4317`; none exports nothing. Without TLS: meant for a collector beside us.
    pub otlp_endpoint: Option<String>,
    /// Which log lines to write, e.g. `info,haetae_intake=debug`. Default `info`.
    pub log: String,
    /// Tells instances of one service apart in traces.
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
