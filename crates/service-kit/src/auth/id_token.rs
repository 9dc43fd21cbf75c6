//! ID tokens: the issuer's statement about a sign-in (OpenID Connect Core 1.0, section 3.1.3.7).

use serde::Deserialize;
use serde_json::Value;

use super::{
    keys::{KeySet, KeysError},
    refusal::Refusal,
    signed::signed,
    verified::Validity,
};
use crate::{clock, config::AuthConfig};

/// Verifies the ID tokens that an issuer makes for one client.
#[derive(Debug)]
pub struct IdTokens {
    issuer: String,
    client_id: String,
    keys: KeySet,
}

/// Why an ID token is refused. For the log only.
#[derive(Debug, thiserror::Error)]
#[error("the ID token is refused: {0}")]
pub struct IdTokenRefused(#[from] Refusal);

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: Value,
    exp: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    azp: Option<String>,
}

impl IdTokens {
    /// Reads the issuer's keys. The audience of the configuration is the client.
    ///
    /// # Errors
    /// When there are none.
    pub fn new(config: &AuthConfig) -> Result<Self, KeysError> {
        let keys = KeySet::read(&config.jwks_file)?;
        Ok(Self { issuer: config.issuer.clone(), client_id: config.audience.clone(), keys })
    }

    /// The subject of the person who signed in, if the token belongs to the sign-in with this nonce.
    ///
    /// # Errors
    /// When the token is of another issuer, client or sign-in, or is not valid now.
    pub fn subject(&self, token: &str, nonce: &str) -> Result<String, IdTokenRefused> {
        let claims: Claims = signed(token, &self.keys, &self.issuer, &self.client_id)?.claims;
        Validity { exp: claims.exp, nbf: claims.nbf }.at(clock::now().as_millisecond() as f64 / 1000.0)?;
        let party = claims.azp.as_deref();
        let several = claims.aud.as_array().is_some_and(|all| all.len() > 1);
        let ours = if several { party == Some(&self.client_id) } else { party.is_none_or(|one| one == self.client_id) };
        if !ours {
            return Err(Refusal::Party.into());
        }
        if claims.nonce.as_deref() != Some(nonce) {
            return Err(Refusal::Nonce.into());
        }
        if claims.sub.is_empty() {
            return Err(Refusal::Claim.into());
        }
        Ok(claims.sub)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::issuer::Issuer;

    #[test]
    fn only_the_answer_to_this_sign_in_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let jwks_file = dir.path().join("jwks.json");
        let (issuer, stranger) = (Issuer::generate("i", "web").unwrap(), Issuer::generate("i", "web").unwrap());
        std::fs::write(&jwks_file, issuer.jwks_json()).unwrap();
        let config = AuthConfig { issuer: "i".to_owned(), audience: "web".to_owned(), jwks_file };
        let tokens = IdTokens::new(&config).unwrap();
        let now = clock::now().as_second();
        let good = json!({"iss": "i", "aud": "web", "sub": "kim", "nonce": "n", "exp": now + 60});
        let with = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims[name] = value;
            tokens.subject(&issuer.sign(&claims).unwrap(), "n").map_err(|refused| refused.to_string())
        };
        assert_eq!(with("iss", json!("i")).unwrap(), "kim");
        assert_eq!(with("aud", json!(["web"])).unwrap(), "kim");
        assert_eq!(with("azp", json!("web")).unwrap(), "kim");
        for (name, value) in [
            ("iss", json!("j")),
            ("aud", json!("haetae")),
            ("aud", json!(["web", "haetae"])),
            ("azp", json!("other")),
            ("nonce", json!("m")),
            ("nonce", Value::Null),
            ("exp", json!(now - 60)),
            ("nbf", json!(now + 60)),
            ("sub", json!("")),
        ] {
            assert!(with(name, value.clone()).is_err(), "{name} {value}");
        }
        assert!(tokens.subject(&stranger.sign(&good).unwrap(), "n").is_err(), "signed by another key");
    }
}
