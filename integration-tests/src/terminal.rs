//! A program on a terminal of its own, as its user sees it.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context as _, Result, ensure};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    time::timeout,
};

/// Runs its arguments on a new terminal, and ends as they do.
const ON_TERMINAL: &str = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])) & 255)";
/// Longer than anything takes to be shown.
const LONGEST: Duration = Duration::from_secs(60);

/// A program on a terminal of its own.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    shown: String,
}

impl Terminal {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot be run.
    pub(crate) fn start<'a>(
        program: &Path,
        args: &[&str],
        env: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self> {
        let mut command = Command::new("python3");
        command.args(["-c", ON_TERMINAL]).arg(program).args(args).env_clear().envs(env);
        // The programs of the machine, for the one that makes the terminal.
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Ok(Self { child: command.spawn()?, shown: String::new() })
    }

    /// Waits until this is shown, after what was waited for before.
    ///
    /// # Errors
    /// When it never is.
    pub async fn shows(&mut self, text: &str) -> Result<()> {
        let shown = timeout(LONGEST, self.until(text)).await;
        let found = matches!(shown, Ok(Ok(true)));
        ensure!(found, "{text} is not shown: {}", self.shown);
        Ok(())
    }

    async fn until(&mut self, text: &str) -> Result<bool> {
        let out = self.child.stdout.as_mut().context("an output")?;
        let mut piece = [0; 4096];
        loop {
            if let Some(at) = self.shown.find(text) {
                self.shown.drain(..at + text.len());
                return Ok(true);
            }
            let read = out.read(&mut piece).await?;
            if read == 0 {
                return Ok(false);
            }
            self.shown.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    }

    /// Types this.
    ///
    /// # Errors
    /// When the program is gone.
    pub async fn types(&mut self, keys: &str) -> Result<()> {
        let keyboard = self.child.stdin.as_mut().context("a keyboard")?;
        keyboard.write_all(keys.as_bytes()).await?;
        Ok(keyboard.flush().await?)
    }

    /// Waits for its end; gives its exit code and what was shown since what was waited for last.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ends(mut self) -> Result<(Option<i32>, String)> {
        let mut rest = Vec::new();
        if let Some(mut out) = self.child.stdout.take() {
            timeout(LONGEST, out.read_to_end(&mut rest)).await.context("it goes on")??;
        }
        let status = timeout(LONGEST, self.child.wait()).await.context("it goes on")??;
        Ok((status.code(), self.shown + &String::from_utf8_lossy(&rest)))
    }
}
