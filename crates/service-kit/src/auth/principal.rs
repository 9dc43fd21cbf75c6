//! Who calls, as the verified token says.

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
    /// What the caller may do (`roles`).
    pub roles: Roles,
    /// Whether the token stands for a program, not for a person: its subject is the client it was given to, or it says
    /// so itself (`service`).
    pub service: bool,
    /// From when on the token is no longer accepted: what goes on for long ends then.
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
