//! Telling the issuer that tokens are no longer used (RFC 7009).

use std::time::Duration;

use super::{
    http,
    issuer::{Declined, Issuer, understood},
    kept::Kept,
};
use crate::failure::Failure;

/// Tells the issuer that the tokens are no longer used (RFC 7009). Whether it was told: not every issuer can be.
///
/// # Errors
/// When the issuer cannot be reached or refuses.
pub(crate) async fn revoke(kept: &Kept, within: Duration) -> Result<bool, Failure> {
    let Some(endpoint) = Issuer::discover(&kept.issuer, within).await?.revocation_endpoint else { return Ok(false) };
    let refresh = kept.refresh_token.iter().map(|token| ("refresh_token", token));
    for (kind, token) in refresh.chain([("access_token", &kept.access_token)]) {
        let form = [("token", token.as_str()), ("token_type_hint", kind), ("client_id", &kept.client_id)];
        let answer = http::post(&endpoint, &form, within).await?;
        // An access token that is a JWT ends by itself; issuers that keep no record of it say so.
        let ends_itself = Declined::of(answer.body.clone()).error == "unsupported_token_type";
        if !answer.status.is_success() && !ends_itself {
            return understood::<serde_json::Value>(&endpoint, answer).map(|_| true);
        }
    }
    Ok(true)
}
