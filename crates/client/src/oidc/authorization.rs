//! The authorization code flow (RFC 6749, section 4.1; OpenID Connect Core 1.0, section 3.1): the request that a
//! browser is sent with, and the response that it returns with.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use thiserror::Error as ThisError;
use url::Url;

use super::{
    client::Client,
    discovery::ProviderMetadata,
    error::{Error, ErrorResponse, plain},
    pkce::Pkce,
};
use crate::address::{AddressError, secure};

/// An authorization request.
#[derive(Debug)]
pub struct AuthorizationRequest<'a> {
    /// The URL to which the browser returns.
    pub redirect_uri: &'a str,
    /// The requested scope, such as `openid profile`.
    pub scope: &'a str,
    /// Binds the response to the browser that sent the request.
    pub state: &'a SecretString,
    /// Binds the ID token to this request.
    pub nonce: &'a SecretString,
    /// Binds the code to this client.
    pub pkce: &'a Pkce,
    /// The person's preferred languages, such as `ko en`.
    pub ui_locales: Option<&'a str>,
}

/// The response that a browser returns with: the query of the redirect.
#[derive(Debug, Deserialize)]
pub struct AuthorizationResponse {
    state: Option<SecretString>,
    code: Option<SecretString>,
    /// The issuer (RFC 9207), if the provider sends it.
    iss: Option<String>,
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// The reason why a browser returned without a usable code.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum AuthorizationError {
    /// `state` differs from the request's: the response belongs to another browser or another request.
    #[error("the response belongs to another authorization request")]
    OtherState,
    /// The response comes from this issuer instead of the expected one (RFC 9207).
    #[error("the response is of another issuer, {0}")]
    OtherIssuer(String),
    /// The person declined, or may not sign in here.
    #[error("the sign-in was declined")]
    AccessDenied,
    /// The provider refused (RFC 6749, section 4.1.2.1); empty if it sent neither a code nor an error.
    #[error("the issuer refused: {0}")]
    Refused(ErrorResponse),
}

impl Client {
    /// Returns the URL at which the person signs in.
    ///
    /// # Errors
    /// An error if the provider has no authorization endpoint, or an endpoint that is not secure.
    pub fn authorization_url(
        &self,
        provider: &ProviderMetadata,
        request: &AuthorizationRequest<'_>,
    ) -> Result<Url, Error> {
        let endpoint = provider.authorization_endpoint.as_ref();
        let mut url = browsable(provider.endpoint("authorization_endpoint", endpoint)?)?;
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", request.redirect_uri)
            .append_pair("scope", request.scope)
            .append_pair("state", request.state.expose_secret())
            .append_pair("nonce", request.nonce.expose_secret())
            .append_pair("code_challenge", request.pkce.code_challenge())
            .append_pair("code_challenge_method", "S256");
        if let Some(resource) = &self.resource {
            query.append_pair("resource", resource);
        }
        if let Some(ui_locales) = request.ui_locales {
            query.append_pair("ui_locales", ui_locales);
        }
        drop(query);
        Ok(url)
    }

    /// Returns the URL at which the person signs out and is then redirected to `post_logout_redirect_uri`; `None` if
    /// the provider has no such endpoint. `id_token_hint` is the ID token of the sign-in.
    ///
    /// # Errors
    /// An error if the endpoint is not secure.
    pub fn end_session_url(
        &self,
        provider: &ProviderMetadata,
        id_token_hint: Option<&SecretString>,
        post_logout_redirect_uri: &str,
    ) -> Result<Option<Url>, Error> {
        let Some(endpoint) = &provider.end_session_endpoint else { return Ok(None) };
        let mut url = browsable(endpoint)?;
        let mut query = url.query_pairs_mut();
        query.append_pair("client_id", &self.client_id);
        query.append_pair("post_logout_redirect_uri", post_logout_redirect_uri);
        if let Some(id_token) = id_token_hint {
            query.append_pair("id_token_hint", id_token.expose_secret());
        }
        drop(query);
        Ok(Some(url))
    }
}

impl AuthorizationResponse {
    /// Returns the code for [`Client::exchange`]. `state` is the state of the request.
    ///
    /// # Errors
    /// [`AuthorizationError`] if the response belongs to another request or another issuer, or if the provider refused.
    pub fn code(self, provider: &ProviderMetadata, state: &SecretString) -> Result<SecretString, AuthorizationError> {
        if self.state.is_none_or(|own| own.expose_secret() != state.expose_secret()) {
            return Err(AuthorizationError::OtherState);
        }
        if let Some(other) = self.iss.filter(|iss| *iss != provider.issuer) {
            return Err(AuthorizationError::OtherIssuer(plain(&other)));
        }
        let response = ErrorResponse { error: self.error, error_description: self.error_description };
        match self.code {
            _ if response.error == "access_denied" => Err(AuthorizationError::AccessDenied),
            Some(code) if response.is_empty() => Ok(code),
            _ => Err(AuthorizationError::Refused(response)),
        }
    }
}

/// Checks that a browser may be sent to an endpoint.
fn browsable(endpoint: &str) -> Result<Url, Error> {
    secure(endpoint, false)?;
    Ok(Url::parse(endpoint).map_err(|_| AddressError::Malformed(endpoint.to_owned()))?)
}
