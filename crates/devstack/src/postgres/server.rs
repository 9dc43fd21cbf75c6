//! One PostgreSQL process and its data directory.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::process::Signal;
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use url::Url;

use super::{
    PostgresOptions,
    files::{self, SUPERUSER},
};
use crate::{
    Error, Guarded, Launch, Result,
    guard::process,
    port::Port,
    token,
    until::{pause, within},
    user,
};

const START_BOUND: Duration = Duration::from_secs(60);
const STOP_BOUND: Duration = Duration::from_secs(30);
const KILL_BOUND: Duration = Duration::from_secs(10);

/// A server that keeps its data, password and port through kills and restarts.
#[derive(Debug)]
pub(super) struct Server {
    data: PathBuf,
    launch: Launch,
    process: Option<Guarded>,
    _port: Port,
}

impl Server {
    /// Makes the data directory without starting the server on it; also the superuser's URL.
    pub(super) async fn prepare(bin_dir: &Path, dir: &Path, options: PostgresOptions) -> Result<(Self, Url)> {
        let run_as = user::unprivileged();
        files::make_dir(dir, run_as)?;
        let dir = &fs::canonicalize(dir).map_err(Error::io(format!("find {}", dir.display())))?;
        let (port, password) = (Port::reserve()?, token::random(16)?);
        let settings = files::settings(options, port.number());
        files::initialize(bin_dir, dir, run_as, &password, &settings).await?;
        let data = dir.join("data");
        // An orphan gets the signal to end at once, and still takes its children and shared memory with it.
        let launch = Launch::new(bin_dir.join("postgres"), dir.join("postgres.log"))
            .arg("-D")
            .arg(&data)
            .current_dir(dir)
            .run_as(run_as)
            .orphan_signal(Signal::QUIT);
        let address = format!("127.0.0.1:{}", port.number());
        let url = format!("postgres://{SUPERUSER}:{password}@{address}/postgres?sslmode=disable");
        Ok((Self { data, launch, process: None, _port: port }, parse(&url)?))
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Guarded::pid)
    }

    /// Starts the process and waits until it is the one that takes connections.
    pub(super) async fn start(&mut self, url: &Url) -> Result<()> {
        self.stop().await?;
        self.process = Some(Guarded::spawn(&self.launch)?);
        within(START_BOUND, "the start of PostgreSQL", async {
            while !self.is_ready()? {
                pause().await;
            }
            Ok(())
        })
        .await?;
        self.verify(url).await
    }

    /// Children are killed while their parent is stopped: it can neither start nor reap processes, so no process id can
    /// be reused.
    pub(super) async fn kill9(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        process.signal(Signal::STOP);
        let children = process::children(process.pid());
        for child in &children {
            process::signal(*child, Signal::KILL);
        }
        process.kill9().await?;
        within(KILL_BOUND, "the end of every PostgreSQL process", async {
            while children.iter().any(|child| process::is_alive(*child)) {
                pause().await;
            }
            Ok(())
        })
        .await
    }

    /// SIGINT is PostgreSQL's *fast* shutdown: it does not wait for clients to leave.
    pub(super) async fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.end_with(Signal::INT, STOP_BOUND).await?;
        }
        Ok(())
    }

    fn is_ready(&mut self) -> Result<bool> {
        let Some(process) = &mut self.process else {
            return Ok(false);
        };
        if let Some(status) = process.try_wait()? {
            self.process = None;
            return Err(self.launch.ended(status));
        }
        Ok(files::says_ready(&self.data, process.pid()))
    }

    /// The password already proves both sides to each other; the directory names the server in errors.
    async fn verify(&self, url: &Url) -> Result<()> {
        let mut connection = connect(url).await?;
        let found: String =
            sqlx::query_scalar("SELECT current_setting('data_directory')").fetch_one(&mut connection).await?;
        connection.close().await?;
        if Path::new(&found) == self.data {
            return Ok(());
        }
        Err(Error::WrongServer(format!("another PostgreSQL answers on our port, from {found}")))
    }
}

pub(super) async fn connect(url: &Url) -> Result<PgConnection> {
    Ok(PgConnectOptions::from_url(url)?.connect().await?)
}

pub(super) fn parse(url: &str) -> Result<Url> {
    url.parse().map_err(|error| Error::Missing(format!("the PostgreSQL URL is no URL: {error}")))
}
