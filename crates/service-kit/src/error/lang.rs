//! The caller's language.

use http::HeaderMap;
use tonic::metadata::MetadataMap;

/// A language in which the messages exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Korean: when `accept-language` prefers it.
    Ko,
    /// English: in every other case.
    #[default]
    En,
}

impl Lang {
    /// The locale as `google.rpc.LocalizedMessage` names it.
    pub fn locale(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// Picks the text of this language.
    pub fn pick<T>(self, ko: T, en: T) -> T {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }

    /// The language of a call, from its `accept-language` metadata.
    pub fn from_metadata(metadata: &MetadataMap) -> Self {
        Self::from_headers(metadata.as_ref())
    }

    /// The language of a call, from its HTTP headers.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        Self::asked_for(headers).unwrap_or_default()
    }

    /// The preferred of the two languages in the headers of a call; none when they name neither.
    pub fn asked_for(headers: &HeaderMap) -> Option<Self> {
        Self::preferred(headers.get(http::header::ACCEPT_LANGUAGE)?.to_str().ok()?)
    }

    /// The language of a name such as `ko`.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Ko, Self::En].into_iter().find(|lang| lang.locale() == name)
    }

    /// The preferred of the two languages in an `accept-language` value (RFC 9110, 12.5.4); the first named wins a
    /// tie.
    fn preferred(header: &str) -> Option<Self> {
        let mut best = (None, 0.0);
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let primary = tag.split('-').next().unwrap_or_default();
            let lang = if primary.eq_ignore_ascii_case("ko") {
                Self::Ko
            } else if primary.eq_ignore_ascii_case("en") {
                Self::En
            } else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if weight > best.1 {
                best = (Some(lang), weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_language_wins_and_english_is_the_default() {
        for (header, lang) in [
            ("ko", Lang::Ko),
            ("ko-KR,ko;q=0.9,en-US;q=0.8", Lang::Ko),
            ("KO-kr", Lang::Ko),
            ("fr, ko;q=0.2", Lang::Ko),
            ("en, ko;q=0.9", Lang::En),
            ("ko;q=0.1, en;q=0.2", Lang::En),
            ("ko;q=0", Lang::En),
            ("ko;q=x", Lang::En),
            ("kok", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::preferred(header).unwrap_or_default(), lang, "{header}");
        }
    }
}
