//! The origin of a request that changes something.

use axum::http::{HeaderMap, header::ORIGIN};

/// Whether a page of this site made the request, according to the browser. A request without this information is
/// rejected.
pub(super) fn from_this_site(headers: &HeaderMap, origin: &str) -> bool {
    let one = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let (from, site) = (one(ORIGIN.as_str()), one("sec-fetch-site"));
    let said = from.is_some() || site.is_some();
    said && from.is_none_or(|from| from == origin) && site.is_none_or(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_change_something() {
        let asked = |headers: &[(&'static str, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            from_this_site(&headers.collect(), "https://console.example")
        };
        let (ours, same) = (("origin", "https://console.example"), ("sec-fetch-site", "same-origin"));
        assert!(asked(&[ours]) && asked(&[same]) && asked(&[ours, same]));
        for foreign in [
            &[][..],
            &[("origin", "null")],
            &[("origin", "https://evil.example"), same],
            &[("origin", "http://console.example")],
            &[("origin", "https://console.example.evil.example")],
            &[ours, ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
        ] {
            assert!(!asked(foreign), "{foreign:?}");
        }
    }
}
