//! Creates a PostgreSQL data directory and reads the server's state files in it.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt, chown},
    path::Path,
};

use crate::{Error, Guarded, Launch, PostgresOptions, Result, user::User};

/// The superuser of every private server.
pub(crate) const SUPERUSER: &str = "postgres";

/// The C library's character classes, which trigram search asks even under the builtin locale.
const CTYPE: &str = if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" };

/// Runs initdb: builtin `C.UTF-8`, UTF-8, every connection by password.
pub(crate) async fn initialize(
    bin_dir: &Path,
    dir: &Path,
    user: Option<User>,
    password: &str,
    settings: &[String],
) -> Result<()> {
    let password_file = dir.join("password");
    write_secret(&password_file, password, user)?;
    let launch = Launch::new(bin_dir.join("initdb"), dir.join("initdb.log"))
        .arg("-D")
        .arg(dir.join("data"))
        .args(["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"])
        .arg(format!("--lc-ctype={CTYPE}"))
        .args(["--auth=scram-sha-256", "--no-instructions", "--username", SUPERUSER])
        .arg(format!("--pwfile={}", password_file.display()))
        .args(settings.iter().flat_map(|setting| ["--set", setting.as_str()]))
        .current_dir(dir)
        .run_as(user);
    let status = Guarded::spawn(&launch)?.wait().await?;
    fs::remove_file(&password_file).map_err(Error::io(format!("remove {}", password_file.display())))?;
    if status.success() {
        return Ok(());
    }
    Err(launch.ended(status))
}

/// The settings `initdb` writes into `postgresql.conf`.
pub(crate) fn settings(options: PostgresOptions, port: u16) -> Vec<String> {
    let switch = if options.fsync { "on" } else { "off" };
    vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        "unix_socket_directories=".to_owned(),
        format!("max_connections={}", options.max_connections),
        // In the data directory, so that a crash leaves nothing in /dev/shm.
        "dynamic_shared_memory_type=mmap".to_owned(),
        format!("fsync={switch}"),
        // Guards against half-written pages, which only a power cut makes.
        format!("full_page_writes={switch}"),
    ]
}

/// Creates the directory, owned by the user that runs the server.
pub(crate) fn make_dir(dir: &Path, user: Option<User>) -> Result<()> {
    fs::create_dir_all(dir).map_err(Error::io(format!("create {}", dir.display())))?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
        .map_err(Error::io(format!("protect {}", dir.display())))?;
    give(dir, user)
}

/// Whether the server with this process id says in its data directory that it takes connections.
pub(crate) fn says_ready(data: &Path, pid: u32) -> bool {
    let text = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = text.lines();
    let owner = lines.next().and_then(|line| line.trim().parse().ok());
    owner == Some(pid) && lines.next_back().is_some_and(|line| line.trim() == "ready")
}

fn write_secret(path: &Path, secret: &str, user: Option<User>) -> Result<()> {
    OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(secret.as_bytes()))
        .map_err(Error::io(format!("write {}", path.display())))?;
    give(path, user)
}

fn give(path: &Path, user: Option<User>) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    chown(path, Some(user.uid), Some(user.gid)).map_err(Error::io(format!("hand over {}", path.display())))
}
