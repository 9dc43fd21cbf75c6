//! Who is signed in: the tokens of a person, sealed in cookies of their browser. The console keeps none of it.

mod cookies;
mod jar;
mod renewal;
mod sealed;
mod streams;

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use haetae_client::oidc::TokenResponse;
use haetae_service_kit::config::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    cookies::{Cookie, Lifetime, plain},
    jar::{Jar, SAID},
    renewal::{Renewals, Standing},
    sealed::{Purpose, Sealer},
    streams::{Place, Streams},
};

/// How long a token is taken to last where the issuer does not say.
const UNSAID: i64 = 300;

/// A person who is signed in. Times are seconds since 1970.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    access_token: String,
    refresh_token: Option<String>,
    /// Tells the identity provider whom to sign out.
    id_token: Option<String>,
    /// When the access token ends.
    ends: i64,
    /// When the person signed in.
    since: i64,
    /// What the keys of forms are made from. Random, so that a session that was not signed in cannot be put in its place.
    form: String,
}

impl Session {
    /// A session of someone who has just signed in. `form` is a new random value.
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

    /// What calls of the services carry.
    pub(crate) fn access_token(&self) -> &str {
        &self.access_token
    }

    /// Asks for the next tokens.
    pub(crate) fn refresh_token(&self) -> Option<SecretString> {
        self.refresh_token.clone().map(SecretString::from)
    }

    /// Tells the identity provider whom to sign out.
    pub(crate) fn id_token(&self) -> Option<SecretString> {
        self.id_token.clone().map(SecretString::from)
    }

    /// The bytes that the keys of forms are made from.
    pub(crate) fn form_secret(&self) -> Vec<u8> {
        BASE64.decode(&self.form).unwrap_or_default()
    }

    /// Whether the access token ends within so many seconds.
    fn ends_within(&self, seconds: i64, now: i64) -> bool {
        self.ends.saturating_sub(now) <= seconds
    }

    /// How many seconds a stream to this person may last: until the access token ends, or the session of `lifetime` seconds.
    pub(crate) fn left(&self, lifetime: u64, now: i64) -> u64 {
        let ends = self.ends.min(self.since.saturating_add_unsigned(lifetime));
        u64::try_from(ends.saturating_sub(now)).unwrap_or_default()
    }

    /// Whether the person signed in no longer ago than `lifetime` seconds.
    pub(crate) fn lasts(&self, lifetime: u64, now: i64) -> bool {
        now < self.since.saturating_add_unsigned(lifetime)
    }
}

/// It holds nothing but secrets.
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
