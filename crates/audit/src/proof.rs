//! Checks a proof that carries its leaf, with the public key alone.

use haetae_domain::text::Text;
use haetae_proof::{Bundle, BundleError, PublicKey, leaf::Leaf, leaf_hash};
use thiserror::Error;

use crate::what::unsigned;

/// The result of a valid proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The aggregate of the commit.
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
    /// The proved leaf is not a commit of the log.
    #[error("its leaf is no commit of that sequence")]
    NoCommit,
}

impl ProofError {
    /// The text for people.
    #[must_use]
    pub fn text(self) -> Text {
        let ko = match self {
            Self::Bundle(BundleError::Malformed) => "증명 파일 형식이 아닙니다".to_owned(),
            Self::Bundle(BundleError::Head(error)) => unsigned(&error).ko,
            Self::Bundle(BundleError::NotIncluded) => "로그의 이 위치에 이 커밋이 없습니다".to_owned(),
            Self::NoLeaf => "증명할 커밋이 파일에 없습니다".to_owned(),
            Self::NoCommit => "파일의 커밋이 이 순번의 커밋이 아닙니다".to_owned(),
        };
        Text::new(ko, self.to_string())
    }
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
