//! `/r/{number}/report`, 보안성 검토 결과서: the result of a review as a document, to be printed and kept.

mod head;
mod view;

use std::sync::Arc;

use axum::{Router, extract::Path, response::Response, routing::get};
use haetae_service_kit::clock;

use self::{head::Rests, view::ReportPage};
use crate::{
    api::{Problem, earlier_decision, ground},
    desk::Desk,
    pages::{frame::html, visitor::Visitor},
};

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/report", get(show))
}

/// The result as it is now. Calls what [`ground()`] and [`earlier_decision`] call, and of a decision ListLogHeads for those who
/// may read heads.
async fn show(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let ground = ground(&visitor.api, &number).await?;
    let earlier = earlier_decision(&visitor.api, &ground.found, &ground.found.overview).await?;
    let rests = Rests::of(&visitor, &ground).await?;
    html(&ReportPage::new(&visitor, &ground, (earlier.as_ref(), rests), clock::now()))
}
