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

    fn named(name: &str) -> Result<String, Refusal> {
        let claims = serde_json::from_value(json!({"sub": "kim", "exp": 0, "name": name})).unwrap();
        principal(claims).map(|principal| principal.name)
    }

    /// F14: a name shows something, or there is none.
    #[test]
    fn a_name_that_no_reader_can_read_is_refused() {
        for unread in ["\u{301}", "\u{ffff}", "\u{fdd0}", "\u{e000}", "김\u{e000}", "\u{d7b0}", "\u{378}", "김\n"] {
            assert!(matches!(named(unread), Err(Refusal::Claim)), "{unread:?}");
        }
        assert_eq!(named(" 박해태\u{200b}").unwrap(), "박해태");
        assert_eq!(named("\u{200b}").unwrap(), "");
    }

    /// F11: no person is shown as the platform itself; the subject is shown instead.
    #[test]
    fn a_name_that_reads_like_the_platform_is_left_out() {
        for system in [
            "system (risk scoring)",
            "System(x)",
            "시스템(위험 평가)",
            "시스템 （위험 평가）",
            "시스템",
            "ｓｙｓｔｅｍ (a)",
            "5y$t3m (risk)",
            "service:intake",
            "Service : risk",
        ] {
            assert_eq!(named(system).unwrap(), "", "{system}");
        }
        for person in ["박해태", "시스템 운영팀", "System Kim", "systematic (a)", "서비스 데스크"] {
            assert_eq!(named(person).unwrap(), person);
        }
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
