//! Forms: only a page of this site that was made for this session may send one.

use std::sync::Arc;

use aws_lc_rs::hmac;
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use url::form_urlencoded;

use super::origin::from_this_site;
use crate::{api::Problem, desk::Desk, session::Session, visit::Visit};

/// The field that every form has.
const FORM_KEY: &str = "form_key";
/// Largest form, in bytes: a checklist that is recorded as a whole has some 200 texts.
const LARGEST: usize = 1 << 20;
/// What a person does who is not signed in.
const WITHOUT_SESSION: [&str; 2] = ["/language", "/signout"];
/// What the keys of forms are made of, beside the session.
const CONTEXT: &[u8] = b"haetae-console form";

/// The key of all forms of a session.
pub(crate) fn form_key(session: &Session) -> String {
    BASE64.encode(hmac::sign(&key(session), CONTEXT))
}

fn key(session: &Session) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &session.form_secret())
}

fn is_form_key(session: &Session, given: &str) -> bool {
    let given = BASE64.decode(given).unwrap_or_default();
    !session.form_secret().is_empty() && hmac::verify(&key(session), CONTEXT, &given).is_ok()
}

/// Lets a request that may change something pass only as a form of this site and of the session.
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
    if *request.method() != Method::POST || !is_form(request.headers()) {
        return Err(Problem::no_form());
    }
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

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::tokens;

    #[test]
    fn a_key_belongs_to_one_session() {
        let session = |form: &str| Session::new(&tokens(None), &form.into(), 0);
        let (one, other) = (session("Zm9ybTE"), session("Zm9ybTI"));
        assert!(is_form_key(&one, &form_key(&one)));
        assert!(!is_form_key(&other, &form_key(&one)));
        for forged in ["", "AAAA", "Zm9ybTE"] {
            assert!(!is_form_key(&one, forged), "{forged}");
        }
        let broken = session("");
        assert!(!is_form_key(&broken, &form_key(&broken)), "a session without a secret has no forms");
    }
}
