//! Policies that callers send in.

use haetae_domain::policy::Policy;
use haetae_service_kit::{
    documents::read_document,
    error::{ApiError, Violations},
};

/// Reads and examines a candidate. The search for counter-examples computes, so it runs off the threads that serve calls.
///
/// # Errors
/// `INVALID_FIELD` when other fields of the request are wrong, which names the faults of the document with them; else
/// `DOCUMENT_FAULTY`.
pub(crate) async fn read_candidate(mut v: Violations, document: Vec<u8>) -> Result<Policy, ApiError> {
    let read = if document.is_empty() {
        v.add("document", "필수 항목입니다.", "Is required.");
        None
    } else {
        let reading = tokio::task::spawn_blocking(move || read_document(&document, Policy::examine));
        Some(reading.await.map_err(ApiError::internal)?)
    };
    if let (Some(Err(faults)), false) = (&read, v.is_empty()) {
        v.add_faults("document", faults);
    }
    v.finish()?;
    let read = read.ok_or_else(|| ApiError::internal("a document without violations is missing"))?;
    read.map_err(|faults| ApiError::document_faulty("document", &faults))
}
