//! `/reviews`, 검토: the list of all reviews that the person may see.

mod asked;
mod filter;
mod view;

use std::sync::Arc;

use axum::{Router, extract::Query, response::Response, routing::get};
use haetae_service_kit::clock;

pub(super) use self::filter::waiting;
use self::{asked::Asked, view::ReviewsPage};
use super::{frame::html, lists::moment, live::Live, spreadsheet, visitor::Visitor};
use crate::{
    api::{Problem, exported, reviews_at},
    desk::Desk,
};

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/reviews", get(show)).route("/reviews.csv", get(file))
}

/// A page of the list, according to the query parameters. Calls ListReviews once.
async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let filter = filter::of(&asked, &visitor.caller.subject);
    let at = moment(visitor.say(), &asked.as_of, clock::now())?;
    let page = reviews_at(&visitor.api, &filter, (asked.order_by(), &asked.page), at).await?;
    let live = at.is_none().then(|| Live::list(visitor.say(), &filter, &page.token));
    html(&ReviewsPage::new(&visitor, &asked, &page, live, clock::now()))
}

/// The whole list as a file, according to the query parameters. Calls ExportReviews.
async fn file(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let (filter, language) = (filter::of(&asked, &visitor.caller.subject), visitor.say().lang().locale());
    let at = moment(visitor.say(), &asked.as_of, clock::now())?;
    spreadsheet::file("reviews", exported(&visitor.api, filter, (asked.order_by(), language), at).await?)
}
