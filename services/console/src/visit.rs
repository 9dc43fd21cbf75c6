//! The person and the language of a request for a page, determined in the same way for every page.

use std::sync::Arc;

use axum::http::HeaderMap;
use haetae_service_kit::error::Lang;
use url::form_urlencoded::byte_serialize;

use crate::{
    api::Caller,
    said::Said,
    session::{Cookie, Lifetime, Session, plain},
    text::Say,
};

/// How long a browser keeps the language, in seconds: a year.
const YEAR: u32 = 365 * 24 * 60 * 60;

/// One request of a person. It is in the extensions of every request.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The person's language.
    pub(crate) say: Say,
    /// The requested path and query.
    pub(crate) path: String,
    /// Whether something is only read.
    pub(crate) reads: bool,
    /// The page of this site from which the request was made, according to the browser.
    pub(crate) from: Option<String>,
    /// The step taken just now, for the page to confirm.
    pub(crate) said: Option<Said>,
    /// Who is signed in.
    pub(crate) session: Option<Arc<Session>>,
    /// The cached facts about that person.
    pub(crate) caller: Option<Arc<Caller>>,
}

impl Visit {
    /// The page to come back to after signing in: that of the form, where something was sent.
    pub(crate) fn page(&self) -> &str {
        let from = if self.reads { None } else { self.from.as_deref() };
        from.unwrap_or(&self.path)
    }

    /// The sign-in with a return to the page; `ended` states that the session expired.
    pub(crate) fn sign_in(&self, ended: bool) -> String {
        let next: String = byte_serialize(self.page().as_bytes()).collect();
        let ended = if ended { "&ended=1" } else { "" };
        format!("/signin?next={next}{ended}")
    }

    /// The step taken just now, by its name in addresses; empty for none.
    pub(crate) fn done(&self) -> &str {
        self.said.as_ref().map_or("", |said| said.step.as_str())
    }
}

/// The cookie of the language.
pub(crate) fn language_cookie(https: bool) -> Cookie {
    Cookie::new("lang", https, Lifetime::Seconds(YEAR))
}

/// The language of a request: the person's choice, or else the browser's preference, or else Korean.
pub(crate) fn language(headers: &HeaderMap, https: bool) -> Lang {
    let chosen = plain(headers, &language_cookie(https)).and_then(Lang::named);
    chosen.or_else(|| Lang::asked_for(headers)).unwrap_or(Lang::Ko)
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};

    use super::*;

    #[test]
    fn a_choice_comes_before_what_the_browser_prefers() {
        let asked = |cookie: &str, accepted: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, cookie.parse().unwrap());
            headers.extend(accepted.map(|accepted| (ACCEPT_LANGUAGE, accepted.parse().unwrap())));
            language(&headers, false)
        };
        assert_eq!(asked("haetae-lang=1.en", Some("ko")), Lang::En);
        assert_eq!(asked("haetae-lang=1.xx", Some("en-US,en;q=0.9")), Lang::En);
        assert_eq!(asked("a=b", Some("fr")), Lang::Ko);
        assert_eq!(asked("a=b", None), Lang::Ko);
    }
}
