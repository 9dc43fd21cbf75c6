//! Authorization codes: used once, within a minute, by whom they were given for.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::sign_in::SignIn;
use crate::secret;

/// How long a code can be exchanged.
const LIFE: Duration = Duration::from_secs(60);

/// The sign-in behind a code, and the request that the code is bound to.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) sign_in: SignIn,
    pub(crate) redirect_uri: String,
    /// `code_challenge` of method S256 (RFC 7636).
    pub(crate) challenge: String,
    pub(crate) nonce: Option<String>,
}

/// The parameters that come with a code.
pub(crate) struct Presented<'a> {
    pub(crate) code: &'a str,
    pub(crate) client: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: &'a str,
}

/// The state of a code.
pub(super) enum Exchange {
    Good(Bound),
    /// It was presented before; with the session it began.
    Again(String),
    Refused,
}

#[derive(Debug)]
struct Code {
    bound: Bound,
    given: Instant,
    used: bool,
}

/// The codes of the last minute.
#[derive(Debug, Default)]
pub(super) struct Codes(HashMap<String, Code>);

impl Codes {
    pub(super) fn give(&mut self, bound: Bound, now: Instant) -> String {
        self.0.retain(|_, code| !code.ended(now));
        let code = secret::random();
        self.0.insert(code.clone(), Code { bound, given: now, used: false });
        code
    }

    /// A code is used up by being presented, also with what does not belong to it: no client can try several verifiers.
    pub(super) fn exchange(&mut self, presented: &Presented<'_>, now: Instant) -> Exchange {
        let Some(code) = self.0.get_mut(presented.code).filter(|code| !code.ended(now)) else {
            return Exchange::Refused;
        };
        if std::mem::replace(&mut code.used, true) {
            return Exchange::Again(code.bound.sign_in.session.clone());
        }
        let bound = &code.bound;
        let fits = bound.sign_in.client == presented.client
            && bound.redirect_uri == presented.redirect_uri
            && bound.challenge == challenge(presented.verifier);
        if fits { Exchange::Good(bound.clone()) } else { Exchange::Refused }
    }
}

impl Code {
    fn ended(&self, now: Instant) -> bool {
        now.duration_since(self.given) > LIFE
    }
}

/// The challenge of a verifier, by S256.
fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
