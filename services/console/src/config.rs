//! The configuration of the console; docs/console.md has a table of it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use haetae_client::{Channels, oidc};
use haetae_proto::Service;
use haetae_service_kit::{
    config::{AdminConfig, AuthConfig, ConfigError, SecretString, ServiceConfig, TelemetryConfig, pick},
    token::TokenKeys,
};
use serde::Deserialize;

/// The whole configuration.
#[derive(Debug, Deserialize)]
pub struct ConsoleConfig {
    /// Where it listens.
    pub server: ServerSection,
    /// Where people sign in.
    pub signin: SigninSection,
    /// How long they stay signed in.
    pub session: SessionSection,
    /// Where the services are.
    pub services: ServicesSection,
    /// Files that people upload.
    #[serde(default)]
    pub uploads: UploadsSection,
    /// Logs, traces and metrics.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// Probes and metrics.
    #[serde(default)]
    pub admin: AdminConfig,
}

impl ServiceConfig for ConsoleConfig {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }

    fn admin(&self) -> &AdminConfig {
        &self.admin
    }
}

/// `[uploads]`: memory for uploaded files until checkpoint has received them.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct UploadsSection {
    /// Largest file that is held, in bytes; as large as checkpoint takes. Default 32 MiB.
    pub max_file_bytes: u64,
    /// Memory for all files together, in bytes. Default 64 MiB.
    pub memory: u64,
}

impl Default for UploadsSection {
    fn default() -> Self {
        Self { max_file_bytes: 32 << 20, memory: 64 << 20 }
    }
}

/// `[server]`: the address where the console listens, and its public address.
#[derive(Debug, Clone, Deserialize)]
pub struct ServerSection {
    /// Address to listen on; port 0 lets the system choose. Default `127.0.0.1:0`.
    #[serde(default = "loopback")]
    pub listen: SocketAddr,
    /// Where to write the actual address once the console serves; removed when it stops.
    pub listen_file: Option<PathBuf>,
    /// The address that people open in their browser: `https://console.example`; `http` on this machine only.
    pub public_url: String,
    /// How long a shutdown waits for running requests, in milliseconds. Default 20,000.
    #[serde(default = "twenty_seconds")]
    pub drain_ms: u64,
}

impl ServerSection {
    /// How long a shutdown waits for running requests.
    pub(crate) const fn drain(&self) -> Duration {
        Duration::from_millis(self.drain_ms)
    }
}

/// `[signin]`: the identity provider, and the console as its client.
#[derive(Debug, Deserialize)]
pub struct SigninSection {
    /// The issuer. Its discovery document contains the sign-in address.
    pub issuer: String,
    /// File with the issuer's public keys, a JWKS, as for the services; read again when it changes.
    pub jwks_file: PathBuf,
    /// The client's id at the issuer.
    pub client_id: String,
    client_secret: Option<SecretString>,
    client_secret_file: Option<PathBuf>,
    /// The requested scope. Default `openid`.
    #[serde(default = "openid")]
    pub scope: String,
    /// The resource that the access token is for (RFC 8707), if the issuer requires it.
    pub resource: Option<String>,
}

impl SigninSection {
    /// The client.
    pub(crate) fn client(&self) -> Result<oidc::Client, ConfigError> {
        let file = self.client_secret_file.as_deref();
        Ok(oidc::Client {
            client_id: self.client_id.clone(),
            client_secret: pick("signin.client_secret", self.client_secret.as_ref(), file)?,
            resource: self.resource.clone(),
        })
    }

    /// The accepted issuer and audience of ID tokens.
    pub(crate) fn id_tokens(&self) -> AuthConfig {
        AuthConfig { issuer: self.issuer.clone(), audience: self.client_id.clone(), jwks_file: self.jwks_file.clone() }
    }
}

/// `[session]`: the keys that seal the cookies of signed-in people, and the lifetime of a session.
#[derive(Debug, Deserialize)]
pub struct SessionSection {
    /// File with the keys, one on each line, each base64 of 32 random bytes (`openssl rand -base64 32`), at most 8.
    /// The first key seals, all keys open; the file is read again when it changes. Every replica needs the same keys.
    key_file: Option<PathBuf>,
    /// How long a sign-in lasts, however often its token is renewed, in milliseconds. Default 43,200,000: twelve hours.
    #[serde(default = "twelve_hours")]
    pub lifetime_ms: u64,
}

impl SessionSection {
    /// The keys, read.
    pub(crate) fn keys(&self) -> Result<TokenKeys, ConfigError> {
        let file: Option<&Path> = self.key_file.as_deref();
        TokenKeys::read("session.key", file.ok_or(ConfigError::Missing("session.key_file"))?)
    }
}

/// `[services]`: the addresses of the services, e.g. `http://haetae-intake:50051`.
#[derive(Debug, Deserialize)]
pub struct ServicesSection {
    /// Of intake.
    pub intake: String,
    /// Of risk.
    pub risk: String,
    /// Of checkpoint.
    pub checkpoint: String,
    /// Of the dashboard.
    pub dashboard: String,
}

impl ServicesSection {
    /// Connections to them, each made when first used.
    pub(crate) fn channels(&self) -> Channels {
        Channels::to(|service| match service {
            Service::Intake => self.intake.clone(),
            Service::Risk => self.risk.clone(),
            Service::Checkpoint => self.checkpoint.clone(),
            Service::Dashboard => self.dashboard.clone(),
        })
    }
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

const fn twenty_seconds() -> u64 {
    20_000
}

const fn twelve_hours() -> u64 {
    12 * 60 * 60 * 1000
}

fn openid() -> String {
    "openid".to_owned()
}
