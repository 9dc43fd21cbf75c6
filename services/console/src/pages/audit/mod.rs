//! `/audit`, 감사: the public key and the signed heads of the log, to be stored outside the platform, and the files
//! to check it with.

mod files;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::Query,
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_service_kit::{auth::Role, clock};
use serde::Deserialize;

use self::view::AuditPage;
use super::{
    frame::{ensure_place, html},
    visitor::Visitor,
};
use crate::{
    api::{Kind, Problem, find, log_heads, proofs, public_key},
    desk::Desk,
};

/// Where it is.
const PATH: &str = "/audit";

/// Query parameters.
#[derive(Debug, Deserialize)]
struct AuditQuery {
    #[serde(default)]
    page: String,
}

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route(PATH, get(show)).route("/audit/proofs", get(prove)).merge(files::routes())
}

/// Which review.
#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    number: String,
}

/// The key and the heads for an auditor. Calls GetPublicKey and ListLogHeads.
async fn show(visitor: Visitor, Query(asked): Query<AuditQuery>) -> Result<Response, Problem> {
    html(&page(&visitor, &asked.page).await?)
}

/// The proofs of the commits of a review as a file; without such a review the page says so at the field. Calls what
/// [`find`] and [`proofs`] call, or what [`show`] calls.
async fn prove(visitor: Visitor, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    ensure_place(visitor.caller.roles, PATH)?;
    let number = wanted.number.trim().to_ascii_uppercase();
    let found = match find(&visitor.api, &number).await {
        Err(problem) if problem.kind == Kind::NotFound => {
            let mut page = page(&visitor, "").await?;
            page.number = wanted.number;
            page.unknown = visitor.say().text("audit-proofs-unknown");
            return Ok((problem.kind.status(), html(&page)?).into_response());
        }
        found => found?,
    };
    files::bundle(&number, &proofs(&visitor.api, &found).await?)
}

async fn page(visitor: &Visitor, heads_from: &str) -> Result<AuditPage, Problem> {
    let roles = visitor.caller.roles;
    ensure_place(roles, PATH)?;
    let (key, heads) = futures::try_join!(public_key(&visitor.api), log_heads(&visitor.api, heads_from))?;
    Ok(AuditPage::new(visitor, &key, &heads, roles.has(Role::Auditor), clock::now()))
}
