//! The source tree and the programs built from it.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result, bail};
use haetae_cli::progress::Progress;
use haetae_devstack::{Console, Service};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{Child, ChildStderr, ChildStdout, Command},
};

/// The build profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BuildProfile {
    /// Fast to build.
    Dev,
    /// Fast to run.
    Release,
}

/// One line of cargo's JSON output; only programs matter here.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
}

/// The program of the command line.
pub(crate) const CLI: &str = "haetae";

/// The packages of the four services, the console and the command line.
pub(crate) fn packages() -> Vec<String> {
    let mut packages = Service::ALL.map(Service::binary).to_vec();
    packages.extend([Console::BINARY, "haetae-cli"].map(str::to_owned));
    packages
}

/// The root of the source tree.
pub(crate) fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// A command that runs the cargo we were run by, at the root.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root());
    command
}

/// The directory of this program, where a build leaves the services too.
///
/// # Errors
/// An error if the system does not report the path of this program.
pub(crate) fn bin_dir() -> Result<PathBuf> {
    let program = env::current_exe().context("this program cannot be found")?;
    Ok(program.parent().context("this program is in no directory")?.to_path_buf())
}

/// Builds the programs of `packages` and returns their directory.
///
/// # Errors
/// An error if cargo cannot be run or the build fails; the compiler's output is then on standard error.
pub(crate) async fn build(progress: &Progress, packages: &[String], profile: BuildProfile) -> Result<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--bins", "--message-format=json-render-diagnostics"]);
    if profile == BuildProfile::Release {
        command.arg("--release");
    }
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().context("cargo cannot be run")?;
    let (programs, said) = tokio::try_join!(programs(child.stdout.take()), relay(child.stderr.take(), progress))?;
    if !wait(child).await? {
        progress.finish();
        eprint!("{said}");
        bail!("the build failed");
    }
    let dir = programs.first().and_then(|program| program.parent()).context("cargo built no program")?;
    Ok(dir.to_path_buf())
}

async fn wait(mut child: Child) -> Result<bool> {
    Ok(child.wait().await.context("cargo cannot be waited for")?.success())
}

async fn programs(stdout: Option<ChildStdout>) -> Result<Vec<PathBuf>> {
    let mut text = String::new();
    if let Some(mut stdout) = stdout {
        stdout.read_to_string(&mut text).await.context("cargo's report cannot be read")?;
    }
    let artifacts = text.lines().filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    Ok(artifacts.filter_map(|artifact| artifact.executable).collect())
}

/// Shows cargo's lines as they arrive and returns all of them.
async fn relay(stderr: Option<ChildStderr>, progress: &Progress) -> Result<String> {
    let mut said = String::new();
    if let Some(stderr) = stderr {
        let mut lines = BufReader::new(stderr).lines();
        while let Some(line) = lines.next_line().await.context("cargo's words cannot be read")? {
            progress.detail(&line);
            said.push_str(&line);
            said.push('\n');
        }
    }
    Ok(said)
}
