//! `GET /signin`: the first page for people who are not signed in.

use askama::Template;
use axum::{
    Extension,
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

use super::flow::next_page;
use crate::{
    api::Problem,
    pages::frame::{Frame, html},
    text::Say,
    visit::Visit,
};

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(super) struct Next {
    /// A path of this site.
    pub(super) next: Option<String>,
    /// Present when a session expired.
    ended: Option<String>,
}

#[derive(Template)]
#[template(path = "signin.html")]
struct SigninPage {
    frame: Frame,
    t: Say,
    message: Option<String>,
    start: String,
}

/// The page with the way to the identity provider. It makes no call.
pub(super) async fn show(Extension(visit): Extension<Visit>, Query(query): Query<Next>) -> Result<Response, Problem> {
    let next = next_page(query.next.as_deref());
    if visit.session.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    render(&visit, query.ended.is_some().then(|| visit.say.text("signin-ended")), next)
}

/// The page with a message above.
pub(super) fn render(visit: &Visit, message: Option<String>, next: &str) -> Result<Response, Problem> {
    let t = visit.say;
    let next: String = byte_serialize(next.as_bytes()).collect();
    let frame = Frame::new(visit, &t.text("signin-title"));
    html(&SigninPage { frame, t, message, start: format!("/signin/start?next={next}") })
}
