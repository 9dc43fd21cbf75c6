//! Histories that were signed, and where they part.

use haetae_proof::{Hash, to_base64};

/// A history that was signed: the first `size` commits under one root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHistory {
    /// Its commits.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl SignedHistory {
    /// The root as people compare it.
    #[must_use]
    pub fn root_text(&self) -> String {
        to_base64(&self.root)
    }
}

/// Two histories signed by the same key, of which neither is the beginning of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoHistories {
    /// One of them; that of the export if that is one of the two and they differ in size.
    pub one: SignedHistory,
    /// The other.
    pub other: SignedHistory,
}

/// The sequences among which at least one commit is not the signed one, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlteredRange {
    /// The first commit that no agreeing head covers.
    pub from: u64,
    /// The size of the smallest head that does not agree.
    pub to: u64,
}
