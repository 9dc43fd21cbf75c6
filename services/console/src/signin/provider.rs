//! The identity provider, with the console as its client.

use std::{fmt, sync::Arc, time::Duration};

use haetae_client::oidc::{AuthorizationRequest, Client, Error, ProviderMetadata, SecretString, TokenResponse};
use moka::future::Cache;
use url::Url;

use super::flow::{BACK, Flow};
use crate::site::Site;

/// Time limit of a request to the identity provider.
const WITHIN: Duration = Duration::from_secs(10);
/// How long its discovery document is cached.
const DISCOVERED: Duration = Duration::from_secs(600);

/// The identity provider.
pub(crate) struct Provider {
    client: Client,
    issuer: String,
    scope: String,
    redirect_uri: String,
    metadata: Cache<(), Arc<ProviderMetadata>>,
}

impl Provider {
    /// The provider for an issuer, without any request yet.
    pub(crate) fn new(client: Client, issuer: &str, scope: &str, site: &Site) -> Self {
        Self {
            client,
            issuer: issuer.to_owned(),
            scope: scope.to_owned(),
            redirect_uri: site.url(BACK),
            metadata: Cache::builder().max_capacity(1).time_to_live(DISCOVERED).build(),
        }
    }

    /// The origin of the issuer, where browsers are sent to sign out; none for one without a host.
    pub(crate) fn origin(&self) -> Option<String> {
        Some(Url::parse(&self.issuer).ok()?.origin()).filter(url::Origin::is_tuple).map(|one| one.ascii_serialization())
    }

    /// Its discovery document.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) async fn metadata(&self) -> Result<Arc<ProviderMetadata>, Arc<Error>> {
        let discovered = async { ProviderMetadata::discover(&self.issuer, WITHIN).await.map(Arc::new) };
        self.metadata.try_get_with((), discovered).await
    }

    /// The address where a browser signs in.
    ///
    /// # Errors
    /// When the provider cannot be reached, or has no such address.
    pub(crate) async fn sign_in_url(&self, flow: &Flow, ui_locales: &str) -> Result<Url, Arc<Error>> {
        let request = AuthorizationRequest {
            redirect_uri: &self.redirect_uri,
            scope: &self.scope,
            state: &flow.state(),
            nonce: &flow.nonce(),
            pkce: &flow.pkce(),
            ui_locales: Some(ui_locales),
        };
        Ok(self.client.authorization_url(&*self.metadata().await?, &request)?)
    }

    /// The tokens for a code.
    ///
    /// # Errors
    /// When the provider cannot be asked or refuses.
    pub(crate) async fn exchange(&self, code: &SecretString, flow: &Flow) -> Result<TokenResponse, Arc<Error>> {
        let (metadata, pkce) = (self.metadata().await?, flow.pkce());
        let verifier = pkce.code_verifier();
        Ok(self.client.exchange(&metadata, code, &self.redirect_uri, verifier, WITHIN).await?)
    }

    /// The next tokens.
    ///
    /// # Errors
    /// When the provider cannot be asked or refuses.
    pub(crate) async fn refresh(&self, refresh_token: &SecretString) -> Result<TokenResponse, Error> {
        let metadata = self.metadata().await.map_err(unshared)?;
        self.client.refresh(&metadata, refresh_token, WITHIN).await
    }

    /// Revokes the tokens.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub(crate) async fn revoke(
        &self,
        access_token: &SecretString,
        refresh_token: Option<&SecretString>,
    ) -> Result<bool, Arc<Error>> {
        Ok(self.client.revoke(&*self.metadata().await?, access_token, refresh_token, WITHIN).await?)
    }

    /// The address where a browser signs out, with a redirect to `afterwards`; none if the provider has no such
    /// address.
    ///
    /// # Errors
    /// When the provider cannot be reached.
    pub(crate) async fn sign_out_url(
        &self,
        id_token: Option<&SecretString>,
        afterwards: &str,
    ) -> Result<Option<Url>, Arc<Error>> {
        Ok(self.client.end_session_url(&*self.metadata().await?, id_token, afterwards)?)
    }
}

/// Converts a shared discovery error to an owned one; of an error that is still shared, only the text is kept.
fn unshared(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(|shared| Error::Malformed { url: String::new(), cause: shared.to_string() })
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
