//! Checks of a request before a page handles it, and the headers of every response.

mod forms;
mod headers;
mod key;
mod origin;
mod upload;

use axum::{
    http::{HeaderValue, header::SET_COOKIE},
    response::Response,
};

pub(crate) use self::{
    forms::check_form,
    headers::SecurityHeaders,
    key::form_key,
    upload::{Uploaded, UploadedFile, Uploads},
};

/// The answer with these cookies set.
pub(crate) fn set_cookies(mut answer: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer
}
