//! The shipped policy file.

use std::path::Path;

use anyhow::{Context as _, ensure};
use haetae_domain::policy::Policy;

/// Reads and checks `policy.toml`.
///
/// # Errors
/// When it cannot be read, or with every fault it has.
pub fn load_policy(dir: &Path) -> anyhow::Result<Policy> {
    let path = dir.join("policy.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let policy: Policy = toml::from_str(&text).with_context(|| format!("{} is not a policy", path.display()))?;
    let faults: Vec<String> = policy.faults().iter().map(ToString::to_string).collect();
    ensure!(faults.is_empty(), "{} has faults: {}", path.display(), faults.join("; "));
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policy_has_no_faults() {
        load_policy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("a policy without faults");
    }
}
