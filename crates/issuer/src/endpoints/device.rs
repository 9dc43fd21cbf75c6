//! The Device Authorization Grant (RFC 8628): how the command line signs in.

use hyper::StatusCode;
use serde_json::json;

use crate::{answer::Answer, form::Form, grants::DEVICE_CODE_LIFE, pages, provider::Provider, request::Request};

/// Begins a sign-in of a program without a browser.
pub(crate) fn start_device(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let Some(client) = provider.authenticated(request, form) else {
        return Answer::refused(StatusCode::UNAUTHORIZED, "invalid_client");
    };
    let started = provider.grants().devices.start(&client.id, request.at);
    let (uri, user_code) = (format!("{}/device", provider.url), started.user_code);
    Answer::json(&json!({
        "device_code": started.device_code,
        "verification_uri_complete": format!("{uri}?user_code={user_code}"),
        "verification_uri": uri,
        "user_code": user_code,
        "expires_in": DEVICE_CODE_LIFE.as_secs(),
        "interval": 1,
    }))
}

/// Shows the code, and whom one can sign in as.
pub(crate) fn ask_device(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let user_code = form.get("user_code").unwrap_or_default();
    Answer::page(StatusCode::OK, pages::device(request.lang(), user_code, &provider.people), None)
}

/// The page's form: a code, and who confirms it.
pub(crate) fn confirm_device(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let (lang, user_code) = (request.lang(), form.get("user_code").unwrap_or_default());
    let Some(person) = provider.person(form.get("person")) else {
        return Answer::page(StatusCode::BAD_REQUEST, pages::nobody(lang), None);
    };
    if !provider.grants().devices.confirm(user_code, person, request.at) {
        return Answer::page(StatusCode::BAD_REQUEST, pages::unknown_code(lang), None);
    }
    Answer::page(StatusCode::OK, pages::confirmed(lang, &provider.people[person].name), None)
}
