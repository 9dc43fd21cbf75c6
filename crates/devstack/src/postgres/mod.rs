//! One private PostgreSQL server.

mod files;
mod options;
mod server;

use std::{fmt, path::Path};

use sqlx::Connection;
use url::Url;

pub use self::options::PostgresOptions;
use self::server::{Server, connect, parse};
use crate::{Error, Result, Source, Toolchain};

/// A PostgreSQL server: one started here, or the one the user gave by URL.
pub struct Postgres {
    url: Url,
    server: Option<Server>,
}

impl Postgres {
    /// Creates a data directory under `dir` and starts a server on it. With a server given by URL, returns that one. If
    /// the owner is root, `dir` is handed to the account that runs the server.
    ///
    /// # Errors
    /// An error if initdb or the server fails, or if another server answers on its port.
    pub async fn start(toolchain: &Toolchain, dir: &Path, options: PostgresOptions) -> Result<Self> {
        let bin_dir = match &toolchain.postgres {
            Source::Running(url) => {
                return Ok(Self { url: parse(url)?, server: None });
            }
            Source::Installed(bin_dir) => bin_dir,
        };
        let (mut server, url) = Server::prepare(bin_dir, dir, options).await?;
        server.start(&url).await?;
        Ok(Self { url, server: Some(server) })
    }

    /// The superuser's URL, password included; the same for the whole life of this value.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The server's process id, while it runs and is ours.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.server.as_ref().and_then(Server::pid)
    }

    /// Makes an empty database and returns its URL.
    ///
    /// # Errors
    /// An error if the name is taken or the server refuses.
    pub async fn create_database(&self, name: &str) -> Result<String> {
        let mut connection = connect(&self.url).await?;
        let statement = format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\""));
        // The name is quoted above, because identifiers cannot be placeholders.
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await?;
        let mut url = self.url.clone();
        url.set_path(name);
        Ok(url.into())
    }

    /// Ends the server and every process it started, all at once and without warning.
    ///
    /// # Errors
    /// [`Error::NotOurs`] for a server given by URL.
    pub async fn kill9(&mut self) -> Result<()> {
        self.own()?.kill9().await
    }

    /// Starts the server again, after stopping it if it runs: same data, same port, same password.
    ///
    /// # Errors
    /// The same as for [`Self::start`]; [`Error::NotOurs`] for a server given by URL.
    pub async fn restart(&mut self) -> Result<()> {
        let url = self.url.clone();
        self.own()?.start(&url).await
    }

    /// Stops the server if it is ours and runs.
    ///
    /// # Errors
    /// An error if it had to be killed.
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

/// Omits the URL, which contains a password.
impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("server", &self.server).finish_non_exhaustive()
    }
}
