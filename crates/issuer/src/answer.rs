//! Answers of the endpoints.

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use serde_json::{Value, json};
use url::Url;

/// The pages' own style sheet; nothing else is loaded, and no other page may hold them in a frame.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    /// Headers that only this answer has.
    more: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    fn new(status: StatusCode, kind: &'static str, text: String) -> Self {
        Self { status, kind, text, more: Vec::new() }
    }

    pub(crate) fn json(value: &Value) -> Self {
        Self::document(value.to_string())
    }

    /// JSON that is text already.
    pub(crate) fn document(text: String) -> Self {
        Self::new(StatusCode::OK, "application/json", text)
    }

    /// An error of OAuth 2.0 for a program.
    pub(crate) fn refused(status: StatusCode, error: &str) -> Self {
        Self::new(status, "application/json", json!({ "error": error }).to_string())
    }

    pub(crate) fn css(text: &str) -> Self {
        Self::new(StatusCode::OK, "text/css; charset=utf-8", text.to_owned())
    }

    /// A page. Its forms are answered here, and the answer may lead to `target`: browsers apply `form-action` to redirects too.
    pub(crate) fn page(status: StatusCode, text: String, target: Option<&Url>) -> Self {
        let mut answer = Self::new(status, "text/html; charset=utf-8", text);
        let target = target.map_or_else(String::new, |target| format!(" {}", target.origin().ascii_serialization()));
        if let Ok(policy) = HeaderValue::try_from(format!("{POLICY}{target}")) {
            answer.more.push((CONTENT_SECURITY_POLICY, policy));
        }
        answer
    }

    /// Sends the browser on.
    pub(crate) fn redirect(target: &Url) -> Self {
        let mut answer = Self::new(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", String::new());
        // The text of a URL is ASCII.
        if let Ok(target) = HeaderValue::from_str(target.as_str()) {
            answer.more.push((LOCATION, target));
        }
        answer
    }

    /// The same answer with one more header.
    pub(crate) fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.more.push((name, HeaderValue::from_static(value)));
        self
    }

    /// The value of a header that only this answer has.
    #[cfg(test)]
    pub(crate) fn header(&self, name: &HeaderName) -> &str {
        let found = self.more.iter().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.to_str().ok()).unwrap_or_default()
    }

    /// As it is sent. Codes and tokens are in no cache, and in no `Referer`.
    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.text)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        for (name, value) in [
            (CONTENT_TYPE, self.kind),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.extend(self.more);
        response
    }
}
