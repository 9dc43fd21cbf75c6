//! The programs that people sign in to.

/// A registered client.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// The secret of a confidential client, sent by HTTP Basic (`client_secret_basic`). None for a public client.
    pub secret: Option<String>,
    /// The allowed redirect URIs. They are compared as text, without prefixes or patterns.
    pub redirect_uris: Vec<String>,
    /// The allowed redirect URIs after signing out, compared likewise.
    pub post_logout_redirect_uris: Vec<String>,
}

impl Client {
    /// A public client that uses the device flow, so nothing is ever sent back to it.
    pub fn device(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
}
