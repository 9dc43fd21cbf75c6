//! `/r/…/findings` and `/r/…/f/F-1`, 조치 항목 of one review: the list, where several fixes are reported at once, and each with its
//! history and its steps.

mod attempt;
mod claims;
mod detail;
mod found;
mod list;
mod standing;
mod step;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::Uri,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use haetae_service_kit::clock;

pub(super) use self::standing::Standing;
use self::{
    attempt::take_unless_changed,
    detail::{DetailPage, Refused},
    found::find,
    list::FindingsTab,
    step::{On, Step},
};
use super::{
    frame::html,
    sent::{Sent, above, page_above},
    visitor::Visitor,
};
use crate::{
    api::{Kind, Problem, findings_of, review_numbered},
    desk::Desk,
    said::{Said, leads},
    text::{Say, key},
};

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/r/{number}/findings", get(show_all))
        .route("/r/{number}/findings/claim", get(page_above).post(claims::claim))
        .route("/r/{number}/f/{finding}", get(show))
        .route("/r/{number}/f/{finding}/{step}", get(page_of).post(step_on))
}

/// What happened just now.
fn said(t: Say, said: Option<&Said>) -> String {
    let Some(said) = said else { return String::new() };
    if said.step == "evidence" {
        return t.count("done-evidence", said.count);
    }
    match Step::named(&said.step) {
        Some(Step::Claim) if said.count > 1 => t.count("said-claims", said.count),
        Some(step) => t.text(match step {
            Step::Verify => key("said-verify"),
            Step::Reject => key("said-reject"),
            Step::Approve => key("said-approve"),
            Step::Decline => key("said-decline"),
            Step::Claim => key("said-claim"),
            Step::Request => key("said-request"),
            Step::Assign => key("said-assign"),
            Step::Revoke => key("said-revoke"),
            Step::Retract => key("said-retract"),
        }),
        None => String::new(),
    }
}

/// The form of a step. It makes no call.
async fn page_of(Path((_, _, step)): Path<(String, String, String)>, uri: Uri) -> Result<Redirect, Problem> {
    let step = Step::named(&step).ok_or_else(Problem::no_page)?;
    Ok(Redirect::to(&format!("{}#{}", above(&uri), step.name())))
}

/// The findings of a review. Calls ListReviews and ListFindings.
async fn show_all(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let row = review_numbered(&visitor.api, &number).await?;
    let (findings, _) = findings_of(&visitor.api, &row.review_id, &[]).await?;
    let mut page = FindingsTab::new(&visitor, &row, &findings, clock::now());
    page.said = said(visitor.say(), visitor.visit.said.as_ref());
    html(&page)
}

/// A finding with its history and steps. Calls what [`find`] calls.
async fn show(visitor: Visitor, Path((number, finding_id)): Path<(String, String)>) -> Result<Response, Problem> {
    let found = find(&visitor, &number, &finding_id).await?;
    let mut page = DetailPage::new(&visitor, &found, None, clock::now())?;
    page.said = said(visitor.say(), visitor.visit.said.as_ref());
    html(&page)
}

/// Takes a step on a finding. Calls ListReviews and the method of the step; GetFinding and GetChecklist when that is refused.
async fn step_on(
    visitor: Visitor,
    Path((number, finding_id, step)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (sent, api) = (Sent::read(&body), &visitor.api);
    let step = Step::named(&step).ok_or_else(Problem::no_page)?;
    let row = review_numbered(api, &number).await?;
    let on = On {
        request_id: sent.one("request_id").to_owned(),
        review_id: row.review_id.clone(),
        finding_id,
        etag: sent.one("etag").to_owned(),
    };
    let Err(problem) = take_unless_changed(api, step, &on, &sent, sent.one("base")).await else {
        return Ok(leads(&format!("/r/{}/f/{}", row.number, on.finding_id), Said::of(step.name())));
    };
    if matches!(problem.kind, Kind::SignedOut | Kind::NotFound | Kind::StaleForm | Kind::ForeignForm) {
        return Err(problem);
    }
    let found = find(&visitor, &number, &on.finding_id).await?;
    let refused = Refused { step, sent: &sent, problem: &problem };
    let page = html(&DetailPage::new(&visitor, &found, Some(refused), clock::now())?)?;
    Ok((problem.kind.status(), page).into_response())
}
