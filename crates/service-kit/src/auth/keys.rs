//! The issuer's public keys, from a JWKS file that may change while we run.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use tokio::time::Instant;

use super::jose::is_id;

/// The file is looked at no more often than this, however many unknown key ids are sent.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[error("auth.jwks_file: {}: {problem}", path.display())]
pub struct KeysError {
    path: PathBuf,
    problem: String,
}

/// A usable key and the only algorithm it is used with.
pub(super) type Key = Arc<(DecodingKey, Algorithm)>;

pub(super) struct KeySet {
    path: PathBuf,
    state: RwLock<KeysRead>,
}

struct KeysRead {
    keys: HashMap<String, Key>,
    /// The file as it was read. Length and time would not tell two keys of one kind apart.
    content: String,
    looked: Instant,
}

impl KeySet {
    pub(super) fn read(path: &Path) -> Result<Self, KeysError> {
        let content = content(path)?;
        let keys = keys_in(path, &content)?;
        let state = RwLock::new(KeysRead { keys, content, looked: Instant::now() });
        Ok(Self { path: path.to_owned(), state })
    }

    /// The key of that id, after a look at the file if the last one was a while ago.
    pub(super) fn find(&self, key_id: &str) -> Option<Key> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let fresh = state.looked.elapsed() < LOOK_AGAIN;
        let known = state.keys.get(key_id).cloned();
        drop(state);
        if fresh { known } else { self.look_again(key_id) }
    }

    /// The file is small and local: reading it here costs less than handing it to another thread.
    fn look_again(&self, key_id: &str) -> Option<Key> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.looked.elapsed() >= LOOK_AGAIN {
            state.looked = Instant::now();
            let read = content(&self.path).and_then(|now| match now == state.content {
                true => Ok(None),
                false => keys_in(&self.path, &now).map(|keys| Some((keys, now))),
            });
            match read {
                Ok(None) => {}
                Ok(Some((keys, content))) => (state.keys, state.content) = (keys, content),
                Err(error) => tracing::warn!(%error, "keeping the keys read before"),
            }
        }
        state.keys.get(key_id).cloned()
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeySet").field("path", &self.path).finish_non_exhaustive()
    }
}

fn content(path: &Path) -> Result<String, KeysError> {
    fs::read_to_string(path).map_err(|error| KeysError { path: path.to_owned(), problem: error.to_string() })
}

fn keys_in(path: &Path, content: &str) -> Result<HashMap<String, Key>, KeysError> {
    let failed = |problem: String| KeysError { path: path.to_owned(), problem };
    let set: JwkSet = serde_json::from_str(content).map_err(|error| failed(error.to_string()))?;
    let mut keys = HashMap::new();
    for (id, key) in set.keys.iter().filter_map(usable) {
        if let Some(_twice) = keys.insert(id.clone(), key) {
            return Err(failed(format!("two keys have the id {id}")));
        }
    }
    if keys.is_empty() {
        return Err(failed("holds no signing key with an id for RS256, ES256 or EdDSA".to_owned()));
    }
    Ok(keys)
}

/// The algorithm follows from the key, never from the token: RS256, ES256 or EdDSA.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever kind of key is not named is not accepted, new kinds included"
)]
fn usable(jwk: &Jwk) -> Option<(String, Key)> {
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        _ => return None,
    };
    let signs = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let declared = jwk.common.key_algorithm.is_none_or(|named| named == algorithm.into());
    if !signs || !declared {
        return None;
    }
    let key = DecodingKey::from_jwk(jwk).ok()?;
    let id = jwk.common.key_id.clone().filter(|id| is_id(id))?;
    Some((id, Arc::new((key, algorithm))))
}

/// Whether the key that signed a caller's token is still the issuer's. What goes on for long asks again and again.
#[derive(Debug, Clone)]
pub struct Standing {
    keys: Arc<KeySet>,
    key_id: String,
    key: Key,
}

impl Standing {
    pub(super) fn new(keys: &Arc<KeySet>, key_id: &str, key: &Key) -> Self {
        Self { keys: Arc::clone(keys), key_id: key_id.to_owned(), key: Arc::clone(key) }
    }

    /// Whether the issuer still has the key, under the same id.
    pub fn holds(&self) -> bool {
        self.keys.find(&self.key_id).is_some_and(|key| Arc::ptr_eq(&key, &self.key))
    }
}

#[cfg(test)]
mod tests;
