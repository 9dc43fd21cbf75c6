//! How to start a program: arguments, environment, and log file.

use std::{
    env,
    ffi::OsString,
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use rustix::process::Signal;
use tokio::process::Command;

use crate::{Error, Result, user::User};

/// A program to be started by [`crate::Guarded::spawn`].
#[derive(Debug, Clone)]
pub struct Launch {
    pub(crate) program: PathBuf,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    without_env: Vec<&'static str>,
    dir: Option<PathBuf>,
    log: PathBuf,
    run_as: Option<User>,
    pub(crate) orphan_signal: Signal,
}

impl Launch {
    /// Runs `program`; stdout and stderr are appended to the file `log`, stdin is empty.
    pub fn new(program: impl Into<PathBuf>, log: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
            without_env: Vec::new(),
            dir: None,
            log: log.into(),
            run_as: None,
            orphan_signal: Signal::KILL,
        }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments in order.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets one variable on top of the owner's environment.
    #[must_use]
    pub fn env(mut self, key: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((key.into(), value.into()));
        self
    }

    /// Keeps the owner's variables whose names begin with one of `prefixes` from the program.
    #[must_use]
    pub fn without_env(mut self, prefixes: &[&'static str]) -> Self {
        self.without_env.extend(prefixes);
        self
    }

    /// Runs in this directory instead of the owner's.
    #[must_use]
    pub fn current_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.dir = Some(dir.into());
        self
    }

    /// The log file.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Runs as another user; only root may do so.
    pub(crate) fn run_as(mut self, user: Option<User>) -> Self {
        self.run_as = user;
        self
    }

    /// Sets the first signal for the program when its owner dies; if it is ignored, the program is killed soon after.
    pub(crate) fn orphan_signal(mut self, signal: Signal) -> Self {
        self.orphan_signal = signal;
        self
    }

    /// The program's file name, for messages.
    pub(crate) fn name(&self) -> String {
        self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned()
    }

    /// The error for this program's untimely end.
    pub(crate) fn ended(&self, status: ExitStatus) -> Error {
        Error::Ended { program: self.name(), status: status.to_string(), last_words: self.last_words() }
    }

    /// The most telling line of the log: the last that speaks of an error, else the last.
    pub(crate) fn last_words(&self) -> String {
        let bytes = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let telling = ["FATAL", "PANIC", "[FTL]", "[ERR]", "ERROR", "error:"];
        let last_error = lines.clone().rfind(|line| telling.iter().any(|word| line.contains(word)));
        last_error.or_else(|| lines.next_back()).unwrap_or("it wrote nothing").to_owned()
    }

    /// `wrapper` run with this program's environment, directory, output and user.
    pub(crate) fn dress(&self, mut wrapper: Command) -> Result<Command> {
        let open = || OpenOptions::new().create(true).append(true).open(&self.log);
        let log = open().map_err(Error::io(format!("open {}", self.log.display())))?;
        let copy = log.try_clone().map_err(Error::io("share a log file"))?;
        wrapper.arg(&self.program).args(&self.args);
        for name in variables(&self.without_env) {
            wrapper.env_remove(name);
        }
        wrapper.envs(self.env.iter().map(|(key, value)| (key, value)));
        wrapper.stdout(Stdio::from(log)).stderr(Stdio::from(copy));
        if let Some(dir) = &self.dir {
            wrapper.current_dir(dir);
        }
        if let Some(user) = self.run_as {
            wrapper.uid(user.uid).gid(user.gid);
        }
        Ok(wrapper)
    }
}

/// The owner's variables whose names begin with one of `prefixes`.
pub(crate) fn variables(prefixes: &[&str]) -> impl Iterator<Item = OsString> {
    let names = env::vars_os().map(|(name, _)| name);
    names.filter(|name| prefixes.iter().any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes())))
}
