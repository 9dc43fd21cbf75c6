//! A sign-in in progress: binds the answer of the identity provider to the browser that began it.

use std::fmt;

use haetae_client::oidc::{ExposeSecret as _, Pkce, SecretString, random_value};
use serde::{Deserialize, Serialize};

use crate::site::local_path;

/// Where the identity provider sends the browser back to.
pub(crate) const BACK: &str = "/signin/back";

/// A sign-in in progress. It is stored in a sealed cookie, which has to accompany the answer.
#[derive(Serialize, Deserialize)]
pub(crate) struct Flow {
    state: String,
    nonce: String,
    verifier: String,
    /// The page to go to afterwards, on this site.
    pub(crate) next: String,
    /// When it was begun, in seconds since 1970.
    pub(crate) since: i64,
}

impl Flow {
    /// A new sign-in; none when the system has no randomness.
    pub(crate) fn new(next: Option<&str>, now: i64) -> Option<Self> {
        let random = || Some(random_value().ok()?.expose_secret().to_owned());
        let next = next_page(next).to_owned();
        Some(Self { state: random()?, nonce: random()?, verifier: random()?, next, since: now })
    }

    /// Ties the answer to the browser.
    pub(crate) fn state(&self) -> SecretString {
        self.state.as_str().into()
    }

    /// Ties the ID token to this sign-in.
    pub(crate) fn nonce(&self) -> SecretString {
        self.nonce.as_str().into()
    }

    /// Ties the code to the console.
    pub(crate) fn pkce(&self) -> Pkce {
        Pkce::of(self.verifier.as_str().into())
    }
}

/// The page to go to after signing in: a page of this site other than sign-in and sign-out, or else the first page.
pub(crate) fn next_page(wanted: Option<&str>) -> &str {
    let signs = |path: &&str| !path.starts_with("/signin") && !path.starts_with("/signout");
    wanted.and_then(local_path).filter(signs).unwrap_or("/")
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("next", &self.next).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_in_is_its_own_and_leads_to_a_page_of_this_site() {
        let [one, other] = [(); 2].map(|()| Flow::new(Some("/reviews?page=2"), 0).unwrap());
        assert_eq!(one.next, "/reviews?page=2");
        for (a, b) in [(&one.state, &other.state), (&one.nonce, &other.nonce), (&one.verifier, &other.verifier)] {
            assert_ne!(a, b);
        }
        assert!(!format!("{one:?}").contains(&one.verifier));
        for wanted in [None, Some("//evil.example"), Some("https://evil.example"), Some("/signin"), Some("/signout")] {
            assert_eq!(next_page(wanted), "/", "{wanted:?}");
        }
    }
}
