//! What an identity provider says about itself (OpenID Connect Discovery 1.0).

use std::time::Duration;

use serde::Deserialize;

use super::{
    error::{Error, plain},
    http,
};

/// The metadata of an identity provider, as far as clients use it.
#[derive(Debug, Clone, Deserialize)]
pub struct ProviderMetadata {
    /// The issuer of its tokens.
    pub issuer: String,
    /// Where a browser is sent to sign in.
    pub authorization_endpoint: Option<String>,
    /// Where codes and refresh tokens are exchanged for tokens.
    pub token_endpoint: String,
    /// Where its public keys are.
    pub jwks_uri: Option<String>,
    /// Where the device flow begins (RFC 8628).
    pub device_authorization_endpoint: Option<String>,
    /// Where tokens are revoked (RFC 7009).
    pub revocation_endpoint: Option<String>,
    /// Where a browser is sent to sign out (OpenID Connect RP-Initiated Logout 1.0).
    pub end_session_endpoint: Option<String>,
}

impl ProviderMetadata {
    /// Reads the document of discovery of an issuer.
    ///
    /// # Errors
    /// When it cannot be read, is none, or is of another issuer.
    pub async fn discover(issuer: &str, within: Duration) -> Result<Self, Error> {
        let base = issuer.trim_end_matches('/');
        let answer = http::get(&format!("{base}/.well-known/openid-configuration"), within).await?;
        let found: Self = answer.understood(issuer)?;
        if found.issuer.trim_end_matches('/') != base {
            return Err(Error::OtherIssuer { url: issuer.to_owned(), other: plain(&found.issuer) });
        }
        Ok(found)
    }

    /// An endpoint that not every provider has.
    pub(super) fn endpoint<'a>(&self, name: &'static str, url: Option<&'a String>) -> Result<&'a str, Error> {
        url.map(String::as_str).ok_or_else(|| Error::Unsupported { url: self.issuer.clone(), endpoint: name })
    }
}
