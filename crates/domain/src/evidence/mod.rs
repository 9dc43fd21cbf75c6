//! Evidence (증적): files that document what was checked. Part of a diagnosis, which numbers them and stores their
//! events; their bytes are stored separately, under the hash recorded here.

mod id;

pub use id::EvidenceId;

use jiff::{SignedDuration, Timestamp};

use crate::checkpoint_key::CheckpointKey;
use crate::ids::Person;

/// Maximum time by which the collector's clock may be ahead of the service's clock.
pub const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// The description of a file, and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The checkpoint it is for.
    pub checkpoint: CheckpointKey,
    /// The file name: only data, never used as a path or key.
    pub name: String,
    /// The kind of file.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// When it was collected, according to the uploader.
    pub collected_at: Timestamp,
    /// The place of its bytes; the format is up to the object store.
    pub location: String,
}

/// A file that was added to a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its number.
    pub id: EvidenceId,
    /// The file.
    pub file: File,
    /// The person who uploaded it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// The evidence of a verdict or a fix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// External documents and records, by name.
    pub names: Vec<String>,
    /// Files of the same diagnosis.
    pub files: Vec<EvidenceId>,
}
