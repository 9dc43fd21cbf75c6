//! `cargo xtask lint`: format, clippy, licences and bans, contracts; all of them, whatever fails first.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use tokio::process::Command;

use crate::{tools, workspace};

/// Runs every lint; success when none complained.
pub(crate) async fn run() -> Result<ExitCode> {
    let mut failed = Vec::new();
    for (name, mut command) in lints().await? {
        eprintln!("→ {name}");
        let status = command.kill_on_drop(true).status().await.with_context(|| format!("{name} cannot be run"))?;
        if !status.success() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        eprintln!("✓ no lint complains");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("✗ {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

async fn lints() -> Result<[(&'static str, Command); 4]> {
    let cargo = |args: &[&str]| {
        let mut command = workspace::cargo();
        command.args(args);
        command
    };
    let mut deny = Command::new(tools::ensure_cargo_deny().await?);
    deny.current_dir(workspace::root()).args([
        "--locked",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]);
    let mut buf = Command::new(tools::ensure_buf().await?);
    buf.current_dir(workspace::root().join("proto")).arg("lint");
    Ok([
        ("cargo fmt", cargo(&["fmt", "--all", "--check"])),
        ("cargo clippy", cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("cargo deny", deny),
        ("buf lint", buf),
    ])
}
