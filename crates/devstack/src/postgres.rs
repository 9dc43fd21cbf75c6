//! One private PostgreSQL server.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::process::Signal;
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use url::Url;

use crate::{
    Error, Guarded, Launch, Result, Source, Toolchain,
    port::Port,
    postgres_files::{self as files, SUPERUSER},
    process, token,
    until::until,
    user,
};

const START_BOUND: Duration = Duration::from_secs(60);
const STOP_BOUND: Duration = Duration::from_secs(30);
const KILL_BOUND: Duration = Duration::from_secs(10);

/// How to run the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostgresOptions {
    /// Whether a commit reaches the disk before it is acknowledged; tests that never cut the power may
    /// turn it off.
    pub fsync: bool,
    /// The most connections at once.
    pub max_connections: u16,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            fsync: true,
            max_connections: 200,
        }
    }
}

/// A PostgreSQL server: one started here, or the one the user gave by URL.
#[derive(Debug)]
pub struct Postgres {
    url: Url,
    server: Option<Server>,
}

#[derive(Debug)]
struct Server {
    data: PathBuf,
    launch: Launch,
    process: Option<Guarded>,
    _port: Port,
}

impl Postgres {
    /// Makes a new data directory under `dir` and starts a server on it. With a server given by URL,
    /// names that one. When the owner is root, `dir` is given to the account the server runs as.
    ///
    /// # Errors
    /// When initdb or the server fails, or another server answers on its port.
    pub async fn start(
        toolchain: &Toolchain,
        dir: &Path,
        options: PostgresOptions,
    ) -> Result<Self> {
        let bin_dir = match &toolchain.postgres {
            Source::Running(url) => {
                return Ok(Self {
                    url: parse(url)?,
                    server: None,
                });
            }
            Source::Installed(bin_dir) => bin_dir,
        };
        let run_as = user::unprivileged();
        files::make_dir(dir, run_as)?;
        let port = Port::reserve()?;
        let password = token::random(16)?;
        let settings = files::settings(options, port.number());
        files::initialize(bin_dir, dir, run_as, &password, &settings).await?;
        let data = dir.join("data");
        // An orphan is told to end at once, and still takes its children and shared memory with it.
        let launch = Launch::new(bin_dir.join("postgres"), dir.join("postgres.log"))
            .arg("-D")
            .arg(&data)
            .current_dir(dir)
            .run_as(run_as)
            .orphan_signal(Signal::QUIT);
        let url = format!(
            "postgres://{SUPERUSER}:{password}@127.0.0.1:{}/postgres?sslmode=disable",
            port.number()
        );
        let server = Server {
            data,
            launch,
            process: None,
            _port: port,
        };
        let mut postgres = Self {
            url: parse(&url)?,
            server: Some(server),
        };
        postgres.restart().await?;
        Ok(postgres)
    }

    /// The superuser's URL, password included; the same for the whole life of this value.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The server's process id, while it runs and is ours.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.server.as_ref()?.process.as_ref().map(Guarded::pid)
    }

    /// Makes an empty database and returns its URL.
    ///
    /// # Errors
    /// When the name is taken or the server refuses.
    pub async fn create_database(&self, name: &str) -> Result<String> {
        let mut connection = connect(&self.url).await?;
        let statement = format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\""));
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        let mut url = self.url.clone();
        url.set_path(name);
        Ok(url.into())
    }

    /// Ends the server and every process it started as a power cut would: all at once.
    ///
    /// # Errors
    /// [`Error::NotOurs`] for a server given by URL.
    pub async fn kill9(&mut self) -> Result<()> {
        self.own()?.kill9().await
    }

    /// Starts the server again, after stopping it if it runs: same data, same port, same password.
    ///
    /// # Errors
    /// As [`Self::start`]; [`Error::NotOurs`] for a server given by URL.
    pub async fn restart(&mut self) -> Result<()> {
        let url = self.url.clone();
        let server = self.own()?;
        server.stop().await?;
        server.process = Some(Guarded::spawn(&server.launch)?);
        until("the start of PostgreSQL", START_BOUND, async || {
            server.ready()
        })
        .await?;
        server.verify(&url).await
    }

    /// Stops the server if it is ours and runs.
    ///
    /// # Errors
    /// When it had to be killed.
    pub async fn stop(mut self) -> Result<()> {
        match &mut self.server {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }

    fn own(&mut self) -> Result<&mut Server> {
        self.server.as_mut().ok_or(Error::NotOurs("PostgreSQL"))
    }
}

impl Server {
    fn ready(&mut self) -> Result<Option<()>> {
        let Some(process) = &mut self.process else {
            return Ok(None);
        };
        if let Some(status) = process.try_wait()? {
            return Err(Error::Ended {
                program: self.launch.name(),
                status: status.to_string(),
                last_words: self.launch.last_words(),
            });
        }
        Ok(files::says_ready(&self.data, process.pid()).then_some(()))
    }

    /// The password already proves both sides to each other; the directory names the server in errors.
    async fn verify(&self, url: &Url) -> Result<()> {
        let mut connection = connect(url).await?;
        let found: String = sqlx::query_scalar("SELECT current_setting('data_directory')")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        if Path::new(&found) == self.data {
            return Ok(());
        }
        Err(Error::WrongServer(format!(
            "another PostgreSQL answers on our port, from {found}"
        )))
    }

    /// Children are killed while their parent stands still: it can neither start more nor collect them,
    /// so no process id can come to mean another process.
    async fn kill9(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        process.signal(Signal::STOP);
        let children = process::children(process.pid());
        for child in &children {
            process::signal(*child, Signal::KILL);
        }
        process.kill9().await?;
        until(
            "the end of every PostgreSQL process",
            KILL_BOUND,
            async || Ok((!children.iter().any(|child| process::is_alive(*child))).then_some(())),
        )
        .await
    }

    /// SIGINT is PostgreSQL's *fast* shutdown: it does not wait for clients to leave.
    async fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.end_with(Signal::INT, STOP_BOUND).await?;
        }
        Ok(())
    }
}

async fn connect(url: &Url) -> Result<PgConnection> {
    Ok(PgConnectOptions::from_url(url)?.connect().await?)
}

fn parse(url: &str) -> Result<Url> {
    url.parse()
        .map_err(|error| Error::Missing(format!("the PostgreSQL URL is not a URL: {error}")))
}
