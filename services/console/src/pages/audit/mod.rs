//! `/audit`, 감사: the public key and the signed heads of the log, to be stored outside the platform, and the files
//! to check it with.

mod files;
mod view;

use std::sync::Arc;

use axum::{Router, extract::Query, response::Response, routing::get};
use haetae_service_kit::{auth::Role, clock};
use serde::Deserialize;

use self::view::AuditPage;
use super::{
    frame::{ensure_place, html},
    visitor::Visitor,
};
use crate::{
    api::{Problem, log_heads, public_key},
    desk::Desk,
};

/// Where it is.
const PATH: &str = "/audit";

/// Query parameters.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route(PATH, get(show)).merge(files::routes())
}

/// The key and the heads for an auditor. Calls GetPublicKey and ListLogHeads.
async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let roles = visitor.caller.roles;
    ensure_place(roles, PATH)?;
    let (key, heads) = futures::try_join!(public_key(&visitor.api), log_heads(&visitor.api, &asked.page))?;
    html(&AuditPage::new(&visitor, &key, &heads, roles.has(Role::Auditor), clock::now()))
}
