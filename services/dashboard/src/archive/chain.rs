//! The chain: every commit is bound to all before it.

use sha2::{Digest as _, Sha256};

/// A link of the chain.
pub(super) type Hash = [u8; 32];

/// What comes before the first commit.
pub(super) const GENESIS: Hash = [0; 32];

/// The link of a commit.
pub(super) fn link(before: &Hash, sequence: u64, subject: &str, payload: &[u8]) -> Hash {
    Sha256::new()
        .chain_update(before)
        .chain_update(sequence.to_be_bytes())
        .chain_update(subject)
        .chain_update(payload)
        .finalize()
        .into()
}
