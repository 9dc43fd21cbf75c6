//! The platform under test: the service processes on a private NATS and a private PostgreSQL.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{Arc, Weak},
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Console, NatsOptions, Platform, PlatformOptions, PostgresOptions, Service, Stack, StackOptions};
use haetae_proto::PerService;
use tokio::sync::Mutex;
use tonic::transport::{Channel, Endpoint};

use crate::{Caller, Identity, Log, Person};

/// Where logs of services are kept after a test, when this names a folder.
const KEEP_LOGS: &str = "HAETAE_TEST_LOGS";

/// What differs from one platform under test to another.
#[derive(Debug, Clone)]
pub struct Setup {
    /// How NATS runs.
    pub nats: NatsOptions,
    /// Where services send traces, if anywhere.
    pub otlp_endpoint: Option<String>,
    /// What services log.
    pub log: &'static str,
    /// Further configuration of single services: a variable and its value.
    pub extra: Vec<(Service, &'static str, String)>,
    /// Which services run from the start.
    pub services: Vec<Service>,
    /// The `iss` of the tokens they accept, where another than the usual one issues them.
    pub issuer: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        let (nats, services) = (NatsOptions::default(), Service::ALL.to_vec());
        Self { nats, otlp_endpoint: None, log: "info", extra: Vec::new(), services, issuer: None }
    }
}

/// A running platform. All of it ends when this value is dropped.
#[derive(Debug)]
pub struct World {
    /// The services.
    pub platform: Platform,
    /// Their servers.
    pub stack: Stack,
    /// Whose tokens they accept.
    pub identity: Identity,
    channels: PerService<Channel>,
}

impl World {
    /// A platform of one's own, to be killed, stopped and counted at will.
    ///
    /// # Errors
    /// When a server or service does not start.
    pub async fn start(setup: Setup) -> Result<Self> {
        // Nothing here survives a power cut, so PostgreSQL need not prepare for one.
        let postgres = PostgresOptions { fsync: false, ..PostgresOptions::default() };
        let stack = Stack::start(StackOptions { nats: setup.nats, postgres }).await?;
        let jwks_file = stack.dir.path().join("jwks.json");
        let mut options = PlatformOptions::new(&root(), bin_dir()?, &jwks_file);
        options.issuer = setup.issuer.unwrap_or(options.issuer);
        let identity = Identity::new(&options.issuer, &options.audience)?;
        fs::write(&jwks_file, identity.jwks())?;
        options.otlp_endpoint = setup.otlp_endpoint;
        options.log = setup.log.to_owned();
        options.extra = setup.extra;
        // Tests assign work to people who have not written anything yet.
        let known = |service| (service, "HAETAE__PEOPLE__KNOWN", "lee, han, park, kim".to_owned());
        options.extra.extend([known(Service::Intake), known(Service::Checkpoint)]);
        options.services = setup.services;
        let platform = Platform::start(options, &stack).await?;
        let channel = |service| anyhow::Ok(Endpoint::from_shared(platform.url(service))?.connect_lazy());
        Ok(Self { channels: PerService::try_new(channel)?, platform, stack, identity })
    }

    /// The platform that all tests of a program share while one of them runs. Only for tests that look at nothing but
    /// reviews of their own and leave every process alone.
    ///
    /// # Errors
    /// As [`World::start`].
    pub async fn shared() -> Result<Arc<Self>> {
        static SHARED: Mutex<Weak<World>> = Mutex::const_new(Weak::new());
        let mut shared = SHARED.lock().await;
        if let Some(world) = shared.upgrade() {
            return Ok(world);
        }
        let world = Arc::new(Self::start(Setup::default()).await?);
        *shared = Arc::downgrade(&world);
        Ok(world)
    }

    /// A connection that is made when first used and made again when it broke.
    pub fn channel(&self, service: Service) -> Channel {
        self.channels[service].clone()
    }

    /// A caller with a token.
    ///
    /// # Errors
    /// When no token can be made.
    pub fn caller(&self, person: &Person<'_>) -> Result<Caller> {
        Ok(self.bearer(Some(&self.identity.token(person)?)))
    }

    /// A caller with any token, or with none.
    pub fn bearer(&self, token: Option<&str>) -> Caller {
        Caller::new(self.channels.clone(), token)
    }

    /// A requester of a team.
    ///
    /// # Errors
    /// When no token can be made.
    pub fn requester(&self, subject: &str, team: &str) -> Result<Caller> {
        self.caller(&Person::requester(subject, team))
    }

    /// A reviewer.
    ///
    /// # Errors
    /// When no token can be made.
    pub fn reviewer(&self, subject: &str) -> Result<Caller> {
        self.caller(&Person::reviewer(subject))
    }

    /// The event log, past every line of the services.
    ///
    /// # Errors
    /// When NATS cannot be reached.
    pub async fn log(&self) -> Result<Log> {
        Log::connect(self.stack.nats.url()).await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let Some(keep) = env::var_os(KEEP_LOGS).map(PathBuf::from) else { return };
        for service in Service::ALL {
            let log = self.platform.log(service);
            let kept = keep.join(format!("{}-{service}.log", std::process::id()));
            if let Err(error) = fs::create_dir_all(&keep).and_then(|()| fs::copy(log, kept)) {
                eprintln!("the log of {service} is not kept: {error}");
            }
        }
    }
}

/// The source tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/")).to_owned()
}

/// Where the programs of the services and of the console are: `HAETAE_BIN_DIR`, else beside the test program.
///
/// # Errors
/// When one is not there.
pub fn bin_dir() -> Result<PathBuf> {
    let dir = match env::var_os("HAETAE_BIN_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => {
            let program = env::current_exe()?;
            program.ancestors().nth(2).context("the test program lies in no target folder")?.to_owned()
        }
    };
    let services = Service::ALL.map(Service::binary);
    for name in services.iter().map(String::as_str).chain([Console::BINARY]) {
        let program = dir.join(name);
        ensure!(program.exists(), "{} is missing; build the workspace first", program.display());
    }
    Ok(dir)
}
