//! Evidence: files go in and come back, checked both ways. What they are is in the diagnosis; their bytes lie beside the
//! log ([`haetae_event_log::objects`]).

mod container;
mod download;
mod incoming;
mod json;
mod kind;
mod look;
mod markup;
mod named;
mod packed;
mod pdf;
mod picture;
mod room;
#[cfg(test)]
mod tests;
mod upload;

pub(crate) use download::download;
pub(crate) use kind::Kinds;
pub(crate) use named::references;
use room::Bucket;
pub(crate) use upload::upload;

use std::sync::Arc;

use haetae_domain::evidence::Evidence;
use haetae_event_log::{
    ConnectError, JetStreamLog,
    codec::{person_to_wire, timestamp_to_wire},
    objects::{JetStreamObjects, ObjectError, Objects},
};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::error::ApiError;

use crate::EvidenceConfig;

/// Where files are kept, and which are taken.
#[derive(Clone)]
pub(crate) struct Cabinet {
    objects: Arc<dyn Objects>,
    kinds: Kinds,
    max_file_bytes: u64,
    max_files: usize,
}

impl Cabinet {
    /// On the servers of the log, with the bucket on its way.
    ///
    /// # Errors
    /// When the bucket is there and is not as it has to be.
    pub(crate) async fn open(
        log: &JetStreamLog,
        kinds: Kinds,
        config: &EvidenceConfig,
    ) -> Result<(Self, Bucket), ConnectError> {
        let objects = JetStreamObjects::new(log, config.max_bytes).await?;
        let bucket = Bucket::begin(objects.clone()).await?;
        Ok((Self::new(Arc::new(objects), kinds, config), bucket))
    }

    pub(crate) fn new(objects: Arc<dyn Objects>, kinds: Kinds, config: &EvidenceConfig) -> Self {
        Self { objects, kinds, max_file_bytes: config.max_file_bytes, max_files: config.max_files }
    }
}

/// Evidence as the contract shows it.
pub(crate) fn evidence(evidence: &Evidence) -> pb::Evidence {
    let file = &evidence.file;
    pb::Evidence {
        evidence_id: evidence.id.to_string(),
        checkpoint: file.checkpoint.to_string(),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        sha256: file.sha256.to_vec(),
        collected_at: Some(timestamp_to_wire(file.collected_at)),
        location: file.location.clone(),
        uploaded_by: Some(person_to_wire(&evidence.by)),
        uploaded_at: Some(timestamp_to_wire(evidence.at)),
    }
}

/// What callers are told when the store cannot keep or give a file.
fn failed(error: &ObjectError) -> ApiError {
    match error {
        ObjectError::Damaged(_) => ApiError::internal(error),
        ObjectError::Unavailable(cause) => {
            tracing::warn!(%cause, "the object store cannot be reached");
            ApiError::store_unavailable()
        }
        ObjectError::Full(cause) => {
            tracing::error!(alarm = true, reason = room::FULL, %cause, "a file was refused: there is no room for evidence");
            ApiError::evidence_store_full()
        }
    }
}
