//! What describes an object.

use serde::{Deserialize, Serialize};

/// What describes an object, as far as we use it. The time is the message's.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Description {
    pub(super) name: String,
    pub(super) bucket: String,
    pub(super) nuid: String,
    pub(super) size: u64,
    pub(super) chunks: u64,
    pub(super) digest: String,
}
