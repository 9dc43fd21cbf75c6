//! Evidence (증적): files that show what was checked. Part of a diagnosis, which numbers them and stores their events;
//! their bytes lie elsewhere, under the hash they are known by here.

mod id;

pub use id::EvidenceId;

use jiff::{SignedDuration, Timestamp};

use crate::checkpoint_key::CheckpointKey;
use crate::ids::Person;

/// How far the collector's clock may be ahead of ours.
pub const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// What a file is, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The checkpoint it is for.
    pub checkpoint: CheckpointKey,
    /// What it is called: data, never a path or key.
    pub name: String,
    /// What kind of file it is.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// When it was collected, as the uploader says.
    pub collected_at: Timestamp,
    /// Where its bytes lie; the format is up to the object store.
    pub location: String,
}

/// A file that was added to a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its number.
    pub id: EvidenceId,
    /// What it is.
    pub file: File,
    /// Who uploaded it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// What a verdict or a fix rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Documents and records that lie elsewhere, by name.
    pub names: Vec<String>,
    /// Files of the same diagnosis.
    pub files: Vec<EvidenceId>,
}
