//! `/reviews`, 검토: the list of all reviews that the person may see.

mod asked;
mod filter;
mod view;

use std::sync::Arc;

use axum::{Router, extract::Query, response::Response, routing::get};
use haetae_service_kit::clock;

use self::{asked::Asked, view::ReviewsPage};
use super::{frame::html, visitor::Visitor};
use crate::{
    api::{Problem, reviews},
    desk::Desk,
};

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/reviews", get(show))
}

/// A page of the list, by what the address says. Calls ListReviews once.
async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let filter = filter::of(&asked, &visitor.caller.subject);
    let page = reviews(&visitor.api, &filter, asked.order_by(), &asked.page).await?;
    html(&ReviewsPage::new(&visitor, &asked, &page, clock::now()))
}
