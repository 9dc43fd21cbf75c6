//! Page tokens, each tied to its caller and to the list it came from.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};

use super::{Kind, TokenKeys};
use crate::{auth::Principal, error::ApiError};

/// Longer texts cannot be valid tokens: a place in a list is at most three texts of 200 characters.
const LONGEST: usize = 8192;
/// The format version of a token. It is part of the sealing context, so that a release with another format refuses
/// older tokens.
const FORM: u8 = 1;

/// The page tokens of one caller. Tokens of other callers cannot be opened. A token of the same person with other
/// roles or in another team counts as another caller's.
#[derive(Debug, Clone)]
pub struct Pages {
    keys: TokenKeys,
    caller: [u8; 32],
}

/// The list that a page token belongs to: the caller, the method and everything that determines its rows and their
/// order.
#[derive(Debug, Clone)]
pub struct PageScope {
    keys: TokenKeys,
    context: [u8; 32],
}

impl TokenKeys {
    /// The page tokens of a caller.
    pub fn pages(&self, caller: &Principal) -> Pages {
        let team = caller.team.as_deref();
        let sees = if team.is_some() { "team" } else { "" };
        let caller = hash(&[&caller.subject, &caller.roles.names(), sees, team.unwrap_or_default()]);
        Pages { keys: self.clone(), caller }
    }
}

impl Pages {
    /// The scope of one list, e.g. `pages.scope(&["ListReviews", filter, order_by])`. The page size may change from
    /// page to page and is not part of it.
    pub fn scope(&self, parts: &[&str]) -> PageScope {
        let mut context = Sha256::new();
        context.update([Kind::Page as u8, FORM]);
        context.update(self.caller);
        context.update(hash(parts));
        PageScope { keys: self.keys.clone(), context: context.finalize().into() }
    }
}

impl PageScope {
    /// The token of the page that starts after the row with this key.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn seal(&self, keyset: Vec<u8>) -> Result<String, ApiError> {
        let sealed = self.keys.seal(&self.context, keyset);
        Ok(BASE64.encode(sealed.ok_or_else(|| ApiError::internal("a page token cannot be sealed"))?))
    }

    /// The token of the page after a row, if there is one: the row's key, or an empty token.
    ///
    /// # Errors
    /// As [`PageScope::seal`].
    pub fn seal_after(&self, keyset: Option<Vec<u8>>) -> Result<String, ApiError> {
        keyset.map_or_else(|| Ok(String::new()), |keyset| self.seal(keyset))
    }

    /// The key in a page token, or `None` for an empty one; `INVALID_FIELD` on `page_token` if it is altered, or
    /// belongs to another list or caller.
    pub fn open(&self, token: &str) -> Result<Option<Vec<u8>>, ApiError> {
        if token.is_empty() {
            return Ok(None);
        }
        let sealed = if token.len() > LONGEST { None } else { BASE64.decode(token).ok() };
        let keyset = sealed.and_then(|sealed| self.keys.open(&self.context, &sealed));
        keyset.map(Some).ok_or_else(Self::refused)
    }

    /// [`PageScope::open`] for a list whose key is a number of `N` bytes.
    ///
    /// # Errors
    /// As [`PageScope::open`].
    pub fn open_number<const N: usize>(&self, token: &str) -> Result<Option<[u8; N]>, ApiError> {
        let number = |key: Vec<u8>| key.try_into().map_err(|_| Self::refused());
        self.open(token)?.map(number).transpose()
    }

    /// The refusal of a page token, also for a key the list cannot read.
    pub fn refused() -> ApiError {
        ApiError::invalid_field(
            "page_token",
            "같은 호출자가 같은 조건과 정렬로 받은 이전 응답의 next_page_token 값을 그대로 사용하십시오.",
            "Must be the next_page_token of a response to the same caller with the same filter and order, unchanged.",
        )
    }
}

fn hash(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
