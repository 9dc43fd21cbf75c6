//! What a token claims, and whom it names.

use haetae_access::Role;
use serde::Deserialize;

use super::{account, principal::Principal, refusal::Refusal};
use crate::validate::{is_control, visible};

/// What is read from a token beside what [`jsonwebtoken::Validation`] checks.
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
    /// A token that a client was given for itself has the client as its subject (RFC 9068, section 2.2). Where the
    /// identity provider gives service accounts a subject of their own, it has to say `service`.
    fn is_service(&self) -> bool {
        let subject = Some(self.sub.as_str());
        self.service || self.client_id.as_deref() == subject || self.azp.as_deref() == subject
    }
}

/// The caller that the claims name, if they may.
pub(super) fn principal(claims: Claims) -> Result<Principal, Refusal> {
    let service = claims.is_service();
    let roles = claims.roles.iter().filter_map(|name| Role::from_name(name)).collect();
    let team = claims.team.filter(|team| !team.is_empty()).map(|team| account::plain(&team)).transpose()?;
    if claims.name.chars().count() > account::LONGEST || claims.name.chars().any(is_control) {
        return Err(Refusal::Claim);
    }
    let subject = account::subject(claims.sub)?;
    Ok(Principal { subject, name: visible(&claims.name), team, roles, service, ..Principal::default() })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn is_service(more: Value) -> bool {
        let mut claims = json!({"sub": "batch", "exp": 0});
        let more: std::collections::HashMap<String, Value> = serde_json::from_value(more).unwrap();
        for (name, value) in more {
            claims[name] = value;
        }
        principal(serde_json::from_value(claims).unwrap()).unwrap().service
    }

    #[test]
    fn a_token_given_to_a_client_for_itself_is_a_service() {
        for service in [json!({"client_id": "batch"}), json!({"azp": "batch"}), json!({"service": true})] {
            assert!(is_service(service.clone()), "{service}");
        }
        for person in [json!({}), json!({"client_id": "portal", "azp": "portal"}), json!({"service": false})] {
            assert!(!is_service(person.clone()), "{person}");
        }
    }
}
