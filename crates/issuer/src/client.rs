//! The programs that people sign in to.

/// A registered client.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// What a confidential client proves itself with, by HTTP Basic (`client_secret_basic`). None for a public client.
    pub secret: Option<String>,
    /// Where codes may be sent. Compared as text: nothing is a prefix or a pattern.
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out; likewise.
    pub post_logout_redirect_uris: Vec<String>,
}

impl Client {
    /// A public client that uses the device flow, so nothing is ever sent back to it.
    pub fn device(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
}
