//! A user of the command line: runs the built `haetae`, as people do.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{Ended, Person, Program, Running, Terminal, World, bin_dir};

/// A user of the command line, with a token in a file and a folder of their own.
#[derive(Debug)]
pub struct Tool {
    program: PathBuf,
    home: TempDir,
    env: Vec<(String, String)>,
}

impl Tool {
    /// A user who calls this platform.
    ///
    /// # Errors
    /// When the tool is not built, or the token cannot be kept.
    pub fn of(world: &World, person: &Person<'_>) -> Result<Self> {
        let program = bin_dir()?.join("haetae");
        ensure!(program.exists(), "{} is missing; build the package haetae-cli first", program.display());
        let home = TempDir::new()?;
        let token_file = home.path().join("token");
        fs::write(&token_file, world.identity.token(person)?)?;
        let mut env: Vec<_> = Service::ALL
            .map(|service| {
                let name = format!("HAETAE_{}_ENDPOINT", service.to_string().to_uppercase());
                (name, world.platform.url(service))
            })
            .into();
        env.push(("HAETAE_TOKEN_FILE".to_owned(), token_file.display().to_string()));
        env.push(("XDG_CONFIG_HOME".to_owned(), home.path().display().to_string()));
        // What is shown depends on neither the machine's time zone nor its language.
        env.push(("TZ".to_owned(), "Asia/Seoul".to_owned()));
        env.push(("LC_ALL".to_owned(), "C".to_owned()));
        Ok(Self { program, home, env })
    }

    /// The same with another environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The own folder, which settings are looked for in.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file in the own folder; gives its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn file(&self, name: &str, content: &str) -> Result<String> {
        let file = self.home.path().join(name);
        fs::write(&file, content)?;
        Ok(file.display().to_string())
    }

    /// Runs a command line to its end.
    ///
    /// # Errors
    /// When it cannot be run or does not end.
    pub async fn run(&self, args: &[&str]) -> Result<Ended> {
        Program::from(self.command()).args(args).run().await
    }

    /// Starts a command line that goes on until it is ended.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn start(&self, args: &[&str]) -> Result<Running> {
        Running::start(self.command().args(args))
    }

    /// Starts a command line on a terminal of its own.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn on_terminal(&self, args: &[&str]) -> Result<Terminal> {
        let env = self.env.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Terminal::start(&self.program, args, env)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().envs(self.env.iter().map(|(name, value)| (name, value)));
        command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// What a command line that works prints.
    ///
    /// # Errors
    /// When it fails; with what it said.
    pub async fn text(&self, args: &[&str]) -> Result<String> {
        let Ended { code, log, errors } = self.run(args).await?;
        ensure!(code == Some(0), "haetae {} ended with {code:?}:\n{errors}", args.join(" "));
        Ok(log)
    }

    /// What a command line that works answers, read as JSON.
    ///
    /// # Errors
    /// When it fails, or prints something else.
    pub async fn json(&self, args: &[&str]) -> Result<Value> {
        let text = self.text(&[args, &["--output", "json"]].concat()).await?;
        serde_json::from_str(&text).with_context(|| format!("haetae {} printed no JSON:\n{text}", args.join(" ")))
    }

    /// What a command line that has to fail with this exit code says. It prints nothing else.
    ///
    /// # Errors
    /// When it works, or fails in another way.
    pub async fn refused(&self, code: i32, args: &[&str]) -> Result<String> {
        let ended = self.run(args).await?;
        ensure!(ended.code == Some(code), "haetae {} did not end with {code}: {ended:?}", args.join(" "));
        ensure!(ended.log.is_empty(), "a failure prints no answer: {ended:?}");
        Ok(ended.errors)
    }
}
