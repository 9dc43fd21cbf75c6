//! A request as the endpoints see it.

use std::time::Instant;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use haetae_service_kit::error::Lang;
use hyper::{
    HeaderMap, Method,
    header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderValue},
};
use url::form_urlencoded;

use crate::form::{Form, Repeated};

/// A request.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The parameters of the query for GET, of the form for POST.
    pub(crate) form: Result<Form, Repeated>,
    pub(crate) headers: HeaderMap,
    pub(crate) at: Instant,
}

impl Request {
    pub(crate) fn new(method: Method, path: &str, query: &str, body: &[u8], headers: HeaderMap, at: Instant) -> Self {
        let form = Form::parse(if method == Method::GET { query.as_bytes() } else { body });
        Self { method, path: path.to_owned(), form, headers, at }
    }

    /// The language of pages: the first of `ui_locales` that pages exist in, else what the browser prefers.
    pub(crate) fn lang(&self) -> Lang {
        let named = self.form.as_ref().ok().and_then(|form| form.get("ui_locales")).unwrap_or_default();
        let wanted = named.split_whitespace().find(|tag| {
            let primary = tag.split('-').next().unwrap_or_default();
            ["ko", "en"].iter().any(|ours| primary.eq_ignore_ascii_case(ours))
        });
        match wanted.and_then(|tag| HeaderValue::from_str(tag).ok()) {
            Some(tag) => Lang::from_headers(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, tag)])),
            None => Lang::from_headers(&self.headers),
        }
    }

    /// The id and secret of a confidential client, each encoded as in a form (RFC 6749, section 2.3.1).
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let encoded = self.headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
        let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((decoded(id), decoded(secret)))
    }
}

/// Text that was encoded as a value of a form.
fn decoded(text: &str) -> String {
    form_urlencoded::parse(format!("={text}").as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str, headers: &[(hyper::header::HeaderName, &str)]) -> Request {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
        Request::new(Method::GET, "/authorize", query, b"", headers.collect(), Instant::now())
    }

    #[test]
    fn the_client_chooses_the_language_before_the_browser_does() {
        let browser = [(ACCEPT_LANGUAGE, "ko-KR,ko;q=0.9,en;q=0.8")];
        for (query, lang) in [
            ("", Lang::Ko),
            ("ui_locales=en", Lang::En),
            ("ui_locales=fr+en-GB+ko", Lang::En),
            ("ui_locales=fr", Lang::Ko),
            ("ui_locales=kok+KO", Lang::Ko),
        ] {
            assert_eq!(request(query, &browser).lang(), lang, "{query}");
        }
    }

    #[test]
    fn an_id_and_a_secret_are_decoded() {
        let header = format!("Basic {}", BASE64_STANDARD.encode("console:a%3Ab+c"));
        let known = request("", &[(AUTHORIZATION, &header)]).basic();
        assert_eq!(known, Some(("console".to_owned(), "a:b c".to_owned())));
        assert_eq!(request("", &[(AUTHORIZATION, "Bearer x")]).basic(), None);
    }
}
