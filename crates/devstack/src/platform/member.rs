//! One service process: started, asked whether it serves, killed and started again on the same port.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

use tonic::transport::Endpoint;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use super::Service;
use crate::{
    Error, Guarded, Launch, Result,
    port::Port,
    until::{pause, within},
};

const START_BOUND: Duration = Duration::from_secs(60);
const ANSWER_BOUND: Duration = Duration::from_secs(2);

/// A service that keeps its port and its log file through kills and restarts.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) service: Service,
    pub(super) launch: Launch,
    port: Port,
    /// Written by the process once it serves: the proof that the process that answers on the port is ours.
    listen_file: PathBuf,
    process: Option<Guarded>,
}

impl Member {
    /// `launch` is the program with all of its settings but its address.
    pub(super) fn prepare(service: Service, launch: Launch, dir: &Path) -> Result<Self> {
        let port = Port::reserve()?;
        let listen_file = dir.join(format!("{service}.address"));
        let launch = launch
            .env("HAETAE__SERVER__LISTEN", format!("127.0.0.1:{}", port.number()))
            .env("HAETAE__SERVER__LISTEN_FILE", &listen_file);
        Ok(Self { service, launch, port, listen_file, process: None })
    }

    pub(super) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port.number()))
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Guarded::pid)
    }

    /// Starts the process, after stopping the one before, and waits until it reports that it serves.
    pub(super) async fn start(&mut self, stop_bound: Duration) -> Result<()> {
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
    pub(super) async fn kill9(&mut self) -> Result<Option<ExitStatus>> {
        match self.process.take() {
            Some(mut process) => Ok(Some(process.kill9().await?)),
            None => Ok(None),
        }
    }

    /// `None` when it did not run.
    pub(super) async fn terminate(&mut self, bound: Duration) -> Result<Option<ExitStatus>> {
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
                && serves(&address).await
            {
                return Ok(());
            }
            pause().await;
        }
    }
}

/// Whether the server as a whole answers `SERVING`.
async fn serves(address: &str) -> bool {
    let Ok(endpoint) = Endpoint::from_shared(format!("http://{address}")) else { return false };
    let endpoint = endpoint.connect_timeout(ANSWER_BOUND).timeout(ANSWER_BOUND);
    let Ok(channel) = endpoint.connect().await else { return false };
    let request = HealthCheckRequest { service: String::new() };
    let answer = HealthClient::new(channel).check(request).await;
    answer.is_ok_and(|answer| answer.into_inner().status() == ServingStatus::Serving)
}
