//! Processes that outlived those who started them.

use std::{fmt, fs, path::Path, time::Duration};

use haetae_devstack::is_alive;
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

/// Environment variable that everything started in one run inherits; its value is the run's directory.
pub(crate) const MARK: &str = "HAETAE_RUN";

const PAUSE: Duration = Duration::from_millis(100);

/// A process of the run that still lives.
#[derive(Debug)]
pub(crate) struct Leftover {
    pid: u32,
    command: String,
}

impl fmt::Display for Leftover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pid, self.command)
    }
}

/// Waits until no process of the run in `dir` is alive. Returns the processes still alive after `bound`.
pub(crate) async fn wait_for_none(dir: &Path, bound: Duration) -> Vec<Leftover> {
    let until = Instant::now() + bound;
    loop {
        let left = find(dir);
        if left.is_empty() || Instant::now() >= until {
            return left;
        }
        sleep(PAUSE).await;
    }
}

/// Kills them: they are ours, found by the run's own directory.
pub(crate) fn end(left: &[Leftover]) {
    let pids = left.iter().filter_map(|one| Pid::from_raw(i32::try_from(one.pid).ok()?));
    for pid in pids {
        // A process that ended meanwhile is ignored.
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// Living processes that carry the run's mark, or name its directory on their command line, or work in it.
fn find(dir: &Path) -> Vec<Leftover> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let left = pids.filter(|pid| belongs(*pid, dir) && is_alive(*pid));
    left.map(|pid| Leftover { pid, command: command(pid) }).collect()
}

fn belongs(pid: u32, dir: &Path) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let mark = format!("{MARK}={}", dir.display());
    let works_in = fs::read_link(format!("/proc/{pid}/cwd")).unwrap_or_default();
    environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
        || works_in.starts_with(dir)
        || command(pid).contains(&*dir.to_string_lossy())
}

fn command(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace('\0', " ").trim_end().to_owned()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use super::*;

    #[tokio::test]
    async fn a_process_left_behind_is_found_named_and_ended() {
        let dir = std::env::temp_dir().join(format!("leftovers-test-{}", std::process::id()));
        let mut child = Command::new("sleep").arg("600").env(MARK, &dir).spawn().unwrap();
        let left = wait_for_none(&dir, Duration::ZERO).await;
        end(&left);
        child.wait().unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].to_string(), format!("{}: sleep 600", child.id()));
        assert!(wait_for_none(&dir, Duration::from_secs(10)).await.is_empty());
    }
}
