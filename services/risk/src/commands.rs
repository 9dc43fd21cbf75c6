//! PublishPolicy and ActivatePolicy.

use haetae_proto::risk::v1::{
    ActivatePolicyRequest, ActivatePolicyResponse, PublishPolicyRequest, PublishPolicyResponse,
};
use haetae_service_kit::{commands::CallerChange, error::ApiError};
use tonic::Request;

use crate::{
    desk::{Desk, candidate::read_candidate},
    view::policies::{policy, version},
};

/// Publishes a version.
pub(crate) async fn publish(
    desk: &Desk,
    request: Request<PublishPolicyRequest>,
) -> Result<PublishPolicyResponse, ApiError> {
    let (_, request, change, v) = CallerChange::open(request)?;
    let document = read_candidate(v, request.document).await?;
    let changed = desk.policies.publish(&change, &document).await?;
    let (etag, consistency_token) = changed.tokens();
    let policy = version(changed.state(), desk.policies.id(), changed.version, &document);
    Ok(PublishPolicyResponse { policy, etag, consistency_token })
}

/// Makes a version the one in use.
pub(crate) async fn activate(
    desk: &Desk,
    request: Request<ActivatePolicyRequest>,
) -> Result<ActivatePolicyResponse, ApiError> {
    let (_, request, change, mut v) = CallerChange::open(request)?;
    if request.version == 0 {
        v.add("version", "필수 항목입니다.", "Is required.");
    }
    v.finish()?;
    let changed = desk.policies.activate(&change, request.version).await?;
    let (etag, consistency_token) = changed.tokens();
    let policy = Some(policy(&desk.policies, changed.state(), changed.version).await?);
    Ok(ActivatePolicyResponse { policy, etag, consistency_token })
}
