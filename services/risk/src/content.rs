//! The shipped policy file.

use std::path::Path;

use anyhow::{Context as _, ensure};
use haetae_domain::policy::Policy;

/// Reads and checks `policy.toml`.
///
/// # Errors
/// When it cannot be read, or with every fault and counter-example it has.
pub fn load_policy(dir: &Path) -> anyhow::Result<Policy> {
    let path = dir.join("policy.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let policy: Policy = toml::from_str(&text).with_context(|| format!("{} is not a policy", path.display()))?;
    let faults: Vec<String> = policy.examine().iter().map(ToString::to_string).collect();
    ensure!(faults.is_empty(), "{} has faults: {}", path.display(), faults.join("; "));
    Ok(policy)
}

#[cfg(test)]
mod tests;
