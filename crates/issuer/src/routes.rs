//! Which endpoint answers.

use hyper::{Method, StatusCode};

use crate::{answer::Answer, endpoints, form::Repeated, pages, provider::Provider, request::Request};

/// The answer to a request.
pub(crate) fn answer(provider: &Provider, request: &Request) -> Answer {
    let form = match &request.form {
        Ok(form) => form,
        Err(Repeated(name)) if request.method == Method::GET => {
            return Answer::page(StatusCode::BAD_REQUEST, pages::repeated(request.lang(), name), None);
        }
        Err(Repeated(_)) => return Answer::refused(StatusCode::BAD_REQUEST, "invalid_request"),
    };
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/.well-known/openid-configuration") => endpoints::discovery(provider),
        ("GET", "/jwks.json") => endpoints::keys(provider),
        ("GET", "/style.css") => Answer::css(pages::STYLE),
        ("GET", "/authorize") => endpoints::ask(provider, request, form),
        ("POST", "/authorize") => endpoints::choose(provider, request, form),
        ("POST", "/device_authorization") => endpoints::start_device(provider, request, form),
        ("GET", "/device") => endpoints::ask_device(provider, request, form),
        ("POST", "/device") => endpoints::confirm_device(provider, request, form),
        ("POST", "/token") => endpoints::token(provider, request, form),
        ("POST", "/revoke") => endpoints::revoke(provider, request, form),
        ("GET" | "POST", "/end_session") => endpoints::end_session(provider, request, form),
        _ => Answer::refused(StatusCode::NOT_FOUND, "not_found"),
    }
}
