//! Heads of the tree (C2SP tlog-checkpoint): which log, how many leaves, under which root.

use std::fmt;

use thiserror::Error;

use crate::{
    Hash,
    hash::{from_base64, to_base64},
    note::{NoteError, PublicKey, SigningKey},
};

/// A head of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the name of the key that signs its heads.
    pub origin: String,
    /// The number of leaves; the last of them is the commit at this sequence.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why something is not a head of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// It is not signed as it has to be.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The signed text is no checkpoint.
    #[error("the signed text is not a checkpoint")]
    Malformed,
    /// It is a head of another log.
    #[error("a head of another log")]
    Origin,
}

impl Checkpoint {
    /// The signed note of this head. Its origin has to be the key's name.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, CheckpointError> {
        if self.origin != key.public().name() {
            return Err(CheckpointError::Origin);
        }
        Ok(key.sign(&self.to_string()))
    }

    /// The head in a signed note.
    ///
    /// # Errors
    /// [`CheckpointError`] unless the key signed it and it is of the key's log.
    pub fn open(note: &str, key: &PublicKey) -> Result<Self, CheckpointError> {
        let checkpoint = Self::parse(key.open(note)?).ok_or(CheckpointError::Malformed)?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(CheckpointError::Origin) }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let parsed = Self { origin: origin.to_owned(), size: size.parse().ok()?, root: from_base64(root)? };
        // One way to write a number; what extends a checkpoint means nothing to us but has to be there.
        let exact = parsed.size.to_string() == size && !origin.is_empty() && lines.all(|line| !line.is_empty());
        exact.then_some(parsed)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, to_base64(&self.root))
    }
}
