//! The OAuth client and the identity provider that signing in uses.

use haetae_client::oidc;

/// Who signs in where, and for what.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    /// Whom the access token is for (RFC 8707), where the issuer wants to be told.
    pub(crate) resource: Option<String>,
}

impl From<&Client> for oidc::Client {
    fn from(client: &Client) -> Self {
        let Client { client_id, resource, .. } = client;
        Self { client_id: client_id.clone(), client_secret: None, resource: resource.clone() }
    }
}
