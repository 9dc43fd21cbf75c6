//! A proof that needs nothing but the public key (C2SP tlog-proof): a head, an index, and the path from leaf to root.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use thiserror::Error;

use crate::{
    Checkpoint, CheckpointError, Hash, PublicKey,
    hash::{from_base64, to_base64},
    verify::verify_inclusion,
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The proof that one leaf is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The index of the leaf, from 0: the sequence of its commit minus one.
    pub index: u64,
    /// The leaf itself, where it is handed over with its proof; the format calls it extra data.
    pub leaf: Option<Vec<u8>>,
    /// From the leaf up.
    pub proof: Vec<Hash>,
    /// The signed head.
    pub note: String,
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BundleError {
    /// It is no proof.
    #[error("not a proof of the form {HEADER}")]
    Malformed,
    /// Its head is not valid.
    #[error(transparent)]
    Head(#[from] CheckpointError),
    /// The leaf is not at this index under this head.
    #[error("the leaf is not in the log at this index")]
    NotIncluded,
}

impl Bundle {
    /// The proof from its text.
    ///
    /// # Errors
    /// [`BundleError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, BundleError> {
        Self::read(text).ok_or(BundleError::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let (path, note) = text.split_once("\n\n")?;
        let mut lines = path.split('\n');
        if lines.next()? != HEADER {
            return None;
        }
        let line = lines.next()?;
        let (leaf, line) = match line.strip_prefix("extra ") {
            Some(extra) => (Some(BASE64_STANDARD.decode(extra).ok()?), lines.next()?),
            None => (None, line),
        };
        let number = line.strip_prefix("index ")?;
        let index: u64 = number.parse().ok()?;
        let proof: Option<Vec<Hash>> = lines.map(from_base64).collect();
        (index.to_string() == number).then_some(Self { index, leaf, proof: proof?, note: note.to_owned() })
    }

    /// The head under which the leaf is in the log.
    ///
    /// # Errors
    /// [`BundleError`] when it is not.
    pub fn verify(&self, leaf: &Hash, key: &PublicKey) -> Result<Checkpoint, BundleError> {
        let head = Checkpoint::open(&self.note, key)?;
        let included = verify_inclusion(leaf, self.index, head.size, &self.proof, &head.root);
        if included { Ok(head) } else { Err(BundleError::NotIncluded) }
    }
}

impl fmt::Display for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(leaf) = &self.leaf {
            writeln!(f, "extra {}", BASE64_STANDARD.encode(leaf))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.proof {
            writeln!(f, "{}", to_base64(hash))?;
        }
        write!(f, "\n{}", self.note)
    }
}
