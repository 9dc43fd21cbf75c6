//! Lists that a person named. The console keeps nothing of a person, so they are in the browser, in a sealed cookie: a browser has
//! those of the person who named some last.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, Uri},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::{Deserialize, Serialize};

use super::asked::ReviewsQuery;
use crate::{
    api::Problem,
    desk::Desk,
    guard::set_cookies,
    pages::{lists::Choice, visitor::Visitor},
    said::{Said, leads},
    session::{Jar, Purpose},
    site::local_path,
    text::{Say, key},
};

/// Named lists of one person.
const MOST: usize = 10;
/// Characters of a name.
const LONGEST: usize = 40;
/// Bytes of all of them: sealed they fit into one cookie.
const BYTES: usize = 2600;

/// The named lists in a browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Saved {
    /// Whose they are.
    owner: String,
    /// In the order they were named: the name, and the address.
    views: Vec<(String, String)>,
}

/// Why a list was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Name,
    Many,
}

impl Saved {
    /// Those of a person in a browser.
    pub(super) fn of(desk: &Desk, headers: &HeaderMap, owner: &str) -> Self {
        let kept: Option<Self> = Jar::new(&desk.sealer, desk.site.https()).open(Purpose::Views, headers);
        kept.filter(|kept| kept.owner == owner).unwrap_or_else(|| Self { owner: owner.to_owned(), views: Vec::new() })
    }

    /// As links; the one to `address` is chosen.
    pub(super) fn choices(&self, address: &str) -> Vec<Choice> {
        let choice =
            |(name, to): &(String, String)| Choice { text: name.clone(), address: to.clone(), chosen: to == address };
        self.views.iter().map(choice).collect()
    }

    /// With a list of this name, in place of one that has it.
    fn with(mut self, name: &str, address: String) -> Result<Self, Refused> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > LONGEST {
            return Err(Refused::Name);
        }
        match self.views.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = address,
            None => self.views.push((name, address)),
        }
        let size: usize = self.views.iter().map(|(name, address)| name.len() + address.len() + 8).sum();
        if self.views.len() > MOST || size > BYTES { Err(Refused::Many) } else { Ok(self) }
    }

    fn without(mut self, name: &str) -> Self {
        self.views.retain(|(known, _)| known != name);
        self
    }
}

/// What is wrong with a name, as the page says it.
pub(super) fn wrong(t: Say, asked: &ReviewsQuery) -> String {
    match asked.wrong.as_str() {
        "name" => t.text(key("saved-wrong-name")),
        "many" => t.text(key("saved-wrong-many")),
        _ => String::new(),
    }
}

/// What was done with a named list just now; empty for nothing.
pub(super) fn done(t: Say, step: &str) -> String {
    match step {
        "keep" => t.text("saved-kept"),
        "forget" => t.text("saved-forgotten"),
        _ => String::new(),
    }
}

/// What the forms say.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    name: String,
    #[serde(default)]
    at: String,
}

impl Sent {
    /// The list that the form was on: an address of the list, and nothing else.
    fn list(&self) -> Option<ReviewsQuery> {
        let uri: Uri = local_path(&self.at)?.parse().ok()?;
        (uri.path() == "/reviews")
            .then(|| Query::<ReviewsQuery>::try_from_uri(&uri).ok())
            .flatten()
            .map(|Query(asked)| asked)
    }
}

/// Names a list. It makes no call but GetCaller.
pub(super) async fn keep(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let asked = sent.list().ok_or_else(Problem::no_form)?;
    let address = asked.address(|_| {});
    let saved = Saved::of(&desk, &headers, &visitor.caller.subject);
    match saved.with(&sent.name, address.clone()) {
        Ok(saved) => Ok(kept(&desk, &headers, (&saved, "keep"), &address)),
        Err(refused) => {
            let why = if refused == Refused::Name { "name" } else { "many" };
            Ok(Redirect::to(&asked.address(|asked| why.clone_into(&mut asked.wrong))).into_response())
        }
    }
}

/// Forgets a named list. It makes no call but GetCaller.
pub(super) async fn forget(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let address = sent.list().ok_or_else(Problem::no_form)?.address(|_| {});
    let saved = Saved::of(&desk, &headers, &visitor.caller.subject).without(&sent.name);
    Ok(kept(&desk, &headers, (&saved, "forget"), &address))
}

/// To the list, which says what was done.
fn kept(desk: &Desk, headers: &HeaderMap, (saved, done): (&Saved, &str), address: &str) -> Response {
    let cookies = Jar::new(&desk.sealer, desk.site.https()).keep(Purpose::Views, saved, headers);
    set_cookies(leads(address, Said::of(done)), cookies.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_name_and_there_are_few() {
        let saved = Saved::default().with(" 결제  부서 ", "/reviews?q=a".into()).unwrap();
        let saved = saved.with("결제 부서", "/reviews?q=b".into()).unwrap();
        assert_eq!(saved.views, [("결제 부서".to_owned(), "/reviews?q=b".to_owned())]);
        assert!(saved.choices("/reviews?q=b")[0].chosen && !saved.choices("/reviews")[0].chosen);
        for name in ["", "   ", &"가".repeat(LONGEST + 1)] {
            assert_eq!(saved.clone().with(name, "/reviews".into()), Err(Refused::Name));
        }
        let full =
            (0..MOST).fold(Saved::default(), |saved, at| saved.with(&at.to_string(), "/reviews".into()).unwrap());
        assert_eq!(full.clone().with("one more", "/reviews".into()), Err(Refused::Many));
        assert_eq!(full.without("3").views.len(), MOST - 1);
        assert_eq!(saved.with("long", "a".repeat(BYTES)), Err(Refused::Many));
    }

    #[test]
    fn only_an_address_of_the_list_is_kept() {
        let list = |at: &str| Sent { name: String::new(), at: at.into() }.list().map(|asked| asked.address(|_| {}));
        assert_eq!(list("/reviews?view=all&q=%EA%B0%80&page=t&x=1").as_deref(), Some("/reviews?view=all&q=%EA%B0%80"));
        for other in
            ["", "//elsewhere.example/reviews", "https://elsewhere.example/reviews", "/findings", "javascript:1"]
        {
            assert_eq!(list(other), None, "{other}");
        }
    }
}
