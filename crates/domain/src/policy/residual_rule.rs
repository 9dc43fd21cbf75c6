//! The part of a score that no control removes.

use serde::{Deserialize, Serialize};

/// The part of a score that remains when everything passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidualRule {
    /// Percent of the score, 0–100.
    pub kept_percent: u8,
}

/// The rule under a policy without its own.
impl Default for ResidualRule {
    fn default() -> Self {
        Self { kept_percent: 20 }
    }
}
