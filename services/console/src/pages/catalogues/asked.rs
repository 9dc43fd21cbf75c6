//! Query parameters of a catalogue's page.

use serde::Deserialize;

/// Query parameters. An empty one counts as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CatalogueQuery {
    /// A published version; the one in use without one.
    pub(super) version: String,
    /// A layer as the contract writes it, in small letters.
    pub(super) layer: String,
    /// The token of the page of controls.
    pub(super) page: String,
}
