//! Signed histories, and where they diverge.

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

/// Two histories signed by the same key, neither of which is a prefix of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoHistories {
    /// One of them; that of the export if that is one of the two and they differ in size.
    pub one: SignedHistory,
    /// The other.
    pub other: SignedHistory,
}

/// A range of sequences, both included, in which at least one commit differs from the signed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlteredRange {
    /// The first commit that no agreeing head covers.
    pub from: u64,
    /// The size of the smallest head that does not agree.
    pub to: u64,
}
