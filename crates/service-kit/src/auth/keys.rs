//! The issuer's public keys, from a JWKS file that may change while the service runs.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, alarm};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use serde::Deserialize;
use tokio::time::Instant;

use super::jose::is_id;

/// Shortest time between two checks of the file, however many unknown key ids are sent.
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
    /// The content of the file as last read. Length and time alone would not detect one key replaced by another of
    /// the same kind.
    content: String,
    looked: Instant,
    /// The current problem with the file, as last logged.
    trouble: Option<Trouble>,
}

/// A problem with a file that was valid before.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Trouble {
    /// The file is a key set without a usable key: the issuer has withdrawn all of them.
    NoKeys,
    /// The file is missing or is not a key set, which does not mean that the issuer withdrew any key.
    Unreadable(String),
}

impl KeySet {
    pub(super) fn read(path: &Path) -> Result<Self, KeysError> {
        let content = content(path)?;
        let keys = keys_in(path, &content)?;
        if keys.is_empty() {
            let problem = "holds no signing key with an id for RS256, ES256 or EdDSA".to_owned();
            return Err(KeysError { path: path.to_owned(), problem });
        }
        let state = RwLock::new(KeysRead { keys, content, looked: Instant::now(), trouble: None });
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

    /// Reads the file on this thread: it is small and local, and handing the read to another thread would cost more.
    fn look_again(&self, key_id: &str) -> Option<Key> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.looked.elapsed() >= LOOK_AGAIN {
            state.looked = Instant::now();
            state.read_again(&self.path);
        }
        state.keys.get(key_id).cloned()
    }
}

impl KeysRead {
    /// Replaces the keys by those in the file: without any key in it, all are withdrawn. An unreadable file withdraws
    /// none.
    fn read_again(&mut self, path: &Path) {
        let read = content(path).and_then(|now| match now == self.content {
            true => Ok(None),
            false => keys_in(path, &now).map(|keys| Some((keys, now))),
        });
        let trouble = match read {
            Ok(changed) => {
                if let Some((keys, content)) = changed {
                    (self.keys, self.content) = (keys, content);
                }
                self.keys.is_empty().then_some(Trouble::NoKeys)
            }
            Err(error) => Some(Trouble::Unreadable(with_causes(&error))),
        };
        if trouble != self.trouble {
            match &trouble {
                Some(trouble) => trouble.announce(path),
                None => tracing::info!(path = %path.display(), "the issuer's keys can be read again"),
            }
            self.trouble = trouble;
        }
    }
}

impl Trouble {
    fn announce(&self, path: &Path) {
        let path = path.display();
        match self {
            Self::NoKeys => alarm!(
                error,
                Alarm::NoIssuerKeys,
                %path,
                "the issuer's set of keys has no usable key: no token is accepted"
            ),
            Self::Unreadable(error) => alarm!(
                error,
                Alarm::IssuerKeysUnreadable,
                error,
                "the issuer's keys cannot be read: the keys read before stay accepted"
            ),
        }
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeySet").field("path", &self.path).finish_non_exhaustive()
    }
}

fn content(path: &Path) -> Result<String, KeysError> {
    fs::read_to_string(path).map_err(|error| KeysError { path: path.to_owned(), problem: with_causes(&error) })
}

/// The usable keys of a set, possibly none.
fn keys_in(path: &Path, content: &str) -> Result<HashMap<String, Key>, KeysError> {
    let failed = |problem: String| KeysError { path: path.to_owned(), problem };
    let set: Set = serde_json::from_str(content).map_err(|error| failed(with_causes(&error)))?;
    let mut keys = HashMap::new();
    let known = set.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
    for (id, key) in known.filter_map(|key| usable(&key)) {
        if let Some(_twice) = keys.insert(id.clone(), key) {
            return Err(failed(format!("two keys have the id {id}")));
        }
    }
    Ok(keys)
}

/// A JWK set. Keys of unknown kinds are skipped, as RFC 7517 requires.
#[derive(Deserialize)]
struct Set {
    keys: Vec<serde_json::Value>,
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

/// Whether the issuer still has the key that signed a caller's token. Long-running calls check it repeatedly.
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
