//! `/policy`, 평가 정책: the points of a policy, and for content admins what a version would change, to publish one and to put one in
//! use.

mod activate;
mod changes;
mod points;
mod publish;
mod publish_view;
mod running;
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

use self::view::PolicyPage;
use super::{frame::html, publishing, visitor::Visitor};
use crate::{
    api::{Problem, policies, policy},
    desk::Desk,
};

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PolicyQuery {
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
        .route("/policy/{version}/simulation", get(running::simulate))
}

/// A version of the policy, and which there are. Calls ListPolicies and GetPolicy.
async fn show(visitor: Visitor, Query(asked): Query<PolicyQuery>) -> Result<Response, Problem> {
    let version = asked.version.parse().unwrap_or_default();
    let (all, one) = futures::try_join!(policies(&visitor.api), policy(&visitor.api, version))?;
    html(&PolicyPage::new(&visitor, &all, &one, clock::now())?)
}

/// The document of a version as a file, which can be published as the same content. Calls GetPolicy.
async fn document(visitor: Visitor, Path((version, format)): Path<(u32, String)>) -> Result<Response, Problem> {
    let one = policy(&visitor.api, version).await?;
    let version = one.policy.as_ref().and_then(|policy| policy.version.clone()).unwrap_or_default();
    publishing::file(&version, &one.document, &format)
}
