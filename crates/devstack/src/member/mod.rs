//! One server process: start, readiness probe, kill and restart on the same port.

mod probe;

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

pub(crate) use self::probe::Probe;
use crate::{
    Error, Guarded, Launch, Result,
    port::Port,
    until::{pause, within},
};

const START_BOUND: Duration = Duration::from_secs(60);

/// A server that keeps its port and its log file through kills and restarts.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) launch: Launch,
    port: Port,
    /// Written by the process once it serves: the proof that the process that answers on the port is ours.
    listen_file: PathBuf,
    /// Written by the process when its endpoint for probes and metrics is open.
    admin_file: PathBuf,
    probe: Probe,
    process: Option<Guarded>,
}

impl Member {
    /// `launch` is the program with all of its settings but its address.
    pub(crate) fn prepare(name: &str, probe: Probe, launch: Launch, dir: &Path) -> Result<Self> {
        let port = Port::reserve()?;
        let listen_file = dir.join(format!("{name}.address"));
        let admin_file = dir.join(format!("{name}.admin"));
        let launch = launch
            .env("HAETAE__SERVER__LISTEN", format!("127.0.0.1:{}", port.number()))
            .env("HAETAE__SERVER__LISTEN_FILE", &listen_file)
            .env("HAETAE__ADMIN__LISTEN", "127.0.0.1:0")
            .env("HAETAE__ADMIN__LISTEN_FILE", &admin_file);
        Ok(Self { launch, port, listen_file, admin_file, probe, process: None })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port.number()))
    }

    /// The address of the endpoint for probes and metrics, while the process runs.
    pub(crate) fn admin(&self) -> Result<SocketAddr> {
        let failed = || format!("read {}", self.admin_file.display());
        let address = fs::read_to_string(&self.admin_file).map_err(Error::io(failed()))?;
        address.parse().map_err(|error| Error::io(failed())(io::Error::new(io::ErrorKind::InvalidData, error)))
    }

    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Guarded::pid)
    }

    /// Starts the process, after stopping the one before, and waits until it reports that it serves.
    pub(crate) async fn start(&mut self, stop_bound: Duration) -> Result<()> {
        self.terminate(stop_bound).await?;
        match fs::remove_file(&self.listen_file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io(format!("remove {}", self.listen_file.display()))(error));
            }
            Ok(()) | Err(_) => {}
        }
        self.process = Some(Guarded::spawn(&self.launch)?);
        let what = format!("the start of {}", self.launch.name());
        within(START_BOUND, &what, self.serving()).await
    }

    /// `None` when it did not run.
    pub(crate) async fn kill9(&mut self) -> Result<Option<ExitStatus>> {
        match self.process.take() {
            Some(mut process) => Ok(Some(process.kill9().await?)),
            None => Ok(None),
        }
    }

    /// `None` when it did not run.
    pub(crate) async fn terminate(&mut self, bound: Duration) -> Result<Option<ExitStatus>> {
        match self.process.take() {
            Some(mut process) => Ok(Some(process.terminate(bound).await?)),
            None => Ok(None),
        }
    }

    async fn serving(&mut self) -> Result<()> {
        loop {
            if let Some(process) = &mut self.process
                && let Some(status) = process.try_wait()?
            {
                self.process = None;
                return Err(self.launch.ended(status));
            }
            if let Ok(address) = fs::read_to_string(&self.listen_file)
                && self.probe.is_ready(&address).await
            {
                return Ok(());
            }
            pause().await;
        }
    }

    /// Ends the process, if it runs.
    pub(crate) async fn stop(&mut self, bound: Duration) -> Result<()> {
        match self.terminate(bound).await? {
            Some(status) if !status.success() => Err(self.launch.ended(status)),
            Some(_) | None => Ok(()),
        }
    }
}
