//! `cargo xtask test`: every test, with what tests of the whole need, and the proof that nothing is left running.

use std::{ffi::OsString, process::ExitCode, time::Duration};

use anyhow::{Result, bail};
use haetae_cli::progress::Progress;
use haetae_devstack::StackDir;

use crate::{
    leftovers::{self, MARK},
    workspace::{self, BuildProfile},
};

/// How long servers may take to end after their owner.
const BOUND: Duration = Duration::from_secs(20);

/// The variable with the directory of the service programs and the command line.
const BIN_DIR: &str = "HAETAE_BIN_DIR";

/// The example for platforms that is a package of the workspace.
const EXAMPLE: &str = "haetae-example";

/// Runs every test of the workspace.
#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    /// Handed to `cargo test`, e.g. `-p haetae-domain` or `-- --nocapture`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<OsString>,
}

/// Exit code of `cargo test`; an error when something of it still runs afterwards.
pub(crate) async fn run(args: TestArgs) -> Result<ExitCode> {
    let progress = Progress::new();
    progress.step("building the four services, the console, the command line and the Rust example");
    let packages = [workspace::packages(), vec![EXAMPLE.to_owned()]].concat();
    let bin_dir = workspace::build(&progress, &packages, BuildProfile::Dev).await?;
    progress.done("built the four services, the console, the command line and the Rust example");
    progress.finish();
    // Built before the mark is set: what compilers leave running is not ours.
    let mut build = workspace::cargo();
    let for_cargo = before_separator(&args.args);
    let all: &[&str] = if names_packages(for_cargo) { &[] } else { &["--workspace"] };
    build.args(["test", "--quiet", "--no-run"]).args(all).args(for_cargo).kill_on_drop(true);
    if !build.status().await?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let dir = StackDir::create()?;
    let mut test = workspace::cargo();
    test.args(["test", "--no-fail-fast"]).args(all).args(&args.args).kill_on_drop(true);
    test.env(BIN_DIR, bin_dir).env("TMPDIR", dir.path()).env(MARK, dir.path());
    let status = test.status().await?;
    let left = leftovers::wait_for_none(dir.path(), BOUND).await;
    if !left.is_empty() {
        let named: Vec<String> = left.iter().map(|one| format!("  {one}")).collect();
        leftovers::end(&left);
        bail!("the tests left processes running, which were killed:\n{}", named.join("\n"));
    }
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The arguments for cargo, without those for the test programs.
fn before_separator(args: &[OsString]) -> &[OsString] {
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    &args[..end]
}

/// Whether the caller wants some packages only.
fn names_packages(args: &[OsString]) -> bool {
    let flags = ["-p", "--package", "--workspace", "--all"];
    args.iter().filter_map(|arg| arg.to_str()).any(|arg| flags.contains(&arg) || arg.starts_with("--package="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_looked_for_in_what_is_for_cargo_only() {
        let args = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert!(names_packages(before_separator(&args("-p haetae-domain"))));
        assert!(names_packages(before_separator(&args("--package=haetae-domain -- --nocapture"))));
        assert!(!names_packages(before_separator(&args("submit -- -p"))));
    }
}
