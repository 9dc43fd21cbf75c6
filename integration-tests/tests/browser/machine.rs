//! The browser and the programs that drive it: Chromium of the system and packages of npm, in a folder of their own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// Pages are opened one after the other on a busy machine.
pub(crate) const LONGEST: Duration = Duration::from_secs(280);

/// Names another Chromium than the system's.
const CHROMIUM: &str = "HAETAE_CHROMIUM";

const FILES: [(&str, &str); 10] = [
    (".npmrc", include_str!(".npmrc")),
    ("package.json", include_str!("package.json")),
    ("package-lock.json", include_str!("package-lock.json")),
    ("person.mjs", include_str!("person.mjs")),
    ("pages.mjs", include_str!("pages.mjs")),
    ("provider.mjs", include_str!("provider.mjs")),
    ("words.mjs", include_str!("words.mjs")),
    ("story.mjs", include_str!("story.mjs")),
    ("watch.mjs", include_str!("watch.mjs")),
    ("hostile.mjs", include_str!("hostile.mjs")),
];

/// Where programs in Node.js drive a browser.
pub(crate) struct Machine {
    folder: TempDir,
    chromium: PathBuf,
}

impl Machine {
    /// None on a machine without Chromium or Node.js, unless it is one that checks everything.
    pub(crate) async fn find() -> Result<Option<Self>> {
        let chromium = env::var_os(CHROMIUM).map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
        let npm = Command::new("npm").arg("--version").output().await.is_ok();
        if !npm || !chromium.exists() {
            if env::var_os("CI").is_some() {
                bail!("the browser tests need npm and Chromium ({CHROMIUM}, else {})", chromium.display());
            }
            eprintln!(
                "SKIPPED: this test needs Node.js with npm, and Chromium ({CHROMIUM}), and this machine lacks one"
            );
            return Ok(None);
        }
        let folder = TempDir::new()?;
        for (name, content) in FILES {
            fs::write(folder.path().join(name), content)?;
        }
        let machine = Self { folder, chromium };
        let installed = machine.run("npm", &["ci", "--no-audit", "--no-fund"]).await?;
        ensure!(installed.status.success(), "npm ci failed: {}", said(&installed));
        Ok(Some(machine))
    }

    /// Runs one of the programs, which ends with an error when it found something wrong.
    pub(crate) async fn play(&self, program: &str, args: &[&str]) -> Result<String> {
        let chromium = self.chromium.display().to_string();
        let args = [&[program, args[0], &chromium], &args[1..]].concat();
        let output = self.run("node", &args).await?;
        ensure!(output.status.success(), "{program} found:\n{}", said(&output));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Begins one of the programs, which says a line for each thing that it sees.
    pub(crate) fn begin(&self, program: &str, args: &[&str]) -> Result<Told> {
        let chromium = self.chromium.display().to_string();
        let args = [&[program, args[0], &chromium], &args[1..]].concat();
        let mut running = self.command("node", &args).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(running.stdout.take().context("no output")?).lines();
        Ok(Told { lines, _running: running })
    }

    /// A program beside the packages; it ends with its value.
    pub(crate) fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.folder()).kill_on_drop(true).stdin(Stdio::null());
        command
    }

    async fn run(&self, program: &str, args: &[&str]) -> Result<Output> {
        Ok(timeout(LONGEST, self.command(program, args).output()).await??)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A program that runs.
pub(crate) struct Told {
    lines: Lines<BufReader<ChildStdout>>,
    _running: Child,
}

impl Told {
    /// The next thing that it saw.
    pub(crate) async fn next(&mut self) -> Result<String> {
        timeout(LONGEST, self.lines.next_line()).await??.context("it ended")
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
