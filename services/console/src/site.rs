//! The public address of the console.

use haetae_client::secure;
use haetae_service_kit::config::ConfigError;
use url::Url;

/// Where browsers find the console.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    origin: String,
    https: bool,
}

impl Site {
    /// The site at a public address.
    ///
    /// # Errors
    /// When the address is invalid, has a path, or would send cookies unencrypted.
    pub(crate) fn parse(public_url: &str) -> Result<Self, ConfigError> {
        let wrong = |why: &str| ConfigError::Invalid(format!("server.public_url: {why}"));
        secure(public_url, false).map_err(|error| wrong(&error.to_string()))?;
        let url = Url::parse(public_url).map_err(|error| wrong(&error.to_string()))?;
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || url.username() != "" {
            return Err(wrong("only scheme, host and port, e.g. https://console.example"));
        }
        Ok(Self { origin: url.origin().ascii_serialization(), https: url.scheme() == "https" })
    }

    /// As browsers name it in `Origin`.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether browsers reach it encrypted.
    pub(crate) const fn https(&self) -> bool {
        self.https
    }

    /// The full address of a page, to which other sites redirect browsers.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl Site {
    /// The path of a page of this site from its address; none for another site.
    pub(crate) fn path_of(&self, address: &str) -> Option<String> {
        let url = Url::parse(address).ok().filter(|url| url.origin().ascii_serialization() == self.origin)?;
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        local_path(&path).map(str::to_owned)
    }
}

/// The path to go to afterwards, if it is on this site: otherwise a link to the console could redirect to another
/// site.
pub(crate) fn local_path(path: &str) -> Option<&str> {
    /// Longer paths do not fit into a cookie together with the other values.
    const LONGEST: usize = 1500;
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let fits = path.starts_with('/') && !path.starts_with("//") && path.len() <= LONGEST;
    // Browsers resolve `/./…` and `/../…` before they interpret the rest.
    let resolved = Url::parse("https://console.invalid").ok()?.join(path).ok()?;
    let same = resolved.host_str() == Some("console.invalid") && !resolved.path().starts_with("//");
    (plain && fits && same).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_encrypted_or_on_this_machine() {
        let site = Site::parse("https://console.example/").unwrap();
        assert_eq!((site.origin(), site.https()), ("https://console.example", true));
        assert_eq!(site.url("/signin/back"), "https://console.example/signin/back");
        assert_eq!(Site::parse("http://127.0.0.1:8080").unwrap().origin(), "http://127.0.0.1:8080");
        for wrong in ["http://console.example", "https://console.example/haetae", "console", "https://a@b.example"] {
            assert!(Site::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_of_another_site_has_no_path_here() {
        let site = Site::parse("https://console.example").unwrap();
        assert_eq!(site.path_of("https://console.example/r/R-2026-0001?a=b#c").as_deref(), Some("/r/R-2026-0001?a=b"));
        for other in
            ["https://evil.example/r", "https://console.example.evil.example/", "/r", "https://console.example//e"]
        {
            assert_eq!(site.path_of(other), None, "{other}");
        }
    }

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        for fine in ["/", "/reviews?status=received&page=a-b_c", "/r/R-2026-0142#layers"] {
            assert_eq!(local_path(fine), Some(fine), "{fine}");
        }
        for wrong in [
            "",
            "reviews",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/..//evil.example",
            "/.//evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/검토",
            " /",
        ] {
            assert_eq!(local_path(wrong), None, "{wrong}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(1500))), None);
    }
}
