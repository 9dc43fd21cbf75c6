//! The name of a checkpoint (점검 항목) across catalogues.

use std::fmt;

/// Names a checkpoint: `<catalog>:<control>:<check>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckpointKey {
    /// Catalogue.
    pub catalog: String,
    /// Control within the catalogue.
    pub control: String,
    /// Check within the control.
    pub check: String,
}

impl CheckpointKey {
    /// The key for its written form.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split(':').map(str::to_owned);
        let key = Self { catalog: parts.next()?, control: parts.next()?, check: parts.next()? };
        parts.next().is_none().then_some(key)
    }
}

impl fmt::Display for CheckpointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.catalog, self.control, self.check)
    }
}
