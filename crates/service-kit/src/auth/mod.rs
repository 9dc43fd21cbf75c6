//! Identity: bearer tokens (JWT) of one issuer, verified against its public keys; and what the caller may do.
//!
//! Whatever is wrong with a token, the caller gets one and the same answer; the log has the reason.

mod account;
mod admission;
mod jose;
mod keys;
mod principal;
mod verified;

use std::sync::Arc;

use http::{HeaderMap, header::AUTHORIZATION};
use jiff::Timestamp;
use jsonwebtoken::{Validation, decode};
use serde::Deserialize;

use crate::{
    clock,
    config::AuthConfig,
    error::ApiError,
    validate::{is_control, visible},
};
use keys::KeySet;
use verified::{Validity, Verified, VerifiedTokens};

pub use haetae_access::{Facts, Role, Roles, Scope};
pub use keys::{KeysError, Standing};
pub use principal::Principal;

/// How far the issuer's clock may be off, in seconds.
const LEEWAY: f64 = 10.0;

/// Verifies bearer tokens.
#[derive(Debug)]
pub struct Authenticator {
    issuer: String,
    audience: String,
    keys: Arc<KeySet>,
    verified: VerifiedTokens,
}

/// What is read from a token beside what [`Validation`] checks.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: f64,
    nbf: Option<f64>,
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

/// Why a token was refused. For the log only.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("no bearer token")]
    Missing,
    #[error("{0}")]
    Invalid(#[from] jsonwebtoken::errors::Error),
    #[error("not the three parts of a token, each member once")]
    Form,
    #[error("not a token for access")]
    Type,
    #[error("no key id that could be one")]
    NoKeyId,
    #[error("unknown key id")]
    UnknownKey,
    #[error("expired")]
    Expired,
    #[error("not valid yet")]
    Early,
    #[error("a claim is empty, too long, or holds control or invisible characters")]
    Claim,
    #[error("the header names an extension, and none is known")]
    Critical,
    #[error("the subject or the team has characters that look like others")]
    LookAlike,
    #[error("the subject is in the form that only the services themselves have")]
    Reserved,
}

impl Authenticator {
    /// Reads the issuer's keys; fails when there are none.
    pub fn new(config: &AuthConfig) -> Result<Self, KeysError> {
        Ok(Self {
            issuer: config.issuer.clone(),
            audience: config.audience.clone(),
            keys: Arc::new(KeySet::read(&config.jwks_file)?),
            verified: VerifiedTokens::new(),
        })
    }

    /// The caller, from the `authorization` header, and the standing of the key that vouches for it.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<(Principal, Standing), ApiError> {
        self.verify(headers).map_err(|refusal| {
            tracing::info!(%refusal, "token refused");
            ApiError::unauthenticated()
        })
    }

    fn verify(&self, headers: &HeaderMap) -> Result<(Principal, Standing), Refusal> {
        let token = bearer(headers).ok_or(Refusal::Missing)?;
        let verified = match self.known(token) {
            Some(known) => known,
            None => self.examine(token)?,
        };
        verified.validity.at(clock::now().as_millisecond() as f64 / 1000.0)?;
        Ok((verified.principal.clone(), Standing::new(&self.keys, &verified.key_id, &verified.key)))
    }

    /// A token that was verified with a key that is still the issuer's.
    fn known(&self, token: &str) -> Option<Arc<Verified>> {
        let known = self.verified.get(token)?;
        let key = self.keys.find(&known.key_id)?;
        Arc::ptr_eq(&key, &known.key).then_some(known)
    }

    /// All that does not change with time.
    fn examine(&self, token: &str) -> Result<Arc<Verified>, Refusal> {
        let key_id = jose::key_id(token)?;
        let known = self.keys.find(&key_id).ok_or(Refusal::UnknownKey)?;
        let (key, algorithm) = &*known;
        let mut rules = Validation::new(*algorithm);
        rules.set_required_spec_claims(&["iss", "aud", "sub"]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[&self.audience]);
        rules.validate_exp = false; // the clock is ours, see `Validity::at`
        let claims: Claims = decode(token, key, &rules)?.claims;
        let validity = Validity { exp: claims.exp, nbf: claims.nbf };
        let principal = Principal { ends: validity.ends(), ..principal(claims)? };
        let verified = Arc::new(Verified { principal, key_id, key: known, validity });
        self.verified.put(token, Arc::clone(&verified));
        Ok(verified)
    }
}

