//! Programs that cannot outlive their owner.
//!
//! A shell starts a watcher and then *becomes* the program, so the id we hold is the program's own. The
//! watcher reads a pipe whose other end only the owner holds: when the owner dies, by whatever cause, the
//! system closes that end and the watcher ends the program. A line through the pipe dismisses the watcher.

mod launch;
pub(crate) mod process;

use std::{
    io::{PipeWriter, Write},
    process::ExitStatus,
    time::Duration,
};

use rustix::process::Signal;
use tokio::process::{Child, Command};

pub(crate) use self::launch::variables;
pub use self::{launch::Launch, process::is_alive};
use crate::{Error, Result};

/// How long a drop waits for the program to end; the watcher ends slower programs.
const DROP_BOUND: Duration = Duration::from_secs(2);
const DROP_PAUSE: Duration = Duration::from_millis(2);

/// `$1` is the first signal for an orphan; the rest is the program. The watcher is a grandchild, so that the program
/// never has an unknown child.
const LEASH: &str = r#"
signal=$1; shift
exec 3<&0
( ( read -r _ <&3 || {
      kill -s "$signal" $$
      [ "$signal" = KILL ] && exit
      tries=10
      while [ $tries -gt 0 ] && kill -0 $$; do sleep 1; tries=$((tries - 1)); done
      kill -s KILL $$
  } ) & ) >/dev/null 2>&1
exec "$@" 3<&- </dev/null
"#;

/// A running program that ends when this value is dropped or its owner dies, even by kill -9.
#[derive(Debug)]
pub struct Guarded {
    name: String,
    pid: u32,
    child: Child,
    orphan_signal: Signal,
    leash: Option<PipeWriter>,
}

impl Guarded {
    /// Starts the program in its own process group, so that Ctrl-C reaches the owner alone.
    ///
    /// # Errors
    /// An error if the log file cannot be opened or no process can be created. A missing program ends with exit status
    /// 127.
    pub fn spawn(launch: &Launch) -> Result<Self> {
        let name = launch.name();
        let (reader, writer) = std::io::pipe().map_err(Error::io("make a pipe"))?;
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(LEASH).arg("haetae-leash").arg(signal_name(launch.orphan_signal));
        shell.stdin(reader).process_group(0);
        let child = launch.dress(shell)?.spawn().map_err(Error::io(format!("start {name}")))?;
        let pid = child.id().ok_or_else(|| Error::WrongServer(format!("{name} has no process id")))?;
        Ok(Self { name, pid, child, orphan_signal: launch.orphan_signal, leash: Some(writer) })
    }

    /// The program's own process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// The exit status if the program has ended.
    ///
    /// # Errors
    /// An error if the system does not report the status.
    pub fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        let ended = self.child.try_wait().map_err(Error::io(format!("wait for {}", self.name)))?;
        if ended.is_some() {
            self.dismiss_watcher();
        }
        Ok(ended)
    }

    /// Waits for the program to end by itself.
    ///
    /// # Errors
    /// An error if the system does not report the status.
    pub async fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.child.wait().await.map_err(Error::io(format!("wait for {}", self.name)))?;
        self.dismiss_watcher();
        Ok(status)
    }

    /// Ends the program as a crash would (SIGKILL) and collects it.
    ///
    /// # Errors
    /// An error if the system does not report the status.
    pub async fn kill9(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::KILL);
        self.wait().await
    }

    /// Asks the program to end (SIGTERM) and waits for it.
    ///
    /// # Errors
    /// [`Error::Timeout`] when it has not ended within `bound`; it is killed then.
    pub async fn terminate(&mut self, bound: Duration) -> Result<ExitStatus> {
        self.end_with(Signal::TERM, bound).await
    }

    /// [`Self::terminate`] with the signal this program understands best.
    pub(crate) async fn end_with(&mut self, signal: Signal, bound: Duration) -> Result<ExitStatus> {
        self.signal(signal);
        if let Ok(status) = tokio::time::timeout(bound, self.wait()).await {
            return status;
        }
        self.kill9().await?;
        Err(Error::Timeout { what: format!("the end of {}", self.name), bound })
    }

    /// Signals the program unless it was already collected: its id may belong to another by then.
    pub(crate) fn signal(&self, signal: Signal) {
        if let Some(pid) = self.child.id() {
            process::signal(pid, signal);
        }
    }

    fn dismiss_watcher(&mut self) {
        // A watcher that is gone needs no dismissal.
        if let Some(mut leash) = self.leash.take()
            && let Err(error) = leash.write_all(b"\n")
        {
            tracing::debug!(name = self.name, %error, "the watcher was gone");
        }
    }
}

/// Waits for the end, shortly: what lies below the program's directory may be removed next.
impl Drop for Guarded {
    fn drop(&mut self) {
        self.signal(self.orphan_signal);
        let mut waited = Duration::ZERO;
        while waited < DROP_BOUND && matches!(self.try_wait(), Ok(None)) {
            std::thread::sleep(DROP_PAUSE);
            waited += DROP_PAUSE;
        }
    }
}

fn signal_name(signal: Signal) -> &'static str {
    if signal == Signal::QUIT { "QUIT" } else { "KILL" }
}
