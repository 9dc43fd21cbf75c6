//! Who calls: an issuer of our own and the people it vouches for.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use haetae_service_kit::{
    auth::Role,
    issuer::{Holder, Issuer},
};
use serde_json::{Value, json};

/// Longer than any test.
const LIFETIME: Duration = Duration::from_secs(3600);

/// An account that an issuer can vouch for.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// `sub`.
    pub subject: &'a str,
    /// `name`.
    pub name: &'a str,
    /// `team`.
    pub team: Option<&'a str>,
    /// `roles`.
    pub roles: &'a [Role],
}

impl<'a> Person<'a> {
    /// A requester of a team.
    pub fn requester(subject: &'a str, team: &'a str) -> Self {
        Self { subject, name: subject, team: Some(team), roles: &[Role::Requester] }
    }

    /// A reviewer.
    pub fn reviewer(subject: &'a str) -> Self {
        Self { subject, name: subject, team: None, roles: &[Role::Reviewer] }
    }
}

/// The issuer whose tokens a platform accepts.
pub struct Identity {
    issuer: Arc<Issuer>,
    name: String,
    audience: String,
}

impl Identity {
    /// A new key.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new(name: &str, audience: &str) -> Result<Self> {
        let issuer = Arc::new(Issuer::generate(name, audience)?);
        Ok(Self { issuer, name: name.to_owned(), audience: audience.to_owned() })
    }

    /// The `iss` of its tokens.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The `aud` of its tokens.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The content of the JWKS file.
    pub fn jwks(&self) -> String {
        self.issuer.jwks_json()
    }

    /// What signs the tokens, for an identity provider where people sign in.
    pub fn signer(&self) -> Arc<Issuer> {
        Arc::clone(&self.issuer)
    }

    /// A token of an account.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token(&self, person: &Person<'_>) -> Result<String> {
        let Person { subject, name, team, roles } = *person;
        Ok(self.issuer.token(&Holder { subject, name, team, roles }, LIFETIME)?)
    }

    /// The claims of a good token of a requester who is a reviewer too, to be spoiled.
    pub fn claims(&self, now: i64) -> Value {
        json!({
            "iss": self.name, "aud": self.audience, "sub": "kim", "name": "Kim", "team": "traffic",
            "roles": ["requester", "reviewer"], "iat": now, "exp": now + 3600,
        })
    }

    /// Signs any claims.
    ///
    /// # Errors
    /// When they cannot be signed.
    pub fn sign(&self, claims: &Value) -> Result<String> {
        Ok(self.issuer.sign(claims)?)
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("name", &self.name).finish_non_exhaustive()
    }
}
