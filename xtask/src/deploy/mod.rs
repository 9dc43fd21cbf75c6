//! `cargo xtask deploy-check`: renders every overlay of deploy/ and checks what comes out, without a cluster.

mod log_server;
mod made;
mod manifest;
mod render;
mod rules;
mod schemas;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, ensure};

use self::{made::Made, manifest::Rendering};
use crate::{settings, tools, workspace};

/// Renders the overlays of deploy/ with the oldest and the newest supported kubectl and checks them: schemas of
/// Kubernetes, security, disruption, flows, ports, references and configuration keys.
#[derive(Debug, clap::Args)]
pub(crate) struct DeployCheckArgs {
    /// Overlays of your own; they may not keep any placeholder. Default: those in deploy/overlays
    overlays: Vec<PathBuf>,
}

/// Checks everything, and succeeds when there is no fault.
pub(crate) async fn run(args: &DeployCheckArgs) -> Result<ExitCode> {
    let own = !args.overlays.is_empty();
    let overlays = if own { args.overlays.clone() } else { render::shipped()? };
    ensure!(!overlays.is_empty(), "there is no overlay to check");
    let programs = settings::PROGRAMS.map(settings::Program::read).into_iter().collect::<Result<Vec<_>>>()?;
    let made = Made::from_page(&workspace::root().join(made::PAGE))?;
    let kubectls = tools::ensure_kubectls().await?;
    let validator = schemas::Validator::install().await?;
    let mut faults = Vec::new();
    for overlay in &overlays {
        let text = render::everywhere(&kubectls, overlay).await?;
        let name = overlay.file_name().map_or_else(|| overlay.display().to_string(), |name| name.display().to_string());
        let rendering = Rendering::parse(&name, &text).with_context(|| format!("the rendering of {name}"))?;
        let subject = rules::Subject { rendering: &rendering, programs: &programs, made: &made, own };
        let found = rules::all(&subject).into_iter().chain(validator.faults(&rendering).await?);
        let found = found.chain(log_server::faults(&rendering).await?);
        faults.extend(found.map(|fault| format!("{name}: {fault}")));
        eprintln!(
            "{name}: {} objects, {} kubectl, Kubernetes {}",
            rendering.objects.len(),
            kubectls.len(),
            schemas::RANGE
        );
    }
    faults.extend(dockerfile().await?);
    faults.iter().for_each(|fault| eprintln!("✗ {fault}"));
    eprintln!("{} overlays, {} faults", overlays.len(), faults.len());
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn dockerfile() -> Result<Vec<String>> {
    let hadolint = tools::ensure_hadolint().await?;
    let mut command = tokio::process::Command::new(hadolint);
    command.current_dir(workspace::root()).arg("deploy/Dockerfile").kill_on_drop(true);
    let output = command.output().await.context("hadolint cannot be run")?;
    if output.status.success() {
        return Ok(Vec::new());
    }
    Ok(vec![format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))])
}
