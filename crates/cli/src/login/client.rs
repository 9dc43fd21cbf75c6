//! As whom and where people sign in.

/// Who signs in where, and for what.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    /// Whom the access token is for (RFC 8707), where the issuer wants to be told.
    pub(crate) resource: Option<String>,
}
