//! The cookies of one host.

use std::collections::BTreeMap;

use hyper::{HeaderMap, header::SET_COOKIE};

/// Cookies by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Cookies(BTreeMap<String, String>);

impl Cookies {
    /// Stores and removes cookies as a response says.
    pub(super) fn take(&mut self, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let text = header.to_str().unwrap_or_default();
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            let Some((name, value)) = pair.split_once('=') else { continue };
            let removed = attributes.split(';').any(|one| one.trim().eq_ignore_ascii_case("max-age=0"));
            if removed {
                self.0.remove(name.trim());
            } else {
                self.put(name.trim(), value.trim());
            }
        }
    }

    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The `Cookie` header of a request.
    pub(super) fn header(&self) -> Option<String> {
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_removes_is_not_sent_again() {
        let mut cookies = Cookies::default();
        let answer = |set: &[&'static str]| set.iter().map(|one| (SET_COOKIE, one.parse().unwrap())).collect();
        cookies.take(&answer(&["a=1; Path=/", "b=2; HttpOnly; Max-Age=60"]));
        assert_eq!(cookies.header().as_deref(), Some("a=1; b=2"));
        cookies.take(&answer(&["a=; Path=/; Max-Age=0"]));
        assert_eq!(cookies.header().as_deref(), Some("b=2"));
    }
}
