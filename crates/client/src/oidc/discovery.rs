//! The metadata of an identity provider (OpenID Connect Discovery 1.0).

use std::time::Duration;

use serde::Deserialize;

use super::{
    error::{Error, plain},
    http,
};

/// The metadata of an identity provider that clients use.
#[derive(Debug, Clone, Deserialize)]
pub struct ProviderMetadata {
    /// The issuer of its tokens.
    pub issuer: String,
    /// The endpoint at which a person signs in.
    pub authorization_endpoint: Option<String>,
    /// The endpoint that exchanges codes and refresh tokens for tokens.
    pub token_endpoint: String,
    /// The URL of its public keys.
    pub jwks_uri: Option<String>,
    /// The endpoint that starts the device flow (RFC 8628).
    pub device_authorization_endpoint: Option<String>,
    /// The endpoint that revokes tokens (RFC 7009).
    pub revocation_endpoint: Option<String>,
    /// The endpoint at which a person signs out (OpenID Connect RP-Initiated Logout 1.0).
    pub end_session_endpoint: Option<String>,
}

impl ProviderMetadata {
    /// Reads the discovery document of an issuer.
    ///
    /// # Errors
    /// An error if the document cannot be read, is malformed, or belongs to another issuer.
    pub async fn discover(issuer: &str, within: Duration) -> Result<Self, Error> {
        let base = issuer.trim_end_matches('/');
        let answer = http::get(&format!("{base}/.well-known/openid-configuration"), within).await?;
        let found: Self = answer.understood(issuer)?;
        if found.issuer.trim_end_matches('/') != base {
            return Err(Error::OtherIssuer { url: issuer.to_owned(), other: plain(&found.issuer) });
        }
        Ok(found)
    }

    /// Returns an optional endpoint, or an error if the provider does not have it.
    pub(super) fn endpoint<'a>(&self, name: &'static str, url: Option<&'a String>) -> Result<&'a str, Error> {
        url.map(String::as_str).ok_or_else(|| Error::Unsupported { url: self.issuer.clone(), endpoint: name })
    }
}
