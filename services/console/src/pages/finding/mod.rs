//! `/r/…/findings` and `/r/…/f/F-1`, 조치 항목 of one review: the list, where several fixes are reported at once, and each with its
//! history and its steps.

mod claims;
mod detail;
mod list;
mod step;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use haetae_proto::{
    checkpoint::v1::{Checkpoint, GetFindingResponse},
    common::v1::{FindingStatus, RiskLevel},
    dashboard::v1::ReviewRow,
};
use haetae_service_kit::clock;
use serde::Deserialize;

use self::{
    detail::{DetailPage, Refused},
    list::FindingsTab,
    step::{On, Step, take},
};
use super::{checklist::short, frame::html, sent::Sent, visitor::Visitor};
use crate::{
    api::{Api, Kind, Problem, checklist, finding, findings_of, review_numbered},
    desk::Desk,
    text::{Say, key},
};

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/r/{number}/findings", get(show_all))
        .route("/r/{number}/findings/claim", post(claims::claim))
        .route("/r/{number}/f/{finding}", get(show))
        .route("/r/{number}/f/{finding}/{step}", post(step_on))
}

/// How severe a finding is and where it stands.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The class of the stylesheet.
    pub(crate) level: &'static str,
    pub(crate) severity: String,
    /// The class of the stylesheet.
    pub(crate) class: &'static str,
    pub(crate) status: String,
}

impl Standing {
    /// Of a severity and a status as the contract numbers them; `pending` when approvers have to decide on an acceptance.
    pub(crate) fn of(t: Say, severity: i32, status: i32, pending: bool) -> Self {
        let level = match RiskLevel::try_from(severity).unwrap_or_default() {
            RiskLevel::Critical => "lv4",
            RiskLevel::High => "lv3",
            RiskLevel::Medium => "lv2",
            RiskLevel::Low => "lv1",
            RiskLevel::Unspecified => "lv0",
        };
        let class = match FindingStatus::try_from(status).unwrap_or_default() {
            FindingStatus::Open => "warn",
            FindingStatus::FixClaimed => "info",
            FindingStatus::Closed => "ok",
            FindingStatus::Accepted | FindingStatus::Void | FindingStatus::Unspecified => "",
        };
        let status = if pending { t.text("findings-acceptance") } else { t.word::<FindingStatus>(status) };
        Self { level, severity: t.word::<RiskLevel>(severity), class, status }
    }
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The step that was taken just now.
    said: String,
    /// On how many.
    count: u64,
}

/// What happened just now.
fn said(t: Say, asked: &Asked) -> String {
    match Step::named(&asked.said) {
        Some(Step::Claim) if asked.count > 1 => t.count("said-claims", asked.count),
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

/// The findings of a review. Calls ListReviews and ListFindings.
async fn show_all(
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let row = review_numbered(&visitor.api, &number).await?;
    let (findings, _) = findings_of(&visitor.api, &row.review_id, &[]).await?;
    let mut page = FindingsTab::new(&visitor, &row, &findings, clock::now());
    page.said = said(visitor.say(), &asked);
    html(&page)
}

/// A finding of a review.
struct Found {
    row: ReviewRow,
    answer: GetFindingResponse,
    /// Its checkpoint, also when it left the list.
    one: Option<Checkpoint>,
    /// What people call that.
    short: String,
}

async fn find(api: &Api, number: &str, finding_id: &str) -> Result<Found, Problem> {
    let row = review_numbered(api, number).await?;
    let answer = finding(api, &row.review_id, finding_id).await?;
    let list = checklist(api, &row.review_id).await?.list;
    let key = answer.finding.as_ref().map(|finding| finding.checkpoint.clone()).unwrap_or_default();
    let mut all = list.checkpoints;
    all.extend(list.retired);
    let one = all.iter().find(|one| one.checkpoint == key);
    let short = one.map_or(key.clone(), |one| short(&all, one).to_owned());
    Ok(Found { row, answer, one: one.cloned(), short })
}

/// A finding with its history and steps. Calls ListReviews, GetFinding and GetChecklist.
async fn show(
    visitor: Visitor,
    Path((number, finding_id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number, &finding_id).await?;
    let mut page = DetailPage::new(&visitor, &found, None, clock::now())?;
    page.said = said(visitor.say(), &asked);
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
        let path = format!("/r/{}/f/{}?said={}", row.number, on.finding_id, step.name());
        return Ok(Redirect::to(&path).into_response());
    };
    if matches!(problem.kind, Kind::SignedOut | Kind::NotFound | Kind::StaleForm | Kind::ForeignForm) {
        return Err(problem);
    }
    let found = find(api, &number, &on.finding_id).await?;
    let refused = Refused { step, sent: &sent, problem: &problem };
    let page = html(&DetailPage::new(&visitor, &found, Some(refused), clock::now())?)?;
    Ok((problem.kind.status(), page).into_response())
}

/// Takes a step. The version is that of all findings and results of the review together: where this finding is still as the
/// person saw it, the step is taken on the latest one. `base` is how many entries its history had.
async fn take_unless_changed(api: &Api, step: Step, on: &On, sent: &Sent, base: &str) -> Result<(), Problem> {
    /// How often somebody else may be faster.
    const TRIES: usize = 5;
    let mut on = on.clone();
    for _ in 0..TRIES {
        match take(api, step, on.clone(), sent).await {
            Err(problem) if problem.kind == Kind::Changed => {
                let now = finding(api, &on.review_id, &on.finding_id).await?;
                if now.history.len().to_string() != base {
                    return Err(problem);
                }
                on.etag = now.etag;
            }
            taken => return taken,
        }
    }
    take(api, step, on, sent).await
}
