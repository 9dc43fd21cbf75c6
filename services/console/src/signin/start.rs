//! `GET /signin/start`: redirects to the identity provider.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use haetae_service_kit::clock;

use super::{flow::Flow, page::Next};
use crate::{
    api::Problem,
    desk::Desk,
    guard::set_cookies,
    session::{Jar, Purpose},
    visit::Visit,
};

/// Begins a sign-in. Calls discovery of the identity provider, unless that was read lately.
pub(super) async fn start(
    State(desk): State<Arc<Desk>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    let flow = Flow::new(query.next.as_deref(), clock::now().as_second());
    let flow = flow.ok_or_else(|| Problem::defect("the system has no randomness"))?;
    let url = desk.provider.sign_in_url(&flow, visit.say.lang().locale()).await;
    let url = url.map_err(|error| Problem::provider(&error))?;
    let kept = Jar::new(&desk.sealer, desk.site.https()).keep(Purpose::Flow, &flow, &headers);
    let cookies = kept.ok_or_else(|| Problem::defect("a sign-in does not fit into cookies"))?;
    Ok(set_cookies(Redirect::to(url.as_str()).into_response(), cookies))
}
