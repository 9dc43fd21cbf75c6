//! Page tokens, each tied to the list it came from.

use sha2::{Digest, Sha256};

use super::{CHECKSUM, Kind, first_eight, open, seal};
use crate::error::ApiError;

/// The list a page token belongs to: the method and everything that decides which rows it holds and in what order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageScope([u8; CHECKSUM]);

impl PageScope {
    /// The scope of one list, e.g. `PageScope::new(&["ListReviews", filter, order_by])`. The page size may change from
    /// page to page and is no part of it.
    pub fn new(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(first_eight(&hash.finalize()))
    }

    /// The token of the page that starts after the row with this key.
    pub fn seal(&self, keyset: &[u8]) -> String {
        seal(Kind::Page, &[&self.0, keyset].concat())
    }

    /// The key in a page token, or `None` for an empty one; `INVALID_FIELD` on `page_token` if it is altered or from
    /// another list.
    pub fn open(&self, token: &str) -> Result<Option<Vec<u8>>, ApiError> {
        if token.is_empty() {
            return Ok(None);
        }
        let keyset = open(Kind::Page, token).and_then(|payload| {
            let (scope, keyset) = payload.split_first_chunk::<CHECKSUM>()?;
            (*scope == self.0).then(|| keyset.to_vec())
        });
        keyset.map(Some).ok_or_else(Self::refused)
    }

    /// The refusal of a page token, also for a key the list cannot read.
    pub fn refused() -> ApiError {
        ApiError::invalid_field(
            "page_token",
            "같은 조건과 정렬의 이전 응답에서 받은 next_page_token 값을 그대로 사용하십시오.",
            "Must be the next_page_token of a response with the same filter and order, unchanged.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_in_its_own_list_only() {
        let scope = PageScope::new(&["ListReviews", "level = HIGH", "score"]);
        let token = scope.seal(b"key");
        assert_eq!(scope.open(&token).unwrap().unwrap(), b"key");
        assert_eq!(scope.open("").unwrap(), None);
        let others: [&[&str]; 3] = [
            &["ListReviews", "level = LOW", "score"],
            &["ListReviews", "level = HIGHscore", ""],
            &["GetTimeline", "level = HIGH", "score"],
        ];
        for other in others {
            assert!(PageScope::new(other).open(&token).is_err(), "{other:?}");
        }
    }

    #[test]
    fn any_altered_character_is_noticed_and_the_field_named() {
        let scope = PageScope::new(&["ListReviews"]);
        for forged in super::super::tests::forgeries(&scope.seal(b"2026-01-01/42")) {
            let error = scope.open(&forged).unwrap_err();
            assert_eq!(error.violations()[0].field, "page_token", "{forged}");
        }
    }
}
