//! `cargo xtask lint`: format, clippy, documentation, licences and bans, unused dependencies, contracts and what of them was
//! released, spelling; all of them, whatever fails first.

use std::{path::Path, process::ExitCode};

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

async fn lints() -> Result<Vec<(&'static str, Command)>> {
    let deny = ["--locked", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    let (deny_program, shear) = (tools::ensure_cargo_deny().await?, tools::ensure_cargo_shear().await?);
    let (buf, typos) = (tools::ensure_buf().await?, tools::ensure_typos().await?);
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--document-private-items", "--keep-going", "--quiet"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    Ok(vec![
        ("cargo fmt", cargo(&["fmt", "--all", "--check"])),
        ("cargo clippy", cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("cargo doc", doc),
        ("cargo deny", tool(&deny_program, "", &deny)),
        ("cargo shear", tool(&shear, "", &[])),
        ("buf lint", tool(&buf, "proto", &["lint"])),
        ("buf breaking", tool(&buf, "proto", &["breaking", "--against", "released.binpb"])),
        ("typos", tool(&typos, "", &[])),
    ])
}

fn cargo(args: &[&str]) -> Command {
    let mut command = workspace::cargo();
    command.args(args);
    command
}

/// A linter that runs in this folder of the workspace.
fn tool(program: &Path, folder: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root().join(folder)).args(args);
    command
}
