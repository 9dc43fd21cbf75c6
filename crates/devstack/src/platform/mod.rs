//! The services as separate processes on private servers, for the demo, benches and tests of the whole.

mod head_key;
mod options;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

use futures::future::{join_all, try_join_all};
use haetae_proto::PerService;
pub use haetae_proto::Service;

pub(crate) use self::options::CONFIGURATION;
pub use self::options::{PlatformOptions, ROOM_FOR_EVIDENCE, ROOM_FOR_LOG, owners_configuration};
use self::{
    head_key::HeadKey,
    options::{Shared, launch},
};
use crate::{
    Error, Guarded, Launch, Result, Stack,
    member::{Member, Probe},
    sealing_key, token,
    until::within,
};

/// A service may take 20 s to finish calls in flight.
const STOP_BOUND: Duration = Duration::from_secs(30);
const MIGRATE_BOUND: Duration = Duration::from_secs(120);

/// The services, each a process of its own that ends when this value is dropped or its owner dies. Each keeps its
/// address as long as this value lives.
#[derive(Debug)]
pub struct Platform {
    members: PerService<Member>,
    database_url: String,
    public_key: String,
    token_keys: PathBuf,
}

impl Platform {
    /// Makes a database on the stack's PostgreSQL, migrates it, starts the services and waits until each serves.
    ///
    /// # Errors
    /// An error if the database cannot be created; an error with the end of its log if a service exits or is not ready
    /// within a minute.
    pub async fn start(options: PlatformOptions, stack: &Stack) -> Result<Self> {
        let dir = stack.dir.path().join("platform");
        fs::create_dir_all(&dir).map_err(Error::io(format!("create {}", dir.display())))?;
        // On a server that is the user's own, databases of other runs may lie beside ours.
        let database = match stack.postgres.pid() {
            Some(_) => "haetae".to_owned(),
            None => format!("haetae_{}", token::random(6)?),
        };
        let database_url = stack.postgres.create_database(&database).await?;
        let heads = HeadKey::make(&dir)?;
        let token_keys = dir.join("tokens.keys");
        sealing_key::make(&token_keys)?;
        let (nats, database) = (stack.nats.url(), &database_url);
        let shared = Shared { nats, database, heads: &heads, token_keys: &token_keys, dir: &dir };
        let member = |service| {
            let launch = launch(service, &options, &shared);
            Member::prepare(service.name(), Probe::Grpc, launch, &dir)
        };
        let members = PerService::try_new(member)?;
        let mut platform = Self { members, database_url, public_key: heads.public, token_keys };
        migrate(&platform.member(Service::Dashboard).launch).await?;
        platform.start_members(&options.services).await?;
        Ok(platform)
    }

    /// The address of the service, also while it is not running.
    #[must_use]
    pub fn address(&self, service: Service) -> SocketAddr {
        self.member(service).address()
    }

    /// The service's address as gRPC clients take it.
    #[must_use]
    pub fn url(&self, service: Service) -> String {
        format!("http://{}", self.address(service))
    }

    /// The service's endpoint for probes and metrics, as HTTP clients take it.
    ///
    /// # Errors
    /// An error while the service does not run.
    pub fn admin_url(&self, service: Service) -> Result<String> {
        Ok(format!("http://{}", self.member(service).admin()?))
    }

    /// The service's process id, while it runs.
    #[must_use]
    pub fn pid(&self, service: Service) -> Option<u32> {
        self.member(service).pid()
    }

    /// The file with all the service ever wrote to its log.
    #[must_use]
    pub fn log(&self, service: Service) -> &Path {
        self.member(service).launch.log()
    }

    /// The service's program with all of its settings, to run a command of it beside the service.
    #[must_use]
    pub fn launch(&self, service: Service) -> &Launch {
        &self.member(service).launch
    }

    /// The database of the read models, password included.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// The public key of the log's signed heads.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The file with the keys that seal page tokens.
    #[must_use]
    pub fn token_keys(&self) -> &Path {
        &self.token_keys
    }

    /// Ends the service as a crash would.
    ///
    /// # Errors
    /// An error if the system does not report the exit status.
    pub async fn kill9(&mut self, service: Service) -> Result<()> {
        self.member_mut(service).kill9().await.map(drop)
    }

    /// Starts the service again, on the same address, after stopping it if it runs.
    ///
    /// # Errors
    /// The same as for [`Self::start`].
    pub async fn restart(&mut self, service: Service) -> Result<()> {
        self.member_mut(service).start(STOP_BOUND).await
    }

    /// Starts every service again. The dashboard comes first: those that write wait for its archive.
    ///
    /// # Errors
    /// The same as for [`Self::start`].
    pub async fn restart_all(&mut self) -> Result<()> {
        for service in Service::ALL.into_iter().rev() {
            self.restart(service).await?;
        }
        Ok(())
    }

    /// Asks the service to end (SIGTERM) and says how it did; `None` when it did not run.
    ///
    /// # Errors
    /// [`Error::Timeout`] when it has not ended within `bound`; it is killed then.
    pub async fn terminate(&mut self, service: Service, bound: Duration) -> Result<Option<ExitStatus>> {
        self.member_mut(service).terminate(bound).await
    }

    /// Stops every service that runs, side by side.
    ///
    /// # Errors
    /// An error if a service had to be killed, or if its exit code is not 0.
    pub async fn stop(mut self) -> Result<()> {
        join_all(self.members.iter_mut().map(|member| member.stop(STOP_BOUND))).await.into_iter().collect()
    }

    async fn start_members(&mut self, services: &[Service]) -> Result<()> {
        let members = Service::ALL.into_iter().zip(self.members.iter_mut());
        let wanted = members.filter(|(service, _)| services.contains(service));
        try_join_all(wanted.map(|(_, member)| member.start(STOP_BOUND))).await.map(drop)
    }

    fn member(&self, service: Service) -> &Member {
        &self.members[service]
    }

    fn member_mut(&mut self, service: Service) -> &mut Member {
        &mut self.members[service]
    }
}

/// `haetae-dashboard migrate`, with the dashboard's own configuration and log.
async fn migrate(dashboard: &Launch) -> Result<()> {
    let launch = dashboard.clone().arg("migrate");
    let mut process = Guarded::spawn(&launch)?;
    let status = within(MIGRATE_BOUND, "the migration of the read models", process.wait()).await?;
    if status.success() { Ok(()) } else { Err(launch.ended(status)) }
}
