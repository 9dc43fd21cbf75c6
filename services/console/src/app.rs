//! The routes and middleware of the console.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next, from_fn_with_state},
    response::Response,
    routing::get,
};
use tracing::Instrument as _;

use crate::{
    assets,
    desk::Desk,
    door,
    guard::{SecurityHeaders, check_form},
    pages::{
        approvals, audit, catalogues, checklist, fault, finding, findings, insights, language, live, my_work, ops,
        policy, request, review, reviews, sent::page_above,
    },
    signin,
};

/// All routes of the console. Middleware, from the outside in: the headers of every response, a span; for pages also
/// the door and the check of forms.
pub(crate) fn router(desk: Arc<Desk>) -> Router {
    let headers = SecurityHeaders::new(&desk.site, desk.provider.origin().as_deref());
    let pages = Router::new()
        .merge(my_work::routes())
        .merge(review::routes())
        .merge(reviews::routes())
        .merge(request::routes())
        .merge(checklist::routes())
        .merge(finding::routes())
        .merge(findings::routes())
        .merge(approvals::routes())
        .merge(insights::routes())
        .merge(catalogues::routes())
        .merge(policy::routes())
        .merge(audit::routes())
        .merge(ops::routes())
        .merge(signin::routes())
        .merge(live::routes())
        .route("/language", get(page_above).post(language::choose))
        .fallback(fault::no_page)
        .method_not_allowed_fallback(fault::no_page)
        .layer(from_fn_with_state(Arc::clone(&desk), check_form))
        .layer(from_fn_with_state(Arc::clone(&desk), door::enter));
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/assets/{name}", get(assets::asset))
        .merge(pages)
        .with_state(desk)
        .layer(middleware::from_fn(traced))
        .layer(middleware::map_response(move |answer: Response| std::future::ready(headers.put(answer))))
}

/// Whether the console accepts requests: not while it stops.
async fn ready(State(desk): State<Arc<Desk>>) -> StatusCode {
    if desk.readiness.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

/// Logs the path without its query: search terms stay private.
async fn traced(request: Request, next: Next) -> Response {
    let span = tracing::info_span!("page", method = %request.method(), path = request.uri().path());
    next.run(request).instrument(span).await
}
