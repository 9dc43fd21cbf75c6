//! Verifies bearer tokens, and caches the valid ones.

use std::sync::Arc;

use http::{HeaderMap, header::AUTHORIZATION};

use super::{
    claims::{Claims, principal},
    keys::{KeySet, KeysError, Standing},
    principal::Principal,
    refusal::Refusal,
    signed::{Signed, signed},
    verified::{Validity, Verified, VerifiedTokens},
};
use crate::{clock, config::AuthConfig, error::ApiError};

/// Verifies bearer tokens.
#[derive(Debug)]
pub struct Authenticator {
    issuer: String,
    audience: String,
    keys: Arc<KeySet>,
    verified: VerifiedTokens,
}

impl Authenticator {
    /// Reads the issuer's keys; fails when the file has none.
    pub fn new(config: &AuthConfig) -> Result<Self, KeysError> {
        Ok(Self {
            issuer: config.issuer.clone(),
            audience: config.audience.clone(),
            keys: Arc::new(KeySet::read(&config.jwks_file)?),
            verified: VerifiedTokens::new(),
        })
    }

    /// Authenticates the caller by the `authorization` header; also returns the standing of the key that signed the
    /// token.
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
        let Signed { claims, key_id, key } = signed::<Claims>(token, &self.keys, &self.issuer, &self.audience)?;
        let validity = Validity { exp: claims.exp, nbf: claims.nbf };
        let principal = Principal { ends: validity.ends(), ..principal(claims)? };
        let verified = Arc::new(Verified { principal, key_id, key, validity });
        self.verified.put(token, Arc::clone(&verified));
        Ok(verified)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && values.next().is_none()).then_some(token)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::issuer::Issuer;

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
}
