//! Caches tokens whose signature and claims were verified: callers send the same token until it expires.

use std::sync::Arc;

use jiff::Timestamp;
use moka::sync::Cache;

use super::{keys::Key, principal::Principal, refusal::Refusal};

/// Room for tokens, in bytes of their texts. A token that was evicted is verified again.
const ROOM: u64 = 4 << 20;

/// Tolerated clock difference to the issuer, in seconds.
const LEEWAY: f64 = 10.0;

/// A verified token. At every call only the parts that can change are checked again: the time, and the issuer's keys.
pub(super) struct Verified {
    pub(super) principal: Principal,
    pub(super) key_id: String,
    /// The key it was verified with. A key that was read again is another one.
    pub(super) key: Key,
    pub(super) validity: Validity,
}

/// When a token is valid, in seconds since 1970.
#[derive(Clone, Copy)]
pub(super) struct Validity {
    pub(super) exp: f64,
    pub(super) nbf: Option<f64>,
}

impl Validity {
    /// The end of its validity; the latest representable time if the end is later.
    pub(super) fn ends(self) -> Timestamp {
        // A number too large for `i64` saturates to its maximum, which is no valid timestamp.
        let milliseconds = ((self.exp + LEEWAY) * 1000.0).ceil() as i64;
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
    }

    /// Checks that it is valid at this time, in seconds since 1970.
    pub(super) fn at(self, now: f64) -> Result<(), Refusal> {
        match self {
            Self { exp, .. } if exp + LEEWAY <= now => Err(Refusal::Expired),
            Self { nbf: Some(start), .. } if start - LEEWAY > now => Err(Refusal::Early),
            Self { .. } => Ok(()),
        }
    }
}

/// Keyed by the whole text of the token, so that a token with one changed character is not found.
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
