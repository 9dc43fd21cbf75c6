//! The schemas of Kubernetes, strictly: an unknown field is a fault.

use std::fs;

use anyhow::{Context as _, Result};
use haetae_devstack::{Python, Settings, install_packages};

use super::manifest::{Object, Rendering};

/// The versions of Kubernetes whose schemas are checked.
const VERSIONS: std::ops::RangeInclusive<u32> = 30..=37;

/// The same, as text.
pub(super) const RANGE: &str = "1.30 to 1.37";

/// Groups whose objects are resources of extensions; Kubernetes itself has no schema of them.
const EXTENSIONS: [&str; 3] = ["gateway.networking.k8s.io/", "external-secrets.io/", "postgresql.cnpg.io/"];

/// The validator and its schemas.
pub(super) struct Validator(Python);

impl Validator {
    pub(super) async fn install() -> Result<Self> {
        let packages = include_str!("../../deploy-tools.txt");
        Ok(Self(install_packages("deploy-tools", packages, &Settings::from_env()).await?))
    }

    /// Validates every object against every version.
    pub(super) async fn faults(&self, rendering: &Rendering) -> Result<Vec<String>> {
        let dir = tempfile::tempdir().context("no temporary folder")?;
        let path = dir.path().join("objects.json");
        let core = rendering.objects.iter().filter(|object| !is_extension(object));
        let documents: Vec<String> = core.map(|object| object.0.to_string()).collect();
        fs::write(&path, documents.join("\n---\n")).context("the objects cannot be written")?;
        let mut faults = Vec::new();
        for version in VERSIONS {
            let mut command = self.0.module("kubernetes_validate");
            command
                .args(["--strict", "--no-warn", "--quiet", "--kubernetes-version", &format!("1.{version}")])
                .arg(&path);
            let output = command.output().await.context("kubernetes-validate cannot be run")?;
            if !output.status.success() {
                let said = [output.stdout, output.stderr].concat();
                faults.push(format!("Kubernetes 1.{version}: {}", String::from_utf8_lossy(&said).trim()));
            }
        }
        Ok(faults)
    }
}

fn is_extension(object: &Object) -> bool {
    let version = object.at("/apiVersion").as_str().unwrap_or_default();
    EXTENSIONS.iter().any(|group| version.starts_with(group))
}
