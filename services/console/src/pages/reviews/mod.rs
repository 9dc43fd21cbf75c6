//! `/reviews`, 검토: the list of all reviews that the person may see.

mod asked;
mod assign;
mod columns;
mod filter;
mod saved;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use haetae_service_kit::clock;

pub(super) use self::filter::{requested_by, waiting};
use self::{asked::ReviewsQuery, saved::Saved, view::ReviewsPage};
use super::{frame::html, lists::moment, live::Live, sent::page_above, spreadsheet, visitor::Visitor};
use crate::{
    api::{Problem, exported, reviews_at},
    desk::Desk,
};

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/reviews", get(show))
        .route("/reviews.csv", get(file))
        .route("/reviews/views", get(page_above).post(saved::keep))
        .route("/reviews/views/remove", get(page_above).post(saved::forget))
        .merge(assign::routes())
}

/// A page of the list, by what the address says. Calls ListReviews once.
async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(asked): Query<ReviewsQuery>,
) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let filter = filter::of(&asked, &visitor.caller.subject);
    let at = moment(visitor.say(), &asked.as_of, clock::now())?;
    let page = reviews_at(&visitor.api, &filter, (asked.order_by(), &asked.page), at).await?;
    let live = at.is_none().then(|| Live::list(visitor.say(), &filter, &page.token));
    let saved = Saved::of(&desk, &headers, &visitor.caller.subject);
    html(&ReviewsPage::new(&visitor, &asked, &page, live, clock::now()).with_saved(&asked, &saved))
}

/// The whole list as a file, according to the query parameters. Calls ExportReviews.
async fn file(visitor: Visitor, Query(asked): Query<ReviewsQuery>) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let (filter, language) = (filter::of(&asked, &visitor.caller.subject), visitor.say().lang().locale());
    let at = moment(visitor.say(), &asked.as_of, clock::now())?;
    spreadsheet::file("reviews", exported(&visitor.api, filter, (asked.order_by(), language), at).await?)
}
