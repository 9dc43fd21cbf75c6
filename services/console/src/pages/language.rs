//! `POST /language`: switches to the other language.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use haetae_service_kit::error::Lang;
use serde::Deserialize;

use crate::{api::Problem, desk::Desk, guard::set_cookies, site::local_path, visit::language_cookie};

/// The form's fields.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    lang: String,
    next: String,
}

/// Keeps the language in the browser and goes back to the page. It makes no call.
pub(crate) async fn choose(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let lang = Lang::named(&chosen.lang).ok_or_else(Problem::no_form)?;
    let cookies = language_cookie(desk.site.https()).set(lang.locale(), &headers).unwrap_or_default();
    let next = local_path(&chosen.next).unwrap_or("/");
    Ok(set_cookies(Redirect::to(next).into_response(), cookies))
}
