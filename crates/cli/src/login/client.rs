//! The OAuth client and the identity provider that signing in uses.

use haetae_client::oidc;

/// The client, issuer and scope of a sign-in.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    /// The resource of the access token (RFC 8707), if the issuer requires it.
    pub(crate) resource: Option<String>,
}

impl From<&Client> for oidc::Client {
    fn from(client: &Client) -> Self {
        let Client { client_id, resource, .. } = client;
        Self { client_id: client_id.clone(), client_secret: None, resource: resource.clone() }
    }
}
