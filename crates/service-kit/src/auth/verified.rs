//! Tokens whose signature and claims were verified already: callers send the same one again until it expires.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Principal, keys::Key};

/// Room for tokens, bytes of their texts. Whose is pushed out is verified again.
const ROOM: u64 = 4 << 20;

/// A token that was good, to be looked at again at every call for what changes: the time, and the issuer's keys.
pub(super) struct Verified {
    pub(super) principal: Principal,
    pub(super) key_id: String,
    /// The key it was verified with. A key read anew is another one.
    pub(super) key: Key,
    pub(super) validity: Validity,
}

/// When a token holds, in seconds since 1970.
#[derive(Clone, Copy)]
pub(super) struct Validity {
    pub(super) exp: f64,
    pub(super) nbf: Option<f64>,
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
