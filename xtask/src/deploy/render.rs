//! Rendering overlays with kubectl's kustomize.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::workspace;

/// The overlays of deploy/, sorted.
pub(super) fn shipped() -> Result<Vec<PathBuf>> {
    let folder = workspace::root().join("deploy/overlays");
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut overlays = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    overlays.retain(|path| path.is_dir());
    overlays.sort();
    Ok(overlays)
}

/// Renders an overlay with each kubectl; they have to agree.
pub(super) async fn everywhere(kubectls: &[PathBuf], overlay: &Path) -> Result<String> {
    let mut texts = Vec::new();
    for kubectl in kubectls {
        texts.push(with(kubectl, overlay).await?);
    }
    let first = texts.first().context("there is no kubectl")?.clone();
    ensure!(
        texts.iter().all(|text| *text == first),
        "{}: versions of kubectl render it differently",
        overlay.display()
    );
    Ok(first)
}

async fn with(kubectl: &Path, overlay: &Path) -> Result<String> {
    let mut command = Command::new(kubectl);
    command.arg("kustomize").arg(overlay).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.with_context(|| format!("{} cannot be run", kubectl.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{} does not render with {}: {said}", overlay.display(), kubectl.display());
    ensure!(said.is_empty(), "{}: {said}", overlay.display());
    String::from_utf8(output.stdout).context("the rendering is not UTF-8")
}
