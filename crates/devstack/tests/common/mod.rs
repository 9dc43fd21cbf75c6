//! Shared code of the tests of real servers.

use std::{fs, future::Future, path::Path, time::Duration};

use anyhow::{Result, bail};
use haetae_devstack::is_alive;

/// Asks until the answer is yes; fails after half a minute.
pub(crate) async fn eventually(what: &str, mut holds: impl FnMut() -> bool) -> Result<()> {
    for _ in 0..1500 {
        if holds() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("{what} did not come true")
}

/// Every living process that names `dir` on its command line or works inside it: servers, their
/// children, watchers.
pub(crate) fn processes_of(dir: &Path) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| belongs_to(*pid, dir) && is_alive(*pid)).collect()
}

fn belongs_to(pid: u32, dir: &Path) -> bool {
    let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let works_in = fs::read_link(format!("/proc/{pid}/cwd")).unwrap_or_default();
    works_in.starts_with(dir) || String::from_utf8_lossy(&command).contains(&*dir.to_string_lossy())
}

/// The compiler's word that a future may move between threads.
pub(crate) fn sendable<F: Future + Send>(future: F) -> F {
    future
}
