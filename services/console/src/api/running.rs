//! The state of the platform, and the proofs that its log is unaltered.

use haetae_proto::dashboard::v1::{
    GetPublicKeyRequest, GetPublicKeyResponse, ListLogHeadsRequest, ListLogHeadsResponse, ListParkedRequest,
    ListParkedResponse, ListProjectionsRequest, ListProjectionsResponse,
};

use super::{Api, Problem};

/// Parked commits on one page: as many as reviews on a page, because their numbers are looked up.
const PARKED: i32 = 50;

/// The state of every read model. Calls ListProjections.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn projections(api: &Api) -> Result<ListProjectionsResponse, Problem> {
    Ok(api.projections().await?.list_projections(ListProjectionsRequest {}).await?.into_inner())
}

/// A page of the commits that are missing from read models. Calls ListParked.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn parked(api: &Api, page: &str) -> Result<ListParkedResponse, Problem> {
    let request = ListParkedRequest { page_size: PARKED, page_token: page.to_owned(), ..Default::default() };
    Ok(api.projections().await?.list_parked(request).await?.into_inner())
}

/// The public key of the signed heads. Calls GetPublicKey.
///
/// # Errors
/// When heads are not signed, or the dashboard does not answer.
pub(crate) async fn public_key(api: &Api) -> Result<GetPublicKeyResponse, Problem> {
    Ok(api.audit().await?.get_public_key(GetPublicKeyRequest {}).await?.into_inner())
}

/// A page of signed heads of the log, the latest first. Calls ListLogHeads.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn log_heads(api: &Api, page: &str) -> Result<ListLogHeadsResponse, Problem> {
    let request = ListLogHeadsRequest { page_token: page.to_owned(), ..Default::default() };
    Ok(api.audit().await?.list_log_heads(request).await?.into_inner())
}
