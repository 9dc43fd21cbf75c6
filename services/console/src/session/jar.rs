//! The cookies of the console.

use axum::http::{HeaderMap, HeaderValue};
use serde::{Serialize, de::DeserializeOwned};

use super::{Cookie, Lifetime, Purpose, Sealer, Session};

/// Time limit for a sign-in at the identity provider, in seconds.
const SIGN_IN: u32 = 600;

/// How long a confirmation waits for its page, in seconds.
pub(crate) const SAID: u32 = 60;
/// How long a browser keeps the lists that a person named, in seconds: a year.
const VIEWS: u32 = 365 * 24 * 60 * 60;

/// The sealed cookies of a site.
#[derive(Debug)]
pub(crate) struct Jar<'a> {
    sealer: &'a Sealer,
    https: bool,
}

impl<'a> Jar<'a> {
    /// The cookies of a site that is encrypted or not.
    pub(crate) const fn new(sealer: &'a Sealer, https: bool) -> Self {
        Self { sealer, https }
    }

    /// Who is signed in.
    pub(crate) fn session(&self, request: &HeaderMap) -> Option<Session> {
        self.open(Purpose::Session, request)
    }

    /// Whether the browser has something for a purpose, whatever it is.
    pub(crate) fn has(&self, purpose: Purpose, request: &HeaderMap) -> bool {
        self.cookie(purpose).read(request).is_some()
    }

    /// The value that was sealed for a purpose.
    pub(crate) fn open<T: DeserializeOwned>(&self, purpose: Purpose, request: &HeaderMap) -> Option<T> {
        self.sealer.open(purpose, &self.cookie(purpose).read(request)?)
    }

    /// The headers that store a value in the browser; none when it is too long.
    pub(crate) fn keep(
        &self,
        purpose: Purpose,
        value: &impl Serialize,
        request: &HeaderMap,
    ) -> Option<Vec<HeaderValue>> {
        self.cookie(purpose).set(&self.sealer.seal(purpose, value)?, request)
    }

    /// The headers that remove it.
    pub(crate) fn remove(&self, purpose: Purpose, request: &HeaderMap) -> Vec<HeaderValue> {
        self.cookie(purpose).remove(request)
    }

    fn cookie(&self, purpose: Purpose) -> Cookie {
        match purpose {
            Purpose::Session => Cookie::new("session", self.https, Lifetime::Browser),
            Purpose::Flow => Cookie::new("signin", self.https, Lifetime::Seconds(SIGN_IN)),
            Purpose::Said => Cookie::new("said", self.https, Lifetime::Seconds(SAID)),
            Purpose::Views => Cookie::new("views", self.https, Lifetime::Seconds(VIEWS)),
        }
    }
}
