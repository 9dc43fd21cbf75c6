//! Forms: only a page of this site that was made for this session may send one.

use std::sync::Arc;

use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::form_urlencoded;

use super::{
    key::{FORM_KEY, is_form_key},
    origin::from_this_site,
};
use crate::{api::Problem, desk::Desk, visit::Visit};

/// Largest form, in bytes: a checklist that is recorded as a whole has some 200 texts.
const LARGEST: usize = 1 << 20;
/// Forms that a person who is not signed in may send.
const WITHOUT_SESSION: [&str; 2] = ["/language", "/signout"];
/// Accepts a request that may change something only if it is a form of this site and of the session.
pub(crate) async fn check_form(
    State(desk): State<Arc<Desk>>,
    Extension(visit): Extension<Visit>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    match checked(&desk, &visit, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn checked(desk: &Desk, visit: &Visit, request: Request) -> Result<Request, Problem> {
    if !from_this_site(request.headers(), desk.site.origin()) {
        return Err(Problem::foreign_form());
    }
    if *request.method() != Method::POST {
        return Err(Problem::no_form());
    }
    match kind(request.headers()).as_str() {
        "application/x-www-form-urlencoded" => plain(visit, request).await,
        "multipart/form-data" => with_file(desk, visit, request).await,
        _ => Err(Problem::no_form()),
    }
}

/// A form with a file. Only handlers that request one read it; for all others its body is empty.
async fn with_file(desk: &Desk, visit: &Visit, request: Request) -> Result<Request, Problem> {
    let session = visit.session.as_deref().ok_or_else(Problem::signed_out)?;
    let (mut head, body) = request.into_parts();
    let uploaded = desk.uploads.read(session, &head.headers, body).await?;
    head.extensions.insert(Arc::new(uploaded));
    Ok(Request::from_parts(head, Body::empty()))
}

async fn plain(visit: &Visit, request: Request) -> Result<Request, Problem> {
    let without = WITHOUT_SESSION.contains(&request.uri().path());
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::form_too_large())?;
    match visit.session.as_deref() {
        None if without => {}
        None => return Err(Problem::signed_out()),
        Some(session) => {
            let mut fields = form_urlencoded::parse(&body);
            let given = fields.find(|(name, _)| name == FORM_KEY).map(|(_, value)| value.into_owned());
            if !given.is_some_and(|given| is_form_key(session, &given)) {
                return Err(Problem::stale_form());
            }
        }
    }
    Ok(Request::from_parts(head, Body::from(body)))
}

/// The form's media type, according to the request.
fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
