//! A command line that goes on until it is ended.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use crate::{Ended, eventually};

/// Nothing is waited for longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command line that runs. It is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: UnboundedReceiver<String>,
    errors: Arc<Mutex<String>>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.spawn()?;
        let (sender, lines) = unbounded_channel();
        let errors = Arc::<Mutex<String>>::default();
        let (out, err) = (child.stdout.take().context("no output")?, child.stderr.take().context("no errors")?);
        tokio::spawn(each_line(out, move |line| send(&sender, line)));
        let told = Arc::clone(&errors);
        tokio::spawn(each_line(err, move |line| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            told.push_str(&line);
            told.push('\n');
        }));
        Ok(Self { child, lines, errors })
    }

    /// The next line on standard output.
    ///
    /// # Errors
    /// When none comes; with what it said on standard error.
    pub async fn line(&mut self) -> Result<String> {
        let line = timeout(PATIENCE, self.lines.recv()).await.ok().flatten();
        line.with_context(|| format!("no line came: {}", self.errors()))
    }

    /// A line on standard output that is there already, if there is one.
    pub fn line_now(&mut self) -> Option<String> {
        self.lines.try_recv().ok()
    }

    /// What it said on standard error so far.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it says something on standard error so many times.
    ///
    /// # Errors
    /// When it does not.
    pub async fn says(&self, text: &str, times: usize) -> Result<()> {
        let said = async || Ok((self.errors().matches(text).count() >= times).then_some(()));
        eventually(text, said).await.with_context(|| self.errors())
    }

    /// Ends it as Ctrl-C does.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn interrupt(self) -> Result<Ended> {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        kill_process(id.context("it has ended by itself")?, Signal::INT)?;
        self.ended().await
    }

    /// Waits for its end. What was not read from standard output yet is the log.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(mut self) -> Result<Ended> {
        let ending = async {
            let status = self.child.wait().await?;
            let mut log = String::new();
            while let Some(line) = self.lines.recv().await {
                log += &(line + "\n");
            }
            anyhow::Ok((status.code(), log))
        };
        let (code, log) = timeout(PATIENCE, ending).await.context("the program does not end")??;
        // Its end of the pipe is closed: whatever is still on the way arrives.
        let all = async || Ok((Arc::strong_count(&self.errors) == 1).then_some(()));
        eventually("the end of standard error", all).await?;
        Ok(Ended { code, log, errors: self.errors() })
    }
}

async fn each_line(from: impl AsyncRead + Unpin, mut take: impl FnMut(String)) {
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        take(line);
    }
}

/// Lines that no test waits for any more are dropped.
fn send(sender: &UnboundedSender<String>, line: String) {
    let _ = sender.send(line);
}
