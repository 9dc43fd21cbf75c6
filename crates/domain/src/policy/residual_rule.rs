//! The share of a score that no control takes away.

use serde::{Deserialize, Serialize};

/// What of a score stays whatever passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidualRule {
    /// Percent of the score, 0–100.
    pub kept_percent: u8,
}

/// What holds under a policy that does not say.
impl Default for ResidualRule {
    fn default() -> Self {
        Self { kept_percent: 20 }
    }
}
