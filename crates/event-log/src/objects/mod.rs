//! The bytes of evidence: objects identified by the hash of their content, stored beside the log and never in it.
//!
//! The trait [`Objects`] has two implementations that pass the same contract tests: [`JetStreamObjects`] for
//! production and [`MemoryObjects`] for tests. Objects are written once and never deleted; an event records that an
//! object belongs to a review.

mod jetstream;
mod memory;
mod name;

pub use jetstream::{JetStreamObjects, ROOM};
pub use memory::MemoryObjects;
pub use name::{BUCKET, ObjectName};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::Cause;

/// Most bytes that one block of an object has.
pub const BLOCK: usize = 128 * 1024;

/// The bytes of an object, block by block. The last block is returned only after all bytes match the hash in the
/// name.
pub type Blocks = BoxStream<'static, Result<Bytes, ObjectError>>;

/// Keeps objects. Memory does not grow with them.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Begins an object, which does not exist until it is sealed.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`].
    async fn draft(&self, name: &ObjectName) -> Result<Box<dyn Draft>, ObjectError>;

    /// Reads an object.
    ///
    /// # Errors
    /// [`ObjectError::Damaged`] when there is none, or it is not whole; [`ObjectError::Unavailable`].
    async fn read(&self, name: &ObjectName) -> Result<Blocks, ObjectError>;

    /// Whether the object is there, every byte of it.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`].
    async fn holds(&self, name: &ObjectName) -> Result<bool, ObjectError> {
        let read = async {
            let mut blocks = self.read(name).await?;
            while let Some(block) = blocks.next().await {
                block?;
            }
            Ok(true)
        };
        match read.await {
            Err(ObjectError::Damaged(_)) => Ok(false),
            end => end,
        }
    }
}

/// An object being written. If it is dropped without being sealed, its blocks remain without a description.
#[async_trait]
pub trait Draft: Send {
    /// Adds a block of 1 to [`BLOCK`] bytes.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`] or [`ObjectError::Full`]; the draft is lost.
    async fn write(&mut self, block: Bytes) -> Result<(), ObjectError>;

    /// Completes the object. Replaces an existing object that is damaged.
    ///
    /// # Errors
    /// [`ObjectError::Damaged`] when the bytes do not match the name; as for [`Draft::write`] otherwise.
    async fn seal(self: Box<Self>) -> Result<(), ObjectError>;
}

/// Why an object cannot be written or read.
#[derive(Debug, Clone, Error)]
pub enum ObjectError {
    /// The stored object is not the one that was written.
    #[error("the object is damaged: {0}")]
    Damaged(Damage),
    /// The store cannot be reached or did not answer.
    #[error("the object store is not available")]
    Unavailable(#[source] Cause),
    /// There is no room. An operator has to act.
    #[error("the object store is full")]
    Full(#[source] Cause),
}

/// The damage of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Damage {
    /// It is not there.
    #[error("it is missing")]
    Missing,
    /// Its description cannot be read.
    #[error("its description cannot be read")]
    Undescribed,
    /// Part of it is not there.
    #[error("part of it is missing")]
    Cut,
    /// Its bytes have another hash.
    #[error("its bytes have another hash")]
    Altered,
}

impl Damage {
    /// One word for machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Undescribed => "undescribed",
            Self::Cut => "cut",
            Self::Altered => "altered",
        }
    }
}

/// The SHA-256 of an object's bytes so far.
#[derive(Debug, Clone, Default)]
struct RunningHash(Sha256);

impl RunningHash {
    fn add(&mut self, block: &[u8]) {
        self.0.update(block);
    }

    /// Checks that these are all bytes of the object.
    fn matches(&self, name: &ObjectName) -> Result<(), ObjectError> {
        let hash: [u8; 32] = self.0.clone().finalize().into();
        if hash == name.sha256() { Ok(()) } else { Err(ObjectError::Damaged(Damage::Altered)) }
    }
}
