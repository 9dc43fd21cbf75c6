//! Sessions: the tokens of a signed-in person, sealed in cookies of their browser. The console does not store them.

mod cookies;
mod ended;
mod jar;
mod renewal;
mod sealed;
mod streams;

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use haetae_client::oidc::TokenResponse;
use haetae_service_kit::config::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub(crate) use self::{
    cookies::{Cookie, Lifetime, plain},
    ended::Ended,
    jar::{Jar, SAID},
    renewal::{Renewals, Standing},
    sealed::{Purpose, Sealer},
    streams::{Place, Streams},
};

/// Assumed lifetime of a token if the issuer does not specify it, in seconds.
const UNSAID: i64 = 300;

/// What tells sessions apart.
type Id = [u8; 32];

/// A person who is signed in. Times are seconds since 1970.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    access_token: String,
    refresh_token: Option<String>,
    /// Identifies the person to the identity provider at sign-out.
    id_token: Option<String>,
    /// When the access token ends.
    ends: i64,
    /// When the person signed in.
    since: i64,
    /// The secret from which form keys are derived. Random, so that it cannot be replaced by that of a session
    /// created without signing in.
    form: String,
}

impl Session {
    /// A session of a person who has just signed in. `form` is a new random value.
    pub(crate) fn new(tokens: &TokenResponse, form: &SecretString, now: i64) -> Self {
        let mut session = Self {
            access_token: String::new(),
            refresh_token: None,
            id_token: tokens.id_token.as_ref().map(exposed),
            ends: now,
            since: now,
            form: form.expose_secret().to_owned(),
        };
        session.take(tokens, now);
        session
    }

    /// The same session with new tokens.
    fn renewed(&self, tokens: &TokenResponse, now: i64) -> Self {
        let mut session = self.clone();
        session.take(tokens, now);
        session
    }

    fn take(&mut self, tokens: &TokenResponse, now: i64) {
        self.access_token = exposed(&tokens.access_token);
        self.refresh_token = tokens.refresh_token.as_ref().map(exposed);
        self.ends = now.saturating_add(tokens.expires_in.unwrap_or(UNSAID));
    }

    /// The access token for calls of the services.
    pub(crate) fn access_token(&self) -> &str {
        &self.access_token
    }

    /// Asks for the next tokens.
    pub(crate) fn refresh_token(&self) -> Option<SecretString> {
        self.refresh_token.clone().map(SecretString::from)
    }

    /// Identifies the person to the identity provider at sign-out.
    pub(crate) fn id_token(&self) -> Option<SecretString> {
        self.id_token.clone().map(SecretString::from)
    }

    /// The bytes that the keys of forms are made from.
    pub(crate) fn form_secret(&self) -> Vec<u8> {
        BASE64.decode(&self.form).unwrap_or_default()
    }

    /// A session stays the same when its tokens are renewed.
    fn id(&self) -> Id {
        Sha256::digest(self.form_secret()).into()
    }

    /// Whether the access token expires within this number of seconds.
    fn ends_within(&self, seconds: i64, now: i64) -> bool {
        self.ends.saturating_sub(now) <= seconds
    }

    /// The maximum lifetime of a stream to this person in seconds: until the access token expires, or the session of
    /// `lifetime` seconds ends.
    pub(crate) fn left(&self, lifetime: u64, now: i64) -> u64 {
        let ends = self.ends.min(self.since.saturating_add_unsigned(lifetime));
        u64::try_from(ends.saturating_sub(now)).unwrap_or_default()
    }

    /// Whether the person signed in no longer ago than `lifetime` seconds.
    pub(crate) fn lasts(&self, lifetime: u64, now: i64) -> bool {
        now < self.since.saturating_add_unsigned(lifetime)
    }
}

/// Prints only the times; all other fields are secrets.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("ends", &self.ends).field("since", &self.since).finish_non_exhaustive()
    }
}

fn exposed(secret: &SecretString) -> String {
    secret.expose_secret().to_owned()
}

#[cfg(test)]
pub(crate) mod tests;
