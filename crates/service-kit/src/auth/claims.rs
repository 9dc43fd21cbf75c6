//! The claims of a token, and the caller they identify.

use haetae_access::Role;
use haetae_domain::{characters::is_control, ids::Person};
use serde::Deserialize;

use super::{account, principal::Principal, refusal::Refusal};
use crate::validate::{is_readable, visible};

/// The claims that are read in addition to those that [`jsonwebtoken::Validation`] checks.
#[derive(Deserialize)]
pub(super) struct Claims {
    sub: String,
    pub(super) exp: f64,
    pub(super) nbf: Option<f64>,
    #[serde(default)]
    name: String,
    team: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    /// The client the token was given to, in either spelling.
    client_id: Option<String>,
    azp: Option<String>,
    #[serde(default)]
    service: bool,
}

impl Claims {
    /// Whether the token belongs to a program. A token that a client requested for itself has the client as its
    /// subject (RFC 9068, section 2.2). An identity provider that assigns service accounts their own subjects has to
    /// set `service`.
    fn is_service(&self) -> bool {
        let subject = Some(self.sub.as_str());
        self.service || self.client_id.as_deref() == subject || self.azp.as_deref() == subject
    }
}

/// The caller identified by the claims, if they are allowed.
pub(super) fn principal(claims: Claims) -> Result<Principal, Refusal> {
    let service = claims.is_service();
    let roles = claims.roles.iter().filter_map(|name| Role::from_name(name)).collect();
    let team = claims.team.filter(|team| !team.is_empty()).map(|team| account::plain(&team)).transpose()?;
    let name = visible(&claims.name);
    if claims.name.chars().count() > account::LONGEST || claims.name.chars().any(is_control) || !is_readable(&name) {
        return Err(Refusal::Claim);
    }
    // Where the name would be taken for the platform itself, the subject stands in its place.
    let name = if Person::reads_as_system(&name) { String::new() } else { name };
    let subject = account::subject(claims.sub)?;
    Ok(Principal { subject, name, team, roles, service, ..Principal::default() })
}

#[cfg(test)]
mod tests;
