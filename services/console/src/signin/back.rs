//! `GET /signin/back`: the return from the identity provider.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use haetae_client::oidc::{AuthorizationResponse, Error, ExposeSecret as _, random_value};
use haetae_service_kit::clock;

use super::flow::{Flow, next_page};
use crate::{
    api::Problem,
    desk::Desk,
    guard::set_cookies,
    session::{Jar, Purpose, Session},
};

/// Time limit of a sign-in, in seconds.
const LONGEST: i64 = 600;

/// Completes a sign-in: exchanges the code for tokens, and creates a new session from them. An earlier session is not
/// continued.
pub(super) async fn back(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Query(response): Query<AuthorizationResponse>,
) -> Result<Response, Problem> {
    let (jar, now) = (Jar::new(&desk.sealer, desk.site.https()), clock::now().as_second());
    let flow: Option<Flow> = jar.open(Purpose::Flow, &headers);
    let flow = flow.filter(|flow| now - flow.since <= LONGEST).ok_or_else(Problem::sign_in_over)?;
    let session = signed_in(&desk, response, &flow, now).await?;
    let kept = jar
        .keep(Purpose::Session, &session, &headers)
        .ok_or_else(|| Problem::defect("the tokens of the identity provider do not fit into cookies"))?;
    let cookies = kept.into_iter().chain(jar.remove(Purpose::Flow, &headers)).collect();
    Ok(set_cookies(Redirect::to(next_page(Some(&flow.next))).into_response(), cookies))
}

async fn signed_in(desk: &Desk, response: AuthorizationResponse, flow: &Flow, now: i64) -> Result<Session, Problem> {
    let metadata = desk.provider.metadata().await.map_err(|error| Problem::provider(&error))?;
    let code = response.code(&metadata, &flow.state()).map_err(|error| Problem::refused_sign_in(&error.to_string()))?;
    let tokens = desk.provider.exchange(&code, flow).await.map_err(|error| not_exchanged(&error))?;
    let id_token = tokens.id_token.as_ref().ok_or_else(|| Problem::refused_sign_in("there is no ID token"))?;
    let subject = desk.id_tokens.subject(id_token.expose_secret(), flow.nonce().expose_secret());
    let subject = subject.map_err(|refused| Problem::refused_sign_in(&refused.to_string()))?;
    tracing::info!(subject, "signed in");
    let form = random_value().map_err(|_| Problem::defect("the system has no randomness"))?;
    Ok(Session::new(&tokens, &form, now))
}

/// A code that the identity provider rejects was used before or has expired: the person has to begin again.
fn not_exchanged(error: &Error) -> Problem {
    if matches!(error, Error::Refused { response, .. } if response.error == "invalid_grant") {
        return Problem::refused_sign_in(&error.to_string());
    }
    Problem::provider(error)
}
