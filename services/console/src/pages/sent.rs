//! A submitted form, in which a name may occur several times.

use axum::{http::Uri, response::Redirect};
use haetae_client::request_id;
use url::form_urlencoded;

use crate::{
    api::{Kind, Problem},
    guard::Uploaded,
};

/// The fields of a form, in the order they were sent.
#[derive(Debug, Default)]
pub(crate) struct Sent(Vec<(String, String)>);

impl Sent {
    /// Reads the body of a form.
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The fields of a form with a file.
    pub(crate) fn of(uploaded: &Uploaded) -> Self {
        Self(uploaded.fields.clone())
    }

    /// The first value of a name; empty without one.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A text that has one thing on each line.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A text as the services take it: browsers end lines by two characters.
pub(crate) fn text(sent: &str) -> String {
    sent.replace("\r\n", "\n").trim().to_owned()
}

/// Redirects from a form's target address to the page above it. People get to such an address by going back, by
/// reloading a response, and by switching the language.
pub(crate) async fn page_above(uri: Uri) -> Redirect {
    Redirect::to(above(&uri))
}

/// The address without its last part.
pub(crate) fn above(uri: &Uri) -> &str {
    uri.path().rsplit_once('/').map(|(page, _)| page).filter(|page| !page.is_empty()).unwrap_or("/")
}

/// Whether the form is worth showing again.
pub(crate) const fn is_shown(kind: Kind) -> bool {
    !matches!(kind, Kind::SignedOut | Kind::SignInOver | Kind::NotFound | Kind::ForeignForm | Kind::StaleForm)
}

/// The id under which a form is sent again: the same one, so that it has one effect, unless the id was used with
/// other content.
pub(crate) fn next_id(sent: &Sent, problem: &Problem) -> String {
    let refusal = problem.refusal.as_deref();
    let used = refusal.is_some_and(|refusal| refusal.fields.iter().any(|(field, _)| field == "request_id"));
    let before = sent.one("request_id");
    if used || before.is_empty() { request_id() } else { before.to_owned() }
}
