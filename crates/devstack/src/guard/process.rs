//! Looking at processes by their id.

use std::{fs, path::Path, process::Command};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// Whether the process still runs; one that ended but was not yet collected by its parent does not.
#[must_use]
pub fn is_alive(pid: u32) -> bool {
    let Some(id) = to_pid(pid) else { return false };
    let exists = match test_kill_process(id) {
        Ok(()) => true,
        Err(error) => error == rustix::io::Errno::PERM,
    };
    exists && !matches!(stat(pid), Some((_, 'Z' | 'X')))
}

/// Sends a signal. A process that has already ended is not an error.
pub(crate) fn signal(pid: u32, signal: Signal) {
    if let Some(id) = to_pid(pid)
        && let Err(error) = kill_process(id, signal)
    {
        tracing::debug!(pid, ?signal, %error, "signal not delivered");
    }
}

/// The processes whose parent is `parent`.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    if !Path::new("/proc/self/stat").exists() {
        return children_by_ps(parent);
    }
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| stat(*pid).is_some_and(|(ppid, _)| ppid == parent))
        .collect()
}

fn children_by_ps(parent: u32) -> Vec<u32> {
    let Ok(output) = Command::new("ps").args(["-A", "-o", "ppid=", "-o", "pid="]).output() else {
        return Vec::new();
    };
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| {
            let mut ids = line.split_whitespace().map(str::parse::<u32>);
            let (ppid, pid) = (ids.next()?.ok()?, ids.next()?.ok()?);
            (ppid == parent).then_some(pid)
        })
        .collect()
}

/// Parent and state from `/proc/<pid>/stat`; the name before them may itself hold spaces and brackets.
fn stat(pid: u32) -> Option<(u32, char)> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = line.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((fields.next()?.parse().ok()?, state))
}

fn to_pid(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}
