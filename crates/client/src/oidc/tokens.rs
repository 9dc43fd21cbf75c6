//! The token endpoint and the revocation endpoint.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{client::Client, discovery::ProviderMetadata, error::Error, http};

/// Tokens that were issued (RFC 6749, section 5.1).
#[derive(Debug, Clone, Deserialize)]
pub struct TokenResponse {
    /// The token for calls of the services.
    pub access_token: SecretString,
    /// The token that requests the next tokens.
    pub refresh_token: Option<SecretString>,
    /// The identity of the person (OpenID Connect); a refresh may omit it.
    pub id_token: Option<SecretString>,
    /// For how many seconds the access token is valid, where the provider says so.
    pub expires_in: Option<i64>,
    /// The granted scope, if it differs from the requested one.
    pub scope: Option<String>,
}

impl Client {
    /// Exchanges a code of the authorization code flow for tokens. `redirect_uri` is that of the authorization request.
    ///
    /// # Errors
    /// An error if the provider cannot be reached or refuses.
    pub async fn exchange(
        &self,
        provider: &ProviderMetadata,
        code: &SecretString,
        redirect_uri: &str,
        code_verifier: &SecretString,
        within: Duration,
    ) -> Result<TokenResponse, Error> {
        let form = self.form_for_resource(&[
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", code_verifier.expose_secret()),
        ]);
        self.token(provider, &form, within).await
    }

    /// Asks for new tokens (RFC 6749, section 6). The answer always has a refresh token: a provider that issues no new one lets
    /// the old one be used again.
    ///
    /// # Errors
    /// An error if the provider cannot be reached or refuses; a 4xx means that the sign-in has ended.
    pub async fn refresh(
        &self,
        provider: &ProviderMetadata,
        refresh_token: &SecretString,
        within: Duration,
    ) -> Result<TokenResponse, Error> {
        let form = self
            .form_for_resource(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose_secret())]);
        let mut tokens = self.token(provider, &form, within).await?;
        tokens.refresh_token.get_or_insert_with(|| refresh_token.clone());
        Ok(tokens)
    }

    async fn token(
        &self,
        provider: &ProviderMetadata,
        form: &[(&str, &str)],
        within: Duration,
    ) -> Result<TokenResponse, Error> {
        let endpoint = &provider.token_endpoint;
        http::post(endpoint, form, self.basic(), within).await?.understood(endpoint)
    }

    /// Revokes the tokens (RFC 7009). Returns false if the provider has no revocation endpoint.
    ///
    /// # Errors
    /// An error if the provider cannot be reached or refuses.
    pub async fn revoke(
        &self,
        provider: &ProviderMetadata,
        access_token: &SecretString,
        refresh_token: Option<&SecretString>,
        within: Duration,
    ) -> Result<bool, Error> {
        let Some(endpoint) = &provider.revocation_endpoint else { return Ok(false) };
        let refresh = refresh_token.map(|token| ("refresh_token", token));
        for (hint, token) in refresh.into_iter().chain([("access_token", access_token)]) {
            let form = self.form(&[("token", token.expose_secret()), ("token_type_hint", hint)]);
            let answer = http::post(endpoint, &form, self.basic(), within).await?;
            // An access token that is a JWT ends by itself; providers that keep no record of it say so.
            let ends_itself = answer.error_response().error == "unsupported_token_type";
            if !answer.status.is_success() && !ends_itself {
                return Err(answer.refused(endpoint));
            }
        }
        Ok(true)
    }
}
