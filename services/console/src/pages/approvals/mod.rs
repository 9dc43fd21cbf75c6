//! `/approvals`, 결재함: the steps that wait for this approver, and the acceptances that end soon.

mod view;

use std::sync::Arc;

use axum::{Router, response::Response, routing::get};
use haetae_proto::intake::v1::WorkKind;
use haetae_service_kit::clock;

use self::view::{ApprovalsPage, SHOWN, Waiting};
use super::{
    frame::{ensure_place, html},
    visitor::Visitor,
};
use crate::{
    api::{Problem, all_findings, rows_of, work_of},
    desk::Desk,
};

/// Where it is.
const PATH: &str = "/approvals";

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route(PATH, get(show))
}

/// What waits for the approver. Calls ListMyWork, once for each 200 items; ListReviews once for each of the two sections, for
/// numbers and levels; ListFindings of the dashboard once for what is to be accepted, and once for what ends soon.
async fn show(visitor: Visitor) -> Result<Response, Problem> {
    ensure_place(visitor.caller.roles, PATH)?;
    let api = &visitor.api;
    let (items, more) = work_of(api, &[WorkKind::Decide, WorkKind::DecideAcceptance]).await?;
    let (decisions, acceptances): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| item.kind() == WorkKind::Decide);
    let ids = |items: &[haetae_proto::intake::v1::WorkItem]| -> Vec<String> {
        items.iter().take(SHOWN).map(|item| item.review_id.clone()).collect()
    };
    let (first, second) = (ids(&decisions), ids(&acceptances));
    let (mut reviews, others, pending, ending) = futures::try_join!(
        rows_of(api, first.iter().map(String::as_str)),
        rows_of(api, second.iter().map(String::as_str)),
        all_findings(api, "acceptance_pending = true", "due_at", "", None),
        all_findings(api, "acceptance_ending = true", "due_at", "", None),
    )?;
    reviews.extend(others);
    let waiting = Waiting { decisions, acceptances, more, reviews, pending: pending.findings, ending };
    html(&ApprovalsPage::new(&visitor, &waiting, clock::now()))
}
