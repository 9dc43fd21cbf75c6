//! One-time confirmations: a step redirects to a page, and a sealed cookie contains the confirmation for that page.
//! The address contains none of it. Therefore no link can make a page confirm something that did not happen, and
//! reloading the page shows no confirmation again.

use axum::{
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::{Deserialize, Serialize};

use crate::session::{Jar, Purpose, SAID};

/// The step taken just now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// The path of the page that shows it.
    page: String,
    /// When it was done, in seconds since 1970.
    since: i64,
    /// The step, as addresses name it.
    pub(crate) step: String,
    /// On how many.
    pub(crate) count: u64,
    /// Names the drafts that were recorded; empty without any.
    pub(crate) batch: String,
}

impl Said {
    /// A step.
    pub(crate) fn of(step: &str) -> Self {
        Self { step: step.to_owned(), count: 1, ..Self::default() }
    }

    /// The same on so many.
    pub(crate) fn on(self, count: u64) -> Self {
        Self { count, ..self }
    }

    /// The same for drafts of this name.
    pub(crate) fn of_batch(self, batch: String) -> Self {
        Self { batch, ..self }
    }

    /// The same, with the cookie that takes it to its page.
    pub(crate) fn kept(self, jar: &Jar<'_>, now: i64, request: &HeaderMap) -> Vec<HeaderValue> {
        jar.keep(Purpose::Said, &Self { since: now, ..self }, request).unwrap_or_default()
    }

    /// The confirmation for the page at a path, if the browser sent one.
    pub(crate) fn brought(jar: &Jar<'_>, path: &str, now: i64, request: &HeaderMap) -> Option<Self> {
        let said: Self = jar.open(Purpose::Said, request)?;
        (said.page == path && (0..=i64::from(SAID)).contains(&(now - said.since))).then_some(said)
    }
}

/// Redirects to a page that confirms the step.
pub(crate) fn leads(to: &str, said: Said) -> Response {
    let page = to.split(['?', '#']).next().unwrap_or_default().to_owned();
    let mut answer = Redirect::to(to).into_response();
    answer.extensions_mut().insert(Said { page, ..said });
    answer
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;
    use haetae_service_kit::token::TokenKeys;

    use super::*;
    use crate::session::Sealer;

    #[test]
    fn only_the_page_a_step_leads_to_says_it_and_only_shortly_after() {
        let sealer = Sealer::new(TokenKeys::random().unwrap());
        let jar = Jar::new(&sealer, false);
        let said = leads("/r/R-2026-0142/evidence?for=a#main", Said::of("evidence")).extensions_mut().remove::<Said>();
        let kept = said.unwrap().kept(&jar, 100, &HeaderMap::new());
        let pair = kept[0].to_str().unwrap().split(';').next().unwrap().to_owned();
        let brought = |cookie: &str, path: &str, now: i64| {
            let request = HeaderMap::from_iter([(COOKIE, cookie.parse().unwrap())]);
            Said::brought(&jar, path, now, &request).map(|said| said.step)
        };
        let page = "/r/R-2026-0142/evidence";
        assert_eq!(brought(&pair, page, 101).as_deref(), Some("evidence"));
        assert_eq!(brought(&pair, "/r/R-2026-0143/evidence", 101), None, "another page");
        assert_eq!(brought(&pair, page, 161), None, "too late");
        assert_eq!(brought("haetae-said=1.forged", page, 101), None);
    }
}
