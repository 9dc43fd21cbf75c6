//! ListPolicies, GetPolicy, PublishPolicy, ActivatePolicy.

use haetae_domain::{document::State, policy::Policy};
use haetae_proto::risk::v1::{
    ActivatePolicyRequest, ActivatePolicyResponse, GetPolicyRequest, GetPolicyResponse, ListPoliciesRequest,
    ListPoliciesResponse, PolicyVersion, PublishPolicyRequest, PublishPolicyResponse,
};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    documents::read_document,
    error::{ApiError, Violations},
    token::{self, PageScope, Pages},
    validate,
};

use crate::{PolicyBook, view};

/// One page of versions, newest first.
pub(crate) async fn list(
    book: &PolicyBook,
    pages: &Pages,
    request: &ListPoliciesRequest,
) -> Result<ListPoliciesResponse, ApiError> {
    let mut v = Violations::new();
    let size = validate::page_size(&mut v, "page_size", request.page_size, 50, 100);
    v.finish()?;
    let scope = pages.scope(&["ListPolicies"]);
    let folded = book.folded().await.map_err(commands::load_failure)?;
    let newest = u32::try_from(folded.state.versions.len()).map_err(ApiError::internal)?;
    let last = match scope.open(&request.page_token)? {
        None => newest,
        Some(key) => u32::from_be_bytes(key.try_into().map_err(|_| PageScope::refused())?).saturating_sub(1),
    };
    let first = last.saturating_sub(size);
    let mut policies = vec![];
    for version in (first + 1..=last).rev() {
        policies.push(shown(book, &folded.state, version).await?);
    }
    Ok(ListPoliciesResponse {
        policies,
        next_page_token: scope.seal_after((first > 0).then(|| (first + 1).to_be_bytes().to_vec()))?,
        etag: token::etag(folded.sequence),
        consistency_token: token::consistency_token(folded.sequence),
    })
}

/// One version, whole.
pub(crate) async fn get(book: &PolicyBook, request: &GetPolicyRequest) -> Result<GetPolicyResponse, ApiError> {
    let folded = book.folded().await.map_err(commands::load_failure)?;
    let version = if request.version == 0 { folded.state.active } else { request.version };
    let unknown = || ApiError::version_not_found(book.id(), version);
    let document = folded.state.get(version).ok_or_else(unknown)?.document.clone();
    Ok(GetPolicyResponse {
        policy: Some(shown(book, &folded.state, version).await?),
        document,
        etag: token::etag(folded.sequence),
        consistency_token: token::consistency_token(folded.sequence),
    })
}

/// Publishes a version.
pub(crate) async fn publish(
    book: &PolicyBook,
    caller: &Principal,
    mut request: PublishPolicyRequest,
    deadline: Deadline,
) -> Result<PublishPolicyResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    v.finish()?;
    let policy = read_candidate(request.document).await?;
    let changed = book.publish(&change, &policy).await?;
    let (etag, consistency_token) = changed.tokens();
    let policy = view::policy_version(changed.state(), book.id(), changed.version, &policy);
    Ok(PublishPolicyResponse { policy, etag, consistency_token })
}

/// Makes a version the one in use.
pub(crate) async fn activate(
    book: &PolicyBook,
    caller: &Principal,
    mut request: ActivatePolicyRequest,
    deadline: Deadline,
) -> Result<ActivatePolicyResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    if request.version == 0 {
        v.add("version", "필수 항목입니다.", "Is required.");
    }
    v.finish()?;
    let changed = book.activate(&change, request.version).await?;
    let (etag, consistency_token) = changed.tokens();
    let policy = Some(shown(book, changed.state(), changed.version).await?);
    Ok(ActivatePolicyResponse { policy, etag, consistency_token })
}

/// Reads and examines a candidate, away from the threads that serve calls: the search for counter-examples computes.
pub(crate) async fn read_candidate(document: Vec<u8>) -> Result<Policy, ApiError> {
    if document.is_empty() {
        return Err(ApiError::invalid_field("document", "필수 항목입니다.", "Is required."));
    }
    let reading = tokio::task::spawn_blocking(move || read_document(&document, Policy::examine));
    let read = reading.await.map_err(ApiError::internal)?;
    read.map_err(|faults| ApiError::document_faulty("document", &faults))
}

async fn shown(book: &PolicyBook, state: &State, version: u32) -> Result<PolicyVersion, ApiError> {
    let policy = book.version(version).await.map_err(ApiError::internal)?;
    let shown = view::policy_version(state, book.id(), version, &policy.document);
    shown.ok_or_else(|| ApiError::internal("a version that was read is not there"))
}

#[cfg(test)]
#[path = "policies_tests.rs"]
mod tests;
