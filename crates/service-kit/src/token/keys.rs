//! The keys that seal tokens handed to callers, read from a file that may change while the service runs.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::{Engine, prelude::BASE64_STANDARD};
use haetae_domain::causes::with_causes;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::config::ConfigError;

/// How long the keys are used before the file is read again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Bytes of a key.
const KEY: usize = 32;
/// Keys in one file. Each is tried when a token is opened.
const MOST: usize = 8;

/// Seals page tokens, or the sessions of a console, with the first key of a file and opens them with any key of it. Replicas
/// share the file.
#[derive(Clone)]
pub struct TokenKeys(Arc<Shared>);

struct Shared {
    /// The configuration key of the file, without `_file`.
    name: &'static str,
    file: Option<PathBuf>,
    state: RwLock<RingRead>,
}

struct RingRead {
    ring: Arc<Ring>,
    /// SHA-256 of the text the keys were read from.
    text: [u8; 32],
    looked: Instant,
}

type Ring = Vec<RandomizedNonceKey>;

impl TokenKeys {
    /// Reads the keys of a file: base64 of 32 random bytes on each line. `name` is the file's key in the
    /// configuration, without `_file`.
    ///
    /// # Errors
    /// When the file cannot be read, or has other content.
    pub fn read(name: &'static str, file: &Path) -> Result<Self, ConfigError> {
        let text = load(name, file)?;
        let ring = parse(&text).map_err(|problem| ConfigError::Invalid(format!("{name}_file: {problem}")))?;
        Ok(Self::of(name, Some(file.to_owned()), ring, digest(&text)))
    }

    /// One random key that only this process knows. For tests.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn random() -> Result<Self, ConfigError> {
        let ring = parse(&new_key()?).map_err(ConfigError::Invalid)?;
        Ok(Self::of("", None, ring, [0; 32]))
    }

    fn of(name: &'static str, file: Option<PathBuf>, ring: Ring, text: [u8; 32]) -> Self {
        let state = RwLock::new(RingRead { ring: Arc::new(ring), text, looked: Instant::now() });
        Self(Arc::new(Shared { name, file, state }))
    }

    /// Encrypts `plain`, so that it opens only with the same `context`; none when the system has no randomness.
    pub fn seal(&self, context: &[u8], plain: Vec<u8>) -> Option<Vec<u8>> {
        let ring = self.ring();
        let mut sealed = plain;
        let nonce = ring.first()?.seal_in_place_append_tag(Aad::from(context), &mut sealed).ok()?;
        sealed.splice(0..0, nonce.as_ref().iter().copied());
        Some(sealed)
    }

    /// Decrypts a value that any of the keys sealed with the same context.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        self.ring().iter().find_map(|key| {
            let mut bytes = sealed.to_vec();
            let nonce = Nonce::assume_unique_for_key(*nonce);
            key.open_in_place(nonce, Aad::from(context), &mut bytes).ok().map(|plain| plain.to_vec())
        })
    }

    fn ring(&self) -> Arc<Ring> {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let (fresh, ring) = (state.looked.elapsed() < LOOK_AGAIN, Arc::clone(&state.ring));
        drop(state);
        match &self.0.file {
            Some(file) if !fresh => self.look_again(file),
            Some(_) | None => ring,
        }
    }

    /// Reads the file on this thread: it is small and local, and handing the read to another thread would cost more.
    fn look_again(&self, file: &Path) -> Arc<Ring> {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.looked.elapsed() >= LOOK_AGAIN {
            state.looked = Instant::now();
            match load(self.0.name, file) {
                Ok(text) if digest(&text) == state.text => {}
                Ok(text) => match parse(&text) {
                    Ok(ring) => (state.ring, state.text) = (Arc::new(ring), digest(&text)),
                    Err(problem) => tracing::warn!(%problem, name = self.0.name, "keeping the keys read before"),
                },
                Err(error) => tracing::warn!(error = with_causes(&error), "keeping the keys read before"),
            }
        }
        Arc::clone(&state.ring)
    }
}

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeys").field("file", &self.0.file).finish_non_exhaustive()
    }
}

/// A new key as a line of the file.
///
/// # Errors
/// When the system has no randomness.
pub fn new_key() -> Result<String, ConfigError> {
    let mut key = [0; KEY];
    aws_lc_rs::rand::fill(&mut key).map_err(|_| ConfigError::Invalid("the system has no randomness".to_owned()))?;
    Ok(BASE64_STANDARD.encode(key))
}

fn load(key: &'static str, file: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(file).map_err(|source| ConfigError::SecretFile { key, path: file.to_owned(), source })
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// The keys of a file; otherwise the problem, without the content.
fn parse(text: &str) -> Result<Ring, String> {
    let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line.trim())).filter(|(_, line)| !line.is_empty());
    let keys = lines.map(|(n, line)| {
        let wrong = || format!("line {n} is not a key: each line is base64 of {KEY} random bytes");
        let bytes = BASE64_STANDARD.decode(line).map_err(|_| wrong())?;
        if bytes.len() != KEY {
            return Err(wrong());
        }
        RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| wrong())
    });
    let ring = keys.collect::<Result<Ring, _>>()?;
    match ring.len() {
        0 => Err(format!("holds no key: each line is base64 of {KEY} random bytes")),
        1..=MOST => Ok(ring),
        more => Err(format!("holds {more} keys, at most {MOST} are read")),
    }
}

#[cfg(test)]
mod tests;
