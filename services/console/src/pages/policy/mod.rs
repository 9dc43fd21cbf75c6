//! `/policy`, 평가 정책: the points of a policy, and for content admins what a version would change, to publish one and to put one in
//! use.

mod activate;
mod changes;
mod points;
mod publish;
mod publish_view;
mod simulation;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use haetae_service_kit::clock;
use serde::Deserialize;

use self::{
    simulation::{Simulated, SimulationPage, rows_of_changes},
    view::PolicyPage,
};
use super::{
    frame::html,
    publishing::{self, ensure_publishes},
    visitor::Visitor,
};
use crate::{
    api::{Problem, policies, policy, simulated},
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
    Router::new()
        .route("/policy", get(show))
        .route("/policy/publish", get(publish::show).post(publish::send))
        .route("/policy/{version}/activate", get(activate::show).post(activate::send))
        .route("/policy/{version}/document/{format}", get(document))
        .route("/policy/{version}/simulation", get(simulate))
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
    ensure_publishes(&visitor)?;
    let one = policy(&visitor.api, version).await?;
    let result = simulated(&visitor.api, one.document.clone()).await?;
    let reviews = rows_of_changes(&visitor, Some(&result)).await?;
    html(&SimulationPage::new(&visitor, version, Simulated::new(visitor.say(), Ok(result), &reviews)))
}

/// The document of a version as a file, which can be published as the same content. Calls GetPolicy.
async fn document(visitor: Visitor, Path((version, format)): Path<(u32, String)>) -> Result<Response, Problem> {
    let one = policy(&visitor.api, version).await?;
    let version = one.policy.as_ref().and_then(|policy| policy.version.clone()).unwrap_or_default();
    publishing::file(&version, &one.document, &format)
}
