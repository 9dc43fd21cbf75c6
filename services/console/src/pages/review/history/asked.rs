//! Query parameters of the history.

use serde::Deserialize;

/// Query parameters.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct HistoryQuery {
    /// The kind of entries; empty for all.
    #[serde(default)]
    pub(super) kind: String,
    /// A moment in Seoul; empty for now.
    #[serde(default)]
    pub(super) as_of: String,
    #[serde(default)]
    pub(super) page: String,
}
