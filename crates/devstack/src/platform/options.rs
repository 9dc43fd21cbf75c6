//! Settings of the services, and how they become environment variables.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{Service, head_key::HeadKey};
use crate::{Launch, guard::variables};

/// Prefixes of the services' configuration variables; none may come from the owner's environment.
pub(crate) const CONFIGURATION: [&str; 2] = ["HAETAE__", "HAETAE_CONFIG"];

/// The owner's variables that a program of a service would take for its configuration.
pub fn owners_configuration() -> impl Iterator<Item = OsString> {
    variables(&CONFIGURATION)
}

/// Room for evidence, bytes: servers reserve it, and a developer's disk may be small.
pub const ROOM_FOR_EVIDENCE: u64 = 1 << 30;

/// Room for a log, bytes; likewise.
pub const ROOM_FOR_LOG: u64 = 512 << 20;

/// Settings of the services.
#[derive(Debug, Clone)]
pub struct PlatformOptions {
    /// The directory of the service programs.
    pub bin_dir: PathBuf,
    /// The content of intake: the holiday table.
    pub intake_content: PathBuf,
    /// The content of risk: the scoring policy.
    pub risk_content: PathBuf,
    /// The content of checkpoint: the catalogues.
    pub checkpoint_content: PathBuf,
    /// The `iss` of the tokens they accept.
    pub issuer: String,
    /// The `aud` of the tokens they accept.
    pub audience: String,
    /// The keys of the tokens they accept.
    pub jwks_file: PathBuf,
    /// Room for the log in bytes.
    pub log_bytes: u64,
    /// Whether they write to a log whose server was started only when a dashboard runs.
    pub require_archive: bool,
    /// The log filter, e.g. `info`.
    pub log: String,
    /// The endpoint for traces, if any.
    pub otlp_endpoint: Option<String>,
    /// Further settings of single services: a variable and its value.
    pub extra: Vec<(Service, &'static str, String)>,
    /// Which of them to start; the others can be started later by [`super::Platform::restart`].
    pub services: Vec<Service>,
}

impl PlatformOptions {
    /// Every service, with the content in the source tree at `root`.
    pub fn new(root: &Path, bin_dir: impl Into<PathBuf>, jwks_file: impl Into<PathBuf>) -> Self {
        Self {
            bin_dir: bin_dir.into(),
            intake_content: root.join("services/intake/content"),
            risk_content: root.join("services/risk/content"),
            checkpoint_content: root.join("services/checkpoint/content"),
            issuer: "https://issuer.haetae.test".to_owned(),
            audience: "haetae".to_owned(),
            jwks_file: jwks_file.into(),
            log_bytes: ROOM_FOR_LOG,
            require_archive: true,
            log: "info".to_owned(),
            otlp_endpoint: None,
            extra: Vec::new(),
            services: Service::ALL.to_vec(),
        }
    }
}

/// Settings shared by the services of one platform.
pub(super) struct Shared<'a> {
    pub(super) nats: &'a str,
    pub(super) database: &'a str,
    pub(super) heads: &'a HeadKey,
    pub(super) token_keys: &'a Path,
    pub(super) dir: &'a Path,
}

/// The program and its configuration but where it listens.
pub(super) fn launch(service: Service, options: &PlatformOptions, shared: &Shared<'_>) -> Launch {
    let Shared { nats, database, heads, token_keys, dir } = shared;
    let mut launch = Launch::new(options.bin_dir.join(service.binary()), dir.join(format!("{service}.log")))
        .without_env(&CONFIGURATION)
        .env("HAETAE__NATS__URL", nats)
        .env("HAETAE__NATS__MAX_BYTES", options.log_bytes.to_string())
        .env("HAETAE__NATS__REQUIRE_ARCHIVE", options.require_archive.to_string())
        .env("HAETAE__PROOF__PUBLIC_KEY", &heads.public)
        .env("HAETAE__AUTH__ISSUER", &options.issuer)
        .env("HAETAE__AUTH__AUDIENCE", &options.audience)
        .env("HAETAE__AUTH__JWKS_FILE", &options.jwks_file)
        .env("HAETAE__TOKENS__KEY_FILE", token_keys)
        .env("HAETAE__TELEMETRY__LOG", &options.log);
    if let Some(endpoint) = &options.otlp_endpoint {
        launch = launch.env("HAETAE__TELEMETRY__OTLP_ENDPOINT", endpoint);
    }
    let launch = match service {
        Service::Intake => launch.env("HAETAE__CONTENT__DIR", &options.intake_content),
        Service::Risk => launch.env("HAETAE__CONTENT__DIR", &options.risk_content),
        Service::Checkpoint => launch
            .env("HAETAE__CONTENT__DIR", &options.checkpoint_content)
            .env("HAETAE__EVIDENCE__MAX_BYTES", ROOM_FOR_EVIDENCE.to_string()),
        Service::Dashboard => {
            launch.env("HAETAE__DATABASE__URL", database).env("HAETAE__SIGNING__KEY_FILE", &heads.file)
        }
    };
    // Settings that add to those that a service needs, or replace them.
    let told = options.extra.iter().filter(|(whom, ..)| *whom == service);
    told.fold(launch, |launch, (_, variable, value)| launch.env(variable, value))
}
