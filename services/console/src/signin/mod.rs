//! Signing in and out: the authorization code flow with PKCE (OpenID Connect Core 1.0) of a browser.

mod back;
mod flow;
mod out;
mod page;
mod provider;
mod start;

use std::sync::Arc;

use axum::{Router, routing::get};

pub(crate) use self::{flow::BACK, provider::Provider};
use crate::{desk::Desk, pages::sent::page_above};

/// The pages of signing in and out.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/signin", get(page::show))
        .route("/signin/start", get(start::start))
        .route(BACK, get(back::back))
        .route("/signout", get(page_above).post(out::out))
        .route(out::DONE, get(out::done))
}
