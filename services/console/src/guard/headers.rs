//! Security headers, which limit what a page may do in a browser.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use crate::site::Site;

/// The headers of every answer.
#[derive(Debug, Clone)]
pub(crate) struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// Headers for a site. `issuer` is the address to which a sign-out redirects; forms may therefore lead there.
    pub(crate) fn new(site: &Site, issuer: Option<&str>) -> Self {
        let forms = issuer.map(|issuer| format!(" {issuer}")).unwrap_or_default();
        let policy = format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
             form-action 'self'{forms}; frame-ancestors 'none'; base-uri 'none'"
        );
        let mut all = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            // With `no-referrer` browsers would send `Origin: null` with forms.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        ];
        // An origin contains only characters that are valid in a header.
        all.extend(HeaderValue::from_str(&policy).map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
        if site.https() {
            let hsts = HeaderValue::from_static("max-age=63072000; includeSubDomains");
            all.push((header::STRICT_TRANSPORT_SECURITY, hsts));
        }
        Self(all)
    }

    /// Adds the headers. Browsers may not cache pages, unless their handler allows it.
    pub(crate) fn put(&self, mut answer: Response) -> Response {
        let headers = answer.headers_mut();
        headers.extend(self.0.iter().cloned());
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_loaded_run_or_framed_from_elsewhere() {
        let headers = |url: &str, issuer| {
            let answer = SecurityHeaders::new(&Site::parse(url).unwrap(), issuer).put(Response::default());
            answer.headers().clone()
        };
        let here = headers("http://127.0.0.1:8080", None);
        let policy = here[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("form-action 'self';"), "{policy}");
        assert_eq!(here[header::CACHE_CONTROL], "no-store");
        assert!(!here.contains_key(header::STRICT_TRANSPORT_SECURITY));
        let there = headers("https://console.example", Some("https://sso.example"));
        let policy = there[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("form-action 'self' https://sso.example;"), "{policy}");
        assert!(there.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn what_a_handler_lets_browsers_keep_stays_so() {
        let mut kept = Response::default();
        kept.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("immutable"));
        let site = Site::parse("https://console.example").unwrap();
        assert_eq!(SecurityHeaders::new(&site, None).put(kept).headers()[header::CACHE_CONTROL], "immutable");
    }
}
