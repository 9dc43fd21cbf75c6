//! The caller, as identified by the verified token.

use haetae_access::{Action, Roles};
use jiff::Timestamp;
use tonic::Request;

use crate::error::ApiError;

/// A verified caller. In the extensions of every authenticated request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Principal {
    /// Stable subject at the identity provider (`sub`).
    pub subject: String,
    /// Display name (`name`); empty when the token had none.
    pub name: String,
    /// The team the caller belongs to (`team`).
    pub team: Option<String>,
    /// The caller's roles (`roles`).
    pub roles: Roles,
    /// Whether the token identifies a program instead of a person: its subject is the client that requested it, or
    /// the token contains `service`.
    pub service: bool,
    /// When the token expires; long-running calls end then.
    pub ends: Timestamp,
    /// The call being made, once the server knows it.
    pub action: Option<Action>,
}

impl Principal {
    /// The caller of a request; `UNAUTHENTICATED` on a request that did not pass the server's check.
    pub fn from_request<T>(request: &Request<T>) -> Result<Self, ApiError> {
        let principal = request.extensions().get().cloned();
        principal.ok_or_else(ApiError::unauthenticated)
    }
}
