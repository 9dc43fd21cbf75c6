//! Python packages for tests, installed through the user's own pip, once.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use sha2::{Digest as _, Sha256};
use tokio::process::Command;

use super::{
    Settings, cache,
    fetch::{DOWNLOAD_BOUND, python},
};
use crate::{Error, Guarded, Launch, Result};

/// A Python that finds the packages of one list.
#[derive(Debug, Clone)]
pub struct Python {
    program: &'static str,
    packages: PathBuf,
}

/// Installs the packages of a list, as pip reads it: exact versions and all they need, wheels only.
///
/// # Errors
/// [`Error::Missing`] if there is no Python with pip, or if pip cannot install one of the packages.
pub async fn install_packages(name: &str, requirements: &str, settings: &Settings) -> Result<Python> {
    let program = python().await?;
    // Wheels with compiled parts fit one version of Python on one kind of machine.
    let asked = "import sys, sysconfig; print(sys.version, sysconfig.get_platform())";
    let output = Command::new(program).args(["-c", asked]).stdin(Stdio::null()).output().await;
    let version = output.map_err(Error::io(format!("run {program}")))?.stdout;
    let digest = hex::encode(Sha256::new().chain_update(requirements).chain_update(version).finalize());
    let place = cache::dir(settings.cache_dir.as_deref())?.join(format!("{name}-{}", &digest[..12]));
    cache::once(&place, |dir| install(program, requirements, dir)).await?;
    Ok(Python { program, packages: place.join("packages") })
}

async fn install(program: &str, requirements: &str, dir: PathBuf) -> Result<()> {
    tracing::info!(dir = %dir.display(), "installing Python packages, once");
    let list = dir.join("requirements.txt");
    fs::write(&list, requirements).map_err(Error::io(format!("write {}", list.display())))?;
    let launch = pip_install(program, &list, &dir);
    let mut pip = Guarded::spawn(&launch)?;
    let ended = tokio::time::timeout(DOWNLOAD_BOUND, pip.wait()).await;
    let bound = DOWNLOAD_BOUND;
    let status = ended.map_err(|_| Error::Timeout { what: "the installation of Python packages".into(), bound })??;
    if status.success() {
        return Ok(());
    }
    Err(Error::Missing(format!("pip cannot install the packages: {}", launch.last_words())))
}

fn pip_install(program: &str, list: &Path, dir: &Path) -> Launch {
    Launch::new(program, dir.join("pip.log"))
        .args(["-m", "pip", "install", "--only-binary=:all:", "--no-deps", "--no-compile"])
        .args(["--disable-pip-version-check", "--no-input", "--progress-bar", "off"])
        .args([OsStr::new("--target"), dir.join("packages").as_os_str(), OsStr::new("-r"), list.as_os_str()])
}

impl Python {
    /// Runs a module of the packages; it ends with the value.
    #[must_use]
    pub fn module(&self, module: &str) -> Command {
        let mut command = Command::new(self.program);
        command.args(["-m", module]).env("PYTHONPATH", &self.packages).env("PYTHONDONTWRITEBYTECODE", "1");
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }
}
