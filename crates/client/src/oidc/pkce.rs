//! Proof Key for Code Exchange (RFC 7636) by `S256`, and other values that cannot be guessed.

use std::fmt;

use aws_lc_rs::{digest, error::Unspecified, rand};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};

/// The verifier that a client keeps, and the challenge that it sends with the authorization request.
pub struct Pkce {
    code_verifier: SecretString,
    code_challenge: String,
}

impl Pkce {
    /// Creates a verifier of 256 random bits.
    ///
    /// # Errors
    /// An error if the system cannot provide random bytes.
    pub fn new() -> Result<Self, Unspecified> {
        Ok(Self::of(random_value()?))
    }

    /// Uses a stored verifier.
    #[must_use]
    pub fn of(code_verifier: SecretString) -> Self {
        let hash = digest::digest(&digest::SHA256, code_verifier.expose_secret().as_bytes());
        Self { code_challenge: URL_SAFE_NO_PAD.encode(hash), code_verifier }
    }

    /// The verifier to send to the token endpoint.
    #[must_use]
    pub const fn code_verifier(&self) -> &SecretString {
        &self.code_verifier
    }

    /// The challenge to send to the authorization endpoint, with `code_challenge_method=S256`.
    #[must_use]
    pub fn code_challenge(&self) -> &str {
        &self.code_challenge
    }
}

impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkce").field("code_challenge", &self.code_challenge).finish_non_exhaustive()
    }
}

/// 256 random bits as 43 characters of base64url: for `state`, `nonce` and the ids of sessions.
///
/// # Errors
/// An error if the system cannot provide random bytes.
pub fn random_value() -> Result<SecretString, Unspecified> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let pkce = Pkce::of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(pkce.code_challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(!format!("{pkce:?}").contains("dBjft"));
    }

    #[test]
    fn every_verifier_is_new_and_as_long_as_the_standard_wants() {
        let [one, other] = [(); 2].map(|()| Pkce::new().unwrap());
        let verifier = one.code_verifier().expose_secret();
        assert_ne!(verifier, other.code_verifier().expose_secret());
        assert!(verifier.len() == 43 && verifier.chars().all(|one| one.is_ascii_alphanumeric() || "-_".contains(one)));
    }
}
