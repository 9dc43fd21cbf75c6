//! The system's Chromium, and programs in Node.js that drive it: they see pages as people do.

use std::{
    env, fs,
    path::PathBuf,
    process::{Output, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use crate::{Error, Result, StackDir, until::within};

/// Names another Chromium than the system's.
const PROGRAM: &str = "HAETAE_CHROMIUM";
/// The path of Debian's Chromium.
const OF_THE_SYSTEM: &str = "/usr/bin/chromium";

/// A Chromium, and a folder with programs and their packages from npm. The folder is removed with this value.
#[derive(Debug)]
pub struct Chromium {
    folder: StackDir,
    program: PathBuf,
}

impl Chromium {
    /// Maximum runtime of a program: pages are opened one after the other, perhaps on a busy machine.
    pub const LONGEST: Duration = Duration::from_secs(280);

    /// Puts the programs in a folder and installs the packages that their `package-lock.json` names.
    ///
    /// # Errors
    /// [`Error::Missing`] without Chromium or Node.js with npm; other errors if npm cannot install the packages.
    pub async fn with_programs(programs: &[(&str, &str)]) -> Result<Self> {
        let program = env::var_os(PROGRAM).map_or_else(|| PathBuf::from(OF_THE_SYSTEM), PathBuf::from);
        if !program.exists() || Command::new("npm").arg("--version").output().await.is_err() {
            let program = program.display();
            return Err(Error::Missing(format!(
                "Node.js with npm and Chromium ({PROGRAM}, else {program}) are needed"
            )));
        }
        let folder = StackDir::create()?;
        for (name, content) in programs {
            let path = folder.path().join(name);
            fs::write(&path, content).map_err(Error::io(format!("write {}", path.display())))?;
        }
        let chromium = Self { folder, program };
        let installed = chromium.run("npm", &["ci", "--no-audit", "--no-fund"]).await?;
        match installed.status.success() {
            true => Ok(chromium),
            false => Err(ended("npm", &installed)),
        }
    }

    /// Runs one of the programs, with the path of Chromium after the first argument. Returns its output.
    ///
    /// # Errors
    /// An error with the program's output if it does not end in time or ends with an exit code other than 0.
    pub async fn play(&self, program: &str, args: &[&str]) -> Result<String> {
        let chromium = self.program.display().to_string();
        let output = self.run("node", &arguments(program, args, &chromium)).await?;
        if !output.status.success() {
            return Err(ended(program, &output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Begins one of the programs, with the path of Chromium behind the first argument. It says a line for each thing it sees.
    ///
    /// # Errors
    /// An error if it cannot be started.
    pub fn begin(&self, program: &str, args: &[&str]) -> Result<Told> {
        let chromium = self.program.display().to_string();
        let mut command = self.command("node", &arguments(program, args, &chromium));
        let mut running = command.stdout(Stdio::piped()).spawn().map_err(Error::io(format!("run {program}")))?;
        let output = running.stdout.take().ok_or_else(|| Error::Missing(format!("{program} has no output")))?;
        Ok(Told { lines: BufReader::new(output).lines(), _running: running })
    }

    /// A command in the folder, whose process ends with its value.
    #[must_use]
    pub fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.folder.path()).kill_on_drop(true).stdin(Stdio::null());
        command
    }

    async fn run(&self, program: &str, args: &[&str]) -> Result<Output> {
        let ended = async { self.command(program, args).output().await.map_err(Error::io(format!("run {program}"))) };
        within(Self::LONGEST, &format!("the end of {program} {}", args.join(" ")), ended).await
    }
}

/// A program that runs. It ends with this value.
#[derive(Debug)]
pub struct Told {
    lines: Lines<BufReader<ChildStdout>>,
    _running: Child,
}

impl Told {
    /// The next thing that it saw.
    ///
    /// # Errors
    /// An error if no line arrives in time, or if the program has ended.
    pub async fn next(&mut self) -> Result<String> {
        let line = async { self.lines.next_line().await.map_err(Error::io("read what a program saw")) };
        let line = within(Chromium::LONGEST, "the next thing that a program sees", line).await?;
        line.ok_or_else(|| Error::Missing("the program has ended".to_owned()))
    }
}

fn arguments<'a>(program: &'a str, args: &[&'a str], chromium: &'a str) -> Vec<&'a str> {
    let (first, others) = args.split_at(args.len().min(1));
    [&[program], first, &[chromium], others].concat()
}

fn ended(program: &str, output: &Output) -> Error {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Error::Ended { program: program.to_owned(), status: output.status.to_string(), last_words: said }
}
