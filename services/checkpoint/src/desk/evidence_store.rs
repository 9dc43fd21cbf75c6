//! The files of evidence: where they are stored, and which are accepted.

use std::sync::Arc;

use haetae_event_log::{
    Alarm, ConnectError, JetStreamLog, alarm,
    objects::{Draft, JetStreamObjects, ObjectError, ObjectName, Objects},
};
use haetae_service_kit::error::ApiError;

use super::bucket::Bucket;
use crate::{config::EvidenceConfig, evidence::Kinds};

/// The object store beside the log, and the limits of uploads.
#[derive(Clone)]
pub(crate) struct EvidenceStore {
    pub(crate) objects: Arc<dyn Objects>,
    pub(crate) kinds: Kinds,
    pub(crate) max_file_bytes: u64,
    pub(crate) max_files: usize,
}

impl EvidenceStore {
    /// The evidence store on the log's servers. Its bucket may not have been created yet.
    ///
    /// # Errors
    /// When the bucket exists with other settings than required.
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

    /// A draft for the bytes of a file; none when the store has the same bytes already.
    ///
    /// # Errors
    /// As [`failed`].
    pub(crate) async fn draft(&self, name: &ObjectName) -> Result<Option<Box<dyn Draft>>, ApiError> {
        let failed = |error| failed(&error);
        if self.objects.holds(name).await.map_err(failed)? {
            return Ok(None);
        }
        self.objects.draft(name).await.map(Some).map_err(failed)
    }
}

/// The answer to a caller when the store cannot keep or return a file.
pub(crate) fn failed(error: &ObjectError) -> ApiError {
    match error {
        ObjectError::Damaged(_) => ApiError::internal(error),
        ObjectError::Unavailable(cause) => {
            tracing::warn!(%cause, "the object store cannot be reached");
            ApiError::store_unavailable()
        }
        ObjectError::Full(cause) => {
            alarm!(error, Alarm::EvidenceStoreFull, %cause, "a file was refused: there is no room for evidence");
            ApiError::evidence_store_full()
        }
    }
}
