//! The client registration at the identity provider, and its authentication.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use url::form_urlencoded::byte_serialize;

/// A client that is registered at an identity provider (RFC 6749, section 2).
#[derive(Debug, Clone)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// Its secret; none for a public client. It is sent by `client_secret_basic`.
    pub client_secret: Option<SecretString>,
    /// The resource of the access token (RFC 8707), if the provider requires it.
    pub resource: Option<String>,
}

impl Client {
    /// The header by which a client with a secret authenticates (RFC 6749, section 2.3.1).
    pub(super) fn basic(&self) -> Option<HeaderValue> {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let secret = self.client_secret.as_ref()?;
        let pair = format!("{}:{}", encoded(&self.client_id), encoded(secret.expose_secret()));
        // Base64 is always a header's value.
        let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Returns a form with these parameters, and with `client_id` for a client without a secret.
    pub(super) fn form<'a>(&'a self, parameters: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let public = self.client_secret.is_none().then_some(("client_id", self.client_id.as_str()));
        parameters.iter().copied().chain(public).collect()
    }

    /// Like [`Client::form`], with `resource`.
    pub(super) fn form_for_resource<'a>(&'a self, parameters: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut form = self.form(parameters);
        form.extend(self.resource.iter().map(|resource| ("resource", resource.as_str())));
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_into_the_header_and_nowhere_else() {
        let client = Client {
            client_id: "a b:c".into(),
            client_secret: Some("p%:ü".into()),
            resource: Some("https://haetae.example".into()),
        };
        let basic = client.basic().unwrap();
        // Both are form-encoded, then joined by a colon.
        assert_eq!(STANDARD.decode(&basic.as_bytes()[6..]).unwrap(), b"a+b%3Ac:p%25%3A%C3%BC");
        assert_eq!(client.form(&[("token", "t")]), [("token", "t")]);
        assert_eq!(client.form_for_resource(&[]), [("resource", "https://haetae.example")]);
        let shown = format!("{client:?} {basic:?}");
        assert!(!shown.contains("p%") && !shown.contains("Basic"), "{shown}");
        let public = Client { client_secret: None, ..client };
        assert!(public.basic().is_none());
        assert_eq!(public.form(&[]), [("client_id", "a b:c")]);
    }
}
