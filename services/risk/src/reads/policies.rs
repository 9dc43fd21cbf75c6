//! ListPolicies and GetPolicy.

use haetae_proto::risk::v1::{GetPolicyRequest, GetPolicyResponse, ListPoliciesRequest, ListPoliciesResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::load_failure,
    error::{ApiError, Violations},
    token, validate,
};

use crate::{desk::Desk, view::policies::policy};

/// Page size of versions: default and maximum.
const PAGE: (u32, u32) = (50, 100);

/// One page of versions, newest first.
pub(crate) async fn list(
    desk: &Desk,
    caller: &Principal,
    request: &ListPoliciesRequest,
) -> Result<ListPoliciesResponse, ApiError> {
    let mut v = Violations::new();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let scope = desk.tokens.pages(caller).scope(&["ListPolicies"]);
    let after = v.take(scope.open_number(&request.page_token))?.flatten().map(u32::from_be_bytes);
    v.finish()?;
    let folded = desk.policies.folded().await.map_err(load_failure)?;
    let newest = u32::try_from(folded.state.versions.len()).map_err(ApiError::internal)?;
    let last = after.map_or(newest, |version| version.saturating_sub(1));
    let first = last.saturating_sub(size);
    let mut policies = vec![];
    for version in (first + 1..=last).rev() {
        policies.push(policy(&desk.policies, &folded.state, version).await?);
    }
    Ok(ListPoliciesResponse {
        policies,
        next_page_token: scope.seal_after((first > 0).then(|| (first + 1).to_be_bytes().to_vec()))?,
        etag: token::etag(folded.sequence),
        consistency_token: token::consistency_token(folded.sequence),
    })
}

/// One version, whole.
pub(crate) async fn get(desk: &Desk, request: &GetPolicyRequest) -> Result<GetPolicyResponse, ApiError> {
    let folded = desk.policies.folded().await.map_err(load_failure)?;
    let version = if request.version == 0 { folded.state.active } else { request.version };
    let unknown = || ApiError::version_not_found(desk.policies.id(), version);
    let document = folded.state.get(version).ok_or_else(unknown)?.document.clone();
    Ok(GetPolicyResponse {
        policy: Some(policy(&desk.policies, &folded.state, version).await?),
        document,
        etag: token::etag(folded.sequence),
        consistency_token: token::consistency_token(folded.sequence),
    })
}
