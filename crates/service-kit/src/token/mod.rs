//! Opaque tokens: etags, consistency tokens and page tokens. Callers return them unread; a single altered character
//! is detected.
//!
//! Etags and consistency tokens contain a position of the log and a checksum without a key. A position is public and
//! grants nothing: a forged one cannot request anything that the request itself could not. Page tokens contain values
//! of rows; they are encrypted and tied to one caller ([`TokenKeys`]). docs/tokens.md explains tokens to callers.

mod keys;
mod page;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};

use crate::error::ApiError;

pub use keys::{TokenKeys, new_key};
pub use page::{PageScope, Pages};

const CHECKSUM: usize = 8;
/// Longer texts cannot be valid tokens.
const LONGEST: usize = 2048;

/// The kind of a token, so that one kind is never accepted as another. Part of the token: never renumber.
#[derive(Clone, Copy)]
enum Kind {
    Etag = 1,
    Consistency = 2,
    Page = 3,
}

/// The etag of a version of one aggregate.
pub fn etag(version: u64) -> String {
    seal(Kind::Etag, &version.to_be_bytes())
}

/// The version in an etag, if the etag is valid.
pub fn parse_etag(etag: &str) -> Option<u64> {
    open_u64(Kind::Etag, etag)
}

/// The consistency token of a log position.
pub fn consistency_token(sequence: u64) -> String {
    seal(Kind::Consistency, &sequence.to_be_bytes())
}

/// The log position in a consistency token, or `None` for an empty one; `INVALID_FIELD` on `consistency_token` if it
/// is not valid.
pub fn parse_consistency_token(token: &str) -> Result<Option<u64>, ApiError> {
    if token.is_empty() {
        return Ok(None);
    }
    let sequence = open_u64(Kind::Consistency, token).ok_or_else(|| {
        ApiError::invalid_field(
            "consistency_token",
            "응답에서 받은 consistency_token 값을 그대로 사용하십시오.",
            "Must be a consistency_token from a response, unchanged.",
        )
    })?;
    Ok(Some(sequence))
}

fn seal(kind: Kind, payload: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(1 + payload.len() + CHECKSUM);
    bytes.push(kind as u8);
    bytes.extend_from_slice(payload);
    let sum = checksum(&bytes);
    bytes.extend_from_slice(&sum);
    BASE64.encode(bytes)
}

fn open(kind: Kind, token: &str) -> Option<Vec<u8>> {
    if token.len() > LONGEST {
        return None;
    }
    let bytes = BASE64.decode(token).ok()?;
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM>()?;
    let (first, payload) = body.split_first()?;
    (*first == kind as u8 && *sum == checksum(body)).then(|| payload.to_vec())
}

fn open_u64(kind: Kind, token: &str) -> Option<u64> {
    let payload = open(kind, token)?;
    Some(u64::from_be_bytes(payload.try_into().ok()?))
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    first_eight(&Sha256::digest(bytes))
}

fn first_eight(digest: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&digest[..CHECKSUM]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every token that differs from `token` in one character, or is cut or longer by one.
    pub(super) fn forgeries(token: &str) -> impl Iterator<Item = String> {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
        let token = token.to_owned();
        let cut = token[..token.len() - 1].to_owned();
        let longer = ALPHABET.iter().map({
            let token = token.clone();
            move |c| format!("{token}{}", char::from(*c))
        });
        let altered = (0..token.len()).flat_map(move |at| {
            let token = token.clone();
            ALPHABET.iter().filter_map(move |c| {
                let mut bytes = token.clone().into_bytes();
                let was = std::mem::replace(&mut bytes[at], *c);
                (was != *c).then(|| String::from_utf8(bytes).unwrap())
            })
        });
        altered.chain(longer).chain([cut])
    }

    #[test]
    fn numbers_come_back() {
        for n in [0, 1, 4711, u64::MAX] {
            assert_eq!(parse_etag(&etag(n)), Some(n));
            assert_eq!(parse_consistency_token(&consistency_token(n)).unwrap(), Some(n));
        }
        assert_eq!(parse_consistency_token("").unwrap(), None);
    }

    #[test]
    fn any_altered_character_is_noticed_and_the_field_named() {
        for forged in forgeries(&etag(77)) {
            assert_eq!(parse_etag(&forged), None, "{forged}");
        }
        for forged in forgeries(&consistency_token(77)) {
            let error = parse_consistency_token(&forged).unwrap_err();
            assert_eq!(error.violations()[0].field, "consistency_token", "{forged}");
        }
    }

    #[test]
    fn one_kind_is_not_taken_for_another() {
        assert_eq!(parse_etag(&consistency_token(1)), None);
        assert!(parse_consistency_token(&etag(1)).is_err());
        assert_eq!(parse_etag(""), None);
    }
}
