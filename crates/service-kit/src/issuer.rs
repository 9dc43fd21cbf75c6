//! An identity provider with a single key, for the demo and for tests: creates the JWKS file and the tokens that
//! services verify.

use std::time::Duration;

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use serde::Serialize;

use crate::{auth::Role, clock};

/// Making a key or a token failed.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The system has no randomness.
    #[error("no key could be generated")]
    Key,
    /// A key or claim could not be encoded.
    #[error(transparent)]
    Encoding(#[from] jsonwebtoken::errors::Error),
}

/// An EdDSA key with the `iss` and `aud` of the tokens it signs.
pub struct Issuer {
    key: EncodingKey,
    jwk: Jwk,
    issuer: String,
    audience: String,
}

/// The claims of a token about its holder. The token is valid from now on.
#[derive(Debug, Clone)]
pub struct Holder<'a> {
    /// `sub`.
    pub subject: &'a str,
    /// `name`.
    pub name: &'a str,
    /// `team`.
    pub team: Option<&'a str>,
    /// `roles`.
    pub roles: &'a [Role],
}

#[derive(Serialize)]
struct NewClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    exp: i64,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'a str>,
    roles: Vec<&'static str>,
}

impl Issuer {
    /// A new key.
    pub fn generate(issuer: &str, audience: &str) -> Result<Self, IssuerError> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).map_err(|_| IssuerError::Key)?;
        let key = EncodingKey::from_ed_der(pkcs8.as_ref());
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::EdDSA)?;
        jwk.common.key_id = Some(jwk.thumbprint(ThumbprintHash::SHA256)?);
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { key, jwk, issuer: issuer.to_owned(), audience: audience.to_owned() })
    }

    /// The content of the JWKS file.
    pub fn jwks_json(&self) -> String {
        serde_json::json!(JwkSet { keys: vec![self.jwk.clone()] }).to_string()
    }

    /// A token for `holder` that expires after `lifetime`.
    pub fn token(&self, holder: &Holder<'_>, lifetime: Duration) -> Result<String, IssuerError> {
        let now = clock::now().as_second();
        self.sign(&NewClaims {
            iss: &self.issuer,
            aud: &self.audience,
            sub: holder.subject,
            iat: now,
            exp: now.saturating_add_unsigned(lifetime.as_secs()),
            name: holder.name,
            team: holder.team,
            roles: holder.roles.iter().map(|role| role.name()).collect(),
        })
    }

    /// Signs a header and claims given as text, to test which tokens services reject. `KEY` in the header stands for
    /// the id of the key.
    pub fn sign_text(&self, header: &str, claims: &str) -> Result<String, IssuerError> {
        let header = header.replace("KEY", self.jwk.common.key_id.as_deref().unwrap_or_default());
        let message = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, Algorithm::EdDSA)?;
        Ok(format!("{message}.{signature}"))
    }

    /// Signs any claims, to test which tokens services reject.
    pub fn sign<C: Serialize>(&self, claims: &C) -> Result<String, IssuerError> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid.clone_from(&self.jwk.common.key_id);
        Ok(jsonwebtoken::encode(&header, claims, &self.key)?)
    }
    /// The claims of a token that this key signed, also of one that has ended.
    pub fn read(&self, token: &str) -> Result<serde_json::Value, IssuerError> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.required_spec_claims.clear();
        (rules.validate_exp, rules.validate_aud) = (false, false);
        Ok(jsonwebtoken::decode(token, &DecodingKey::from_jwk(&self.jwk)?, &rules)?.claims)
    }
}
