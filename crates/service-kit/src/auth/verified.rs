//! Tokens whose signature and claims were verified already: callers send the same one again until it expires.

use std::sync::Arc;

use jiff::Timestamp;
use moka::sync::Cache;

use super::{keys::Key, principal::Principal, refusal::Refusal};

/// Room for tokens, in bytes of their texts. A token that was evicted is verified again.
const ROOM: u64 = 4 << 20;

/// How far the issuer's clock may be off, in seconds.
const LEEWAY: f64 = 10.0;

/// A token that was good, to be looked at again at every call for what changes: the time, and the issuer's keys.
pub(super) struct Verified {
    pub(super) principal: Principal,
    pub(super) key_id: String,
    /// The key it was verified with. A key that was read again is another one.
    pub(super) key: Key,
    pub(super) validity: Validity,
}

/// When a token holds, in seconds since 1970.
#[derive(Clone, Copy)]
pub(super) struct Validity {
    pub(super) exp: f64,
    pub(super) nbf: Option<f64>,
}

impl Validity {
    /// From when on it does not hold; the end of all times when that is later.
    pub(super) fn ends(self) -> Timestamp {
        // A number too large for the type becomes its largest, which no timestamp is.
        let milliseconds = ((self.exp + LEEWAY) * 1000.0).ceil() as i64;
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
    }

    /// Whether it holds now, in seconds since 1970.
    pub(super) fn at(self, now: f64) -> Result<(), Refusal> {
        match self {
            Self { exp, .. } if exp + LEEWAY <= now => Err(Refusal::Expired),
            Self { nbf: Some(start), .. } if start - LEEWAY > now => Err(Refusal::Early),
            Self { .. } => Ok(()),
        }
    }
}

/// By the token's whole text, so that one changed character is another token.
pub(super) struct VerifiedTokens(Cache<String, Arc<Verified>>);

impl VerifiedTokens {
    pub(super) fn new() -> Self {
        let room = Cache::builder().max_capacity(ROOM);
        Self(room.weigher(|token: &String, _| u32::try_from(token.len()).unwrap_or(u32::MAX)).build())
    }

    pub(super) fn get(&self, token: &str) -> Option<Arc<Verified>> {
        self.0.get(token)
    }

    pub(super) fn put(&self, token: &str, verified: Arc<Verified>) {
        self.0.insert(token.to_owned(), verified);
    }
}

impl std::fmt::Debug for VerifiedTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifiedTokens").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
