//! The description of an object: its metadata message in the bucket.

use serde::{Deserialize, Serialize};

/// The fields of an object's description that are used here. Its time is that of the message.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Description {
    pub(super) name: String,
    pub(super) bucket: String,
    pub(super) nuid: String,
    pub(super) size: u64,
    pub(super) chunks: u64,
    pub(super) digest: String,
}
