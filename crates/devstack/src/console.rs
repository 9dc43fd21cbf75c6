//! The web console as a process beside the services. It is not a gRPC service and writes nothing, so it is not part of
//! [`crate::Service`]: it calls the services as any client does, and there may be several or none.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    Error, Launch, Platform, PlatformOptions, Result, Service, Stack,
    member::{Member, Probe},
    platform::CONFIGURATION,
    sealing_key,
};

const STOP_BOUND: Duration = Duration::from_secs(30);

/// Settings of a console.
#[derive(Debug, Clone)]
pub struct ConsoleOptions {
    /// Names its files; unique on a stack.
    pub name: String,
    /// The directory of `haetae-console`.
    pub bin_dir: PathBuf,
    /// The identity provider.
    pub issuer: String,
    /// The keys of its ID tokens.
    pub jwks_file: PathBuf,
    /// The console as the identity provider knows it.
    pub client_id: String,
    /// The log filter, e.g. `info`.
    pub log: String,
    /// The endpoint for traces, if any.
    pub otlp_endpoint: Option<String>,
    /// Further settings: a variable and its value.
    pub extra: Vec<(&'static str, String)>,
}

impl ConsoleOptions {
    /// A console that takes the people whom services with these options take.
    #[must_use]
    pub fn new(services: &PlatformOptions) -> Self {
        Self {
            name: "console".to_owned(),
            bin_dir: services.bin_dir.clone(),
            issuer: services.issuer.clone(),
            jwks_file: services.jwks_file.clone(),
            client_id: Console::BINARY.to_owned(),
            log: services.log.clone(),
            otlp_endpoint: services.otlp_endpoint.clone(),
            extra: Vec::new(),
        }
    }
}

/// A console, which ends when this value is dropped or its owner dies. It keeps its address as long as this value lives.
#[derive(Debug)]
pub struct Console {
    member: Member,
    client_id: String,
}

impl Console {
    /// The file name of its program, which is also the name of its package, and its `client_id` unless it has another.
    pub const BINARY: &str = "haetae-console";

    /// Gives it an address and the key of its sessions; [`Self::start`] starts it. Its identity provider has to know the
    /// address first.
    ///
    /// # Errors
    /// An error if the system has no free port or no disk space.
    pub fn prepare(options: ConsoleOptions, platform: &Platform, stack: &Stack) -> Result<Self> {
        let ConsoleOptions { name, bin_dir, issuer, jwks_file, client_id, log, otlp_endpoint, extra } = options;
        let dir = stack.dir.path().join(&name);
        fs::create_dir_all(&dir).map_err(Error::io(format!("create {}", dir.display())))?;
        let session_keys = dir.join("session.keys");
        sealing_key::make(&session_keys)?;
        let mut launch = Launch::new(bin_dir.join(Self::BINARY), dir.join(format!("{name}.log")))
            .without_env(&CONFIGURATION)
            .env("HAETAE__SIGNIN__ISSUER", issuer)
            .env("HAETAE__SIGNIN__JWKS_FILE", jwks_file)
            .env("HAETAE__SIGNIN__CLIENT_ID", &client_id)
            .env("HAETAE__SESSION__KEY_FILE", session_keys)
            .env("HAETAE__TELEMETRY__LOG", log);
        for service in Service::ALL {
            let variable = format!("HAETAE__SERVICES__{}", service.name().to_uppercase());
            launch = launch.env(variable, platform.url(service));
        }
        if let Some(endpoint) = otlp_endpoint {
            launch = launch.env("HAETAE__TELEMETRY__OTLP_ENDPOINT", endpoint);
        }
        let mut member = Member::prepare(&name, Probe::Http("/readyz"), launch, &dir)?;
        let url = format!("http://{}", member.address());
        let launch = member.launch.env("HAETAE__SERVER__PUBLIC_URL", url);
        member.launch = extra.into_iter().fold(launch, |launch, (variable, value)| launch.env(variable, value));
        Ok(Self { member, client_id })
    }

    /// Starts it, after stopping it if it runs, and waits until it is ready.
    ///
    /// # Errors
    /// An error with the end of its log if it exits or is not ready within a minute.
    pub async fn start(&mut self) -> Result<()> {
        self.member.start(STOP_BOUND).await
    }

    /// Stops it.
    ///
    /// # Errors
    /// An error if it had to be killed, or if its exit code is not 0.
    pub async fn stop(&mut self) -> Result<()> {
        self.member.stop(STOP_BOUND).await
    }

    /// The address to open in a browser.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// The address of one of its pages.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url())
    }

    /// The address on which it listens, also while it is not running.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.member.address()
    }

    /// `client_id` at its identity provider.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The redirect address after signing in.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        self.page("/signin/back")
    }

    /// The redirect address after signing out.
    #[must_use]
    pub fn post_logout_redirect_uri(&self) -> String {
        self.page("/signin/out")
    }

    /// Its process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.member.pid()
    }

    /// The file with all it ever wrote to its log.
    #[must_use]
    pub fn log(&self) -> &Path {
        self.member.launch.log()
    }
}
