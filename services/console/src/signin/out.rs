//! `POST /signout`: signs out of the console and of the identity provider.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use haetae_domain::causes::with_causes;

use super::page;
use crate::{
    api::Problem,
    desk::Desk,
    guard::set_cookies,
    session::{Jar, Purpose, Session},
    visit::Visit,
};

/// Where the identity provider sends the browser after signing out.
pub(super) const DONE: &str = "/signin/out";

/// Ends the session, also for a copy of its cookies: ends its streams, revokes its tokens and removes its cookies. The
/// cookies are removed even if the identity provider is unreachable.
pub(super) async fn out(
    State(desk): State<Arc<Desk>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
) -> Response {
    let there = match visit.session.as_deref() {
        Some(session) => {
            desk.ended.end(session);
            desk.streams.end(session);
            sign_out(&desk, session).await
        }
        None => None,
    };
    let to = there.unwrap_or_else(|| DONE.to_owned());
    let cookies = Jar::new(&desk.sealer, desk.site.https()).remove(Purpose::Session, &headers);
    set_cookies(Redirect::to(&to).into_response(), cookies)
}

/// The sign-out address of the identity provider, if it has one.
async fn sign_out(desk: &Desk, session: &Session) -> Option<String> {
    let access_token = session.access_token().into();
    if let Err(error) = desk.provider.revoke(&access_token, session.refresh_token().as_ref()).await {
        tracing::warn!(error = with_causes(&error), "could not revoke the tokens of a session");
    }
    let url = desk.provider.sign_out_url(session.id_token().as_ref(), &desk.site.url(DONE)).await;
    url.inspect_err(|error| tracing::warn!(error = with_causes(&error), "could not sign out of the identity provider"))
        .ok()?
        .map(Into::into)
}

/// The page that confirms the sign-out. A person who is signed in still is not told otherwise.
pub(super) async fn done(Extension(visit): Extension<Visit>) -> Result<Response, Problem> {
    if visit.session.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    page::render(&visit, Some(visit.say.text("signed-out")), "/")
}
