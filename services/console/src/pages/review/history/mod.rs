//! `/r/{number}/history`, 이력: the timeline of a review, by day.

mod asked;
mod kinds;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use haetae_proto::dashboard::v1::{AsOf, as_of::Moment};
use haetae_service_kit::clock;

use self::asked::HistoryQuery;
use self::view::HistoryPage;
use crate::{
    api::{Problem, find, timeline},
    desk::Desk,
    pages::{frame::html, lists::time_of, visitor::Visitor},
};

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/history", get(show))
}

/// The timeline, by day. Calls what [`find`] calls, and GetTimeline.
async fn show(
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<HistoryQuery>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let as_of = time_of(visitor.say(), "as_of", &asked.as_of)?.map(|time| AsOf { moment: Some(Moment::Time(time)) });
    let answer = timeline(&visitor.api, &found, &asked.page, as_of).await?;
    html(&HistoryPage::new(&visitor, &found, &asked, &answer, clock::now()))
}
