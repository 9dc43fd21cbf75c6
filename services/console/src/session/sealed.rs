//! Values that only the console can read or create: sealed with the configured keys.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use haetae_service_kit::token::TokenKeys;
use serde::{Serialize, de::DeserializeOwned};

/// The purpose of a sealed value: a value of one purpose is never accepted for another. Part of the seal: a changed
/// format gets a new name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A person who is signed in.
    Session,
    /// A sign-in that was begun.
    Flow,
    /// A one-time confirmation of a step.
    Said,
    /// Lists that a person named.
    Views,
}

impl Purpose {
    const fn context(self) -> &'static [u8] {
        match self {
            Self::Session => b"haetae-console session 1",
            Self::Flow => b"haetae-console flow 1",
            Self::Said => b"haetae-console said 1",
            Self::Views => b"haetae-console views 1",
        }
    }
}

/// Seals and opens values.
#[derive(Debug)]
pub(crate) struct Sealer(TokenKeys);

impl Sealer {
    /// With these keys.
    pub(crate) const fn new(keys: TokenKeys) -> Self {
        Self(keys)
    }

    /// A value as a cookie can hold it; none when the system has no randomness.
    pub(crate) fn seal(&self, purpose: Purpose, value: &impl Serialize) -> Option<String> {
        let sealed = self.0.seal(purpose.context(), serde_json::to_vec(value).ok()?)?;
        Some(BASE64.encode(sealed))
    }

    /// The value in a sealed text; none when it was not sealed here, or for another purpose.
    pub(crate) fn open<T: DeserializeOwned>(&self, purpose: Purpose, text: &str) -> Option<T> {
        let opened = self.0.open(purpose.context(), &BASE64.decode(text).ok()?)?;
        serde_json::from_slice(&opened).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_whole_and_for_its_purpose_only() {
        let sealer = Sealer::new(TokenKeys::random().unwrap());
        let sealed = sealer.seal(Purpose::Session, &"kim").unwrap();
        assert!(!sealed.contains("kim"));
        assert_eq!(sealer.open::<String>(Purpose::Session, &sealed).unwrap(), "kim");
        assert_eq!(sealer.open::<String>(Purpose::Flow, &sealed), None, "another purpose");
        let other = Sealer::new(TokenKeys::random().unwrap());
        assert_eq!(other.open::<String>(Purpose::Session, &sealed), None, "another key");
        for at in 0..sealed.len() {
            let mut altered = sealed.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(sealer.open::<String>(Purpose::Session, &altered), None, "{at}");
        }
        assert_eq!(sealer.open::<String>(Purpose::Session, &sealed[..sealed.len() - 1]), None);
    }
}