impl Validity {
    /// From when on it does not hold; the end of all times when that is later.
    fn ends(self) -> Timestamp {
        // A number too large for the type becomes its largest, which no timestamp is.
        let milliseconds = ((self.exp + LEEWAY) * 1000.0).ceil() as i64;
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
    }

    /// Whether it holds now, in seconds since 1970.
    fn at(self, now: f64) -> Result<(), Refusal> {
        match self {
            Self { exp, .. } if exp + LEEWAY <= now => Err(Refusal::Expired),
            Self { nbf: Some(start), .. } if start - LEEWAY > now => Err(Refusal::Early),
            Self { .. } => Ok(()),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && values.next().is_none()).then_some(token)
}

fn principal(claims: Claims) -> Result<Principal, Refusal> {
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
    use crate::issuer::Issuer;

    fn is_service(more: Value) -> bool {
        let mut claims = json!({"sub": "batch", "exp": 0});
        let more: std::collections::HashMap<String, Value> = serde_json::from_value(more).unwrap();
        for (name, value) in more {
            claims[name] = value;
        }
        principal(serde_json::from_value(claims).unwrap()).unwrap().service
    }

    #[test]
    fn a_token_holds_from_its_start_to_its_end_whenever_it_was_verified() {
        let validity = Validity { exp: 1000.0, nbf: Some(500.0) };
        assert!(validity.at(500.0 - LEEWAY).is_ok() && validity.at(999.9 + LEEWAY).is_ok());
        assert!(matches!(validity.at(1000.0 + LEEWAY), Err(Refusal::Expired)));
        assert!(matches!(validity.at(499.9 - LEEWAY), Err(Refusal::Early)));
    }

    #[test]
    fn what_goes_on_for_long_ends_when_the_token_would_be_refused() {
        let validity = Validity { exp: 1000.25, nbf: None };
        let ends = validity.ends().as_millisecond() as f64 / 1000.0;
        assert!(validity.at(ends).is_err() && validity.at(ends - 0.001).is_ok());
        let endless = Validity { exp: f64::MAX, nbf: None };
        assert_eq!(endless.ends(), Timestamp::MAX);
    }

    /// Another key under the same id is what a token verified before must not outlive.
    #[tokio::test(start_paused = true)]
    async fn a_token_known_to_be_good_ends_with_its_key() {
        let dir = tempfile::tempdir().unwrap();
        let jwks_file = dir.path().join("jwks.json");
        let issuer = Issuer::generate("i", "a").unwrap();
        std::fs::write(&jwks_file, issuer.jwks_json()).unwrap();
        let config = AuthConfig { issuer: "i".to_owned(), audience: "a".to_owned(), jwks_file: jwks_file.clone() };
        let auth = Authenticator::new(&config).unwrap();
        let exp = clock::now().as_second() + 600;
        let token = issuer.sign(&json!({"iss": "i", "aud": "a", "sub": "kim", "exp": exp})).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        for time in ["first", "second"] {
            assert_eq!(auth.verify(&headers).unwrap().0.subject, "kim", "{time}");
        }
        let read = |issuer: &Issuer| serde_json::from_str::<Value>(&issuer.jwks_json()).unwrap();
        let mut other = read(&Issuer::generate("i", "a").unwrap());
        other["keys"][0]["kid"] = read(&issuer)["keys"][0]["kid"].take();
        std::fs::write(&jwks_file, format!("{other}\n")).unwrap();
        tokio::time::advance(std::time::Duration::from_secs(2)).await;
        assert!(matches!(auth.verify(&headers), Err(Refusal::Invalid(_))));
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
