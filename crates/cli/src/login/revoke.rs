//! Revocation of tokens at the issuer (RFC 7009).

use std::time::Duration;

use haetae_client::oidc::ProviderMetadata;

use super::kept::Kept;
use crate::failure::Failure;

/// Revokes the tokens at the issuer. Returns false if the issuer has no revocation endpoint.
///
/// # Errors
/// A failure if the issuer cannot be reached or refuses.
pub(crate) async fn revoke(kept: &Kept, within: Duration) -> Result<bool, Failure> {
    let provider = ProviderMetadata::discover(&kept.issuer, within).await?;
    let (access, refresh) = (kept.access_token.clone().into(), kept.refresh_token.clone().map(Into::into));
    Ok(kept.client().revoke(&provider, &access, refresh.as_ref(), within).await?)
}
