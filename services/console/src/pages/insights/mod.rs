//! `/insights`, 현황: figures over the reviews that the person may see. Each links to the list that it counts, at the
//! same moment.

mod areas;
mod asked;
mod counts;
mod load;
mod trends;
mod view;

use std::sync::Arc;

use axum::{Router, extract::Query, response::Response, routing::get};
use haetae_service_kit::{auth::Role, clock};

use self::{asked::InsightsQuery, view::InsightsPage};
use super::{
    frame::{ensure_place, html},
    visitor::Visitor,
};
use crate::{
    api::{Problem, figures},
    desk::Desk,
};

/// Where it is.
const PATH: &str = "/insights";
/// The roles that may see the workload of others.
const OVERSEERS: [Role; 4] = [Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator];

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route(PATH, get(show))
}

/// Figures now or at the end of a day. Calls GetSummary, GetTrends and GetWeakAreas; for overseers also GetWorkload.
async fn show(visitor: Visitor, Query(asked): Query<InsightsQuery>) -> Result<Response, Problem> {
    let roles = visitor.caller.roles;
    ensure_place(roles, PATH)?;
    let now = clock::now();
    let period = asked.period(visitor.say(), now)?;
    let figures = figures(&visitor.api, &period.asking(), roles.has_any(&OVERSEERS)).await?;
    html(&InsightsPage::new(&visitor, &period, &figures, now))
}
