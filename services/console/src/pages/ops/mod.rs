//! `/ops`, 운영: the state of the read models, and the commits they could not process. `/ops/board`: one read model, and what an
//! operator does with it.

mod model;
mod step;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_proto::dashboard::v1::Projection;
use haetae_service_kit::clock;
use serde::Deserialize;

use self::{
    model::{ModelPage, Refused},
    step::Step,
    view::OpsPage,
};
use super::{
    frame::{ensure_place, html},
    sent::{Sent, is_shown, page_above},
    visitor::Visitor,
};
use crate::{
    api::{Problem, parked, projections, rows_of},
    desk::Desk,
    said::{Said, leads},
};

/// Where it is.
const PATH: &str = "/ops";

/// Query parameters.
#[derive(Debug, Deserialize)]
struct OpsQuery {
    #[serde(default)]
    page: String,
}

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route(PATH, get(show))
        .route("/ops/{projection}", get(show_one))
        .route("/ops/{projection}/{step}", get(page_above).post(take))
}

/// How the read models are. Calls ListProjections and ListParked, and ListReviews once for the numbers of all rows.
async fn show(visitor: Visitor, Query(asked): Query<OpsQuery>) -> Result<Response, Problem> {
    ensure_place(visitor.caller.roles, PATH)?;
    let api = &visitor.api;
    let (projections, parked) = futures::try_join!(projections(api), parked(api, &asked.page))?;
    let ids = parked.commits.iter().map(|one| one.review_id.as_str()).filter(|id| !id.is_empty());
    let reviews = rows_of(api, ids).await?;
    html(&OpsPage::new(&visitor, &projections, &parked, &reviews, clock::now()))
}

/// A read model. Calls ListProjections.
async fn show_one(visitor: Visitor, Path(projection): Path<String>) -> Result<Response, Problem> {
    let one = find(&visitor, &projection).await?;
    let mut page = ModelPage::new(&visitor, &one, None, clock::now());
    let said = visitor.visit.said.as_ref().and_then(|said| Step::named(&said.step));
    page.said = said.map(|step| step.said(visitor.say())).unwrap_or_default();
    html(&page)
}

/// Takes a step with a read model. Calls the method of the step; ListProjections when the page is shown again.
async fn take(
    visitor: Visitor,
    Path((projection, step)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    ensure_place(visitor.caller.roles, PATH)?;
    let (sent, step) = (Sent::read(&body), Step::named(&step).ok_or_else(Problem::no_page)?);
    let confirmed = !step.asks_name() || sent.one("name").trim() == projection;
    let taken = if confirmed { step.take(&visitor.api, &projection, &sent).await } else { Ok(()) };
    let problem = match taken {
        Ok(()) if confirmed => return Ok(leads(&format!("{PATH}/{projection}"), Said::of(step.name()))),
        Ok(()) => None,
        Err(problem) if step.is_done(&problem) => {
            return Ok(leads(&format!("{PATH}/{projection}"), Said::of(step.name())));
        }
        Err(problem) if is_shown(problem.kind) => Some(problem),
        Err(problem) => return Err(problem),
    };
    let status = problem.as_ref().map_or(StatusCode::BAD_REQUEST, |problem| problem.kind.status());
    let one = find(&visitor, &projection).await?;
    let refused = Refused { step, sent: &sent, problem: problem.as_ref() };
    Ok((status, html(&ModelPage::new(&visitor, &one, Some(refused), clock::now()))?).into_response())
}

/// The read model of a name.
async fn find(visitor: &Visitor, name: &str) -> Result<Projection, Problem> {
    ensure_place(visitor.caller.roles, PATH)?;
    let all = projections(&visitor.api).await?.projections;
    all.into_iter().find(|one| one.name == name).ok_or_else(Problem::no_page)
}
