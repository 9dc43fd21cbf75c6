//! Checks a proof that carries its leaf, with the public key alone.

use haetae_proof::{Bundle, BundleError, PublicKey, leaf::Leaf, leaf_hash};
use thiserror::Error;

/// What a proof proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Whose commit it is.
    pub subject: String,
    /// Its sequence in the log.
    pub sequence: u64,
    /// Which log.
    pub origin: String,
    /// Commits under the head that it leads to.
    pub size: u64,
}

/// Why it proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The path does not lead to a head that this key signed.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// It is a proof of something that is not handed over with it.
    #[error("it does not carry its leaf")]
    NoLeaf,
    /// What is proved is not a commit of the log.
    #[error("its leaf is no commit of that sequence")]
    NoCommit,
}

/// Checks the text of a proof.
///
/// # Errors
/// [`ProofError`].
pub fn check_proof(text: &str, key: &PublicKey) -> Result<Proved, ProofError> {
    let bundle = Bundle::parse(text)?;
    let leaf = bundle.leaf.as_deref().ok_or(ProofError::NoLeaf)?;
    let head = bundle.verify(&leaf_hash(leaf), key)?;
    let commit = Leaf::decode(leaf).filter(|commit| commit.sequence == bundle.index + 1);
    let Leaf { subject, sequence, .. } = commit.ok_or(ProofError::NoCommit)?;
    Ok(Proved { subject: subject.to_owned(), sequence, origin: head.origin, size: head.size })
}
