//! Policies that callers send in.

use haetae_domain::policy::Policy;
use haetae_service_kit::{documents::read_document, error::ApiError};

/// Reads and examines a candidate. The search for counter-examples uses much CPU, so it does not run on the threads
/// that serve calls.
pub(crate) async fn read_candidate(document: Vec<u8>) -> Result<Policy, ApiError> {
    if document.is_empty() {
        return Err(ApiError::invalid_field("document", "필수 항목입니다.", "Is required."));
    }
    let reading = tokio::task::spawn_blocking(move || read_document(&document, Policy::examine));
    let read = reading.await.map_err(ApiError::internal)?;
    read.map_err(|faults| ApiError::document_faulty("document", &faults))
}
