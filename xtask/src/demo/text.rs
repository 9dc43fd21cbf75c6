//! Texts in both languages, as the demo's JSON has them.

use serde::Serialize;

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Text {
    pub(crate) ko: String,
    pub(crate) en: String,
}

/// The rule that put a checkpoint on the checklist.
#[derive(Debug, Serialize)]
pub(crate) struct Selection {
    pub(crate) rule: String,
    pub(crate) reason: Text,
}
