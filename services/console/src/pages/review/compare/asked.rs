//! Query parameters of the comparison.

use serde::Deserialize;

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CompareQuery {
    /// A moment in Seoul or `decision`; empty for the latest decision, or for the beginning if there is none.
    #[serde(default)]
    pub(super) from: String,
    /// A moment in Seoul; empty for now.
    #[serde(default)]
    pub(super) to: String,
}
