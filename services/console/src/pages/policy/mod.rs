//! `/policy`, 평가 정책: the points of a policy, and the changes that a published version would make.

mod points;
mod simulation;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use haetae_service_kit::{auth::Role, clock};
use serde::Deserialize;

use self::{simulation::SimulationPage, view::PolicyPage};
use super::{
    frame::{has_place, html},
    visitor::Visitor,
};
use crate::{
    api::{Problem, policies, policy, rows_of, simulated},
    desk::Desk,
};

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// A published version; the one in use without one.
    version: String,
}

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/policy", get(show)).route("/policy/{version}/simulation", get(simulate))
}

/// A version of the policy, and which there are. Calls ListPolicies and GetPolicy.
async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let version = asked.version.parse().unwrap_or_default();
    let (all, one) = futures::try_join!(policies(&visitor.api), policy(&visitor.api, version))?;
    html(&PolicyPage::new(&visitor, &all, &one, clock::now())?)
}

/// The changes that a published version would make to open reviews; nothing is changed. Calls GetPolicy and
/// SimulatePolicy, and ListReviews once for the numbers of all rows, where the person may see reviews.
async fn simulate(visitor: Visitor, Path(version): Path<u32>) -> Result<Response, Problem> {
    if !visitor.caller.roles.has(Role::ContentAdmin) {
        return Err(Problem::not_for_roles());
    }
    let one = policy(&visitor.api, version).await?;
    let result = simulated(&visitor.api, one.document.clone()).await?;
    let reviews = if has_place(visitor.caller.roles, "/reviews") {
        rows_of(&visitor.api, result.changes.iter().map(|one| one.review_id.as_str())).await?
    } else {
        Default::default()
    };
    html(&SimulationPage::new(&visitor, version, &result, &reviews))
}
