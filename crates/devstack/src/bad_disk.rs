//! A disk that fails under a running process: its system calls are answered with errors by `strace`.

use std::{
    fs, io,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long `strace` may take to attach to a process.
const ATTACH: Duration = Duration::from_secs(20);

/// The fault of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failing {
    /// Writes succeed, but syncs fail with `EIO`.
    Syncs,
    /// The disk is full: `ENOSPC`.
    Space,
}

impl Failing {
    const fn inject(self) -> &'static str {
        match self {
            Self::Syncs => "inject=fsync,fdatasync:error=EIO",
            Self::Space => "inject=pwrite64:error=ENOSPC",
        }
    }
}

/// Lasts until it is dropped or the process ends.
#[derive(Debug)]
pub struct BadDisk {
    strace: Child,
}

impl BadDisk {
    /// Makes the disk fail for every thread of a process.
    ///
    /// # Errors
    /// An error if there is no `strace`, or if the system forbids tracing the process.
    pub fn under(pid: u32, failing: Failing) -> io::Result<Self> {
        let mut strace = Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-p", &pid.to_string()])
            .args(["-e", "trace=fsync,fdatasync,pwrite64", "-e", failing.inject()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let end = Instant::now() + ATTACH;
        while !holds_all(pid, strace.id())? {
            if let Some(status) = strace.try_wait()? {
                return Err(io::Error::other(format!("strace cannot trace process {pid}: {status}")));
            }
            if Instant::now() > end {
                strace.kill()?;
                strace.wait()?;
                return Err(io::Error::other(format!("strace did not take hold of process {pid} in time")));
            }
            sleep(Duration::from_millis(10));
        }
        Ok(Self { strace })
    }
}

impl Drop for BadDisk {
    fn drop(&mut self) {
        // A process whose tracer is gone goes on untouched; a tracer whose process is gone ends by itself.
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

/// Whether every thread of `pid` is traced by `tracer`.
fn holds_all(pid: u32, tracer: u32) -> io::Result<bool> {
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread may end meanwhile.
        let Ok(status) = fs::read_to_string(task?.path().join("status")) else { continue };
        let traced = status.lines().find_map(|line| line.strip_prefix("TracerPid:")).map(str::trim);
        if traced != Some(tracer.to_string().as_str()) {
            return Ok(false);
        }
    }
    Ok(true)
}
