//! `/ops`, 운영: the state of the read models, and the commits they could not process.

mod view;

use std::sync::Arc;

use axum::{Router, extract::Query, response::Response, routing::get};
use haetae_service_kit::clock;
use serde::Deserialize;

use self::view::OpsPage;
use super::{
    frame::{ensure_place, html},
    visitor::Visitor,
};
use crate::{
    api::{Problem, parked, projections, rows_of},
    desk::Desk,
};

/// Where it is.
const PATH: &str = "/ops";

/// Query parameters.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route(PATH, get(show))
}

/// How the read models are. Calls ListProjections and ListParked, and ListReviews once for the numbers of all rows.
async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    ensure_place(visitor.caller.roles, PATH)?;
    let api = &visitor.api;
    let (projections, parked) = futures::try_join!(projections(api), parked(api, &asked.page))?;
    let ids = parked.commits.iter().map(|one| one.review_id.as_str()).filter(|id| !id.is_empty());
    let reviews = rows_of(api, ids).await?;
    html(&OpsPage::new(&visitor, &projections, &parked, &reviews, clock::now()))
}
