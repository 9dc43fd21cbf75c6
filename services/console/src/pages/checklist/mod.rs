//! `/r/…/checklist`, 점검표: the lines of a review, the page of each, and recording results, one or many at once.

mod asked;
mod confirm;
mod entry;
mod held;
mod keys;
mod line;
mod panel;
mod recording;
mod rights;
mod round;
mod sheet;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query},
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_service_kit::clock;

pub(super) use self::panel::short;
use self::{
    asked::ChecklistQuery,
    confirm::{ConfirmPage, Source},
    recording::Outcome,
    rights::may_judge,
    round::{Refused, RoundPage, Step},
    view::ListPage,
};
use super::{
    frame::html,
    sent::{Sent, is_shown, page_above},
    status::is_over,
    visitor::Visitor,
};
use crate::{
    api::{Problem, checklist, checklist_so_far, review_numbered},
    desk::Desk,
    said::{Said, leads},
};

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/r/{number}/checklist", get(show))
        .route("/r/{number}/checklist/record", get(page_above).post(record))
        .merge(sheet::routes())
        .route("/r/{number}/checklist/conclude", get(conclude).post(concluded))
        .route("/r/{number}/checklist/reopen", get(reopen).post(reopened))
        .route("/r/{number}/c/{key}", get(line::show).post(line::record))
}

/// The lines that the address asks for. Calls ListReviews and GetChecklist.
async fn show(
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<ChecklistQuery>,
) -> Result<Response, Problem> {
    let row = review_numbered(&visitor.api, &number).await?;
    let list = checklist_so_far(&visitor.api, &row.review_id).await?;
    html(&ListPage::new(&visitor, &row, &list, &asked, may_judge(&visitor) && !is_over(row.status())))
}

/// Checks the results of a form and shows what they will do; records them when the person has seen that. Calls ListReviews,
/// GetChecklist and RecordVerdicts; ListFindings too when something cannot be recorded.
async fn record(visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    let (sent, api) = (Sent::read(&body), &visitor.api);
    let row = review_numbered(api, &number).await?;
    let listed = checklist(api, &row.review_id).await?;
    let all = listed.list.checkpoints.clone();
    let entries = entry::entries(&sent, &all);
    let records = sent.one("step") == "record";
    let request_id = match sent.one("request_id") {
        "" => haetae_client::request_id(),
        given => given.to_owned(),
    };
    let outcome = match entries.is_empty() {
        true => Outcome::default(),
        false => recording::take(api, &entries, listed, &request_id, !records).await?,
    };
    let (batch, fine) = (batch(&sent), outcome.is_fine());
    if records && fine {
        let said = Said::of("recorded").on(outcome.lines.len() as u64).of_batch(batch);
        return Ok(leads(&format!("/r/{}/checklist", row.number), said));
    }
    let standing = if fine { Default::default() } else { held::held(&visitor, &row.number, &row.review_id).await? };
    let source = Source { row: &row, all: &all, outcome: &outcome, batch: &batch, standing: &standing };
    let page = html(&ConfirmPage::new(&visitor, source, clock::now()))?;
    Ok(if fine { page } else { (outcome.status(), page).into_response() })
}

/// The name of drafts in the browser, which deletes them when they are recorded.
fn batch(sent: &Sent) -> String {
    let given = sent.one("batch");
    let known = given.len() <= 40 && given.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if known { given.to_owned() } else { String::new() }
}

/// The form that concludes the round. Calls ListReviews and GetChecklist.
async fn conclude(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    ask(&visitor, &number, Step::Conclude).await
}

/// Concludes the round. Calls ListReviews and ConcludeDiagnosis, and GetChecklist when that is refused.
async fn concluded(visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    take(&visitor, &number, Step::Conclude, &body).await
}

/// The form that begins another round. Calls ListReviews and GetChecklist.
async fn reopen(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    ask(&visitor, &number, Step::Reopen).await
}

/// Begins another round. Calls ListReviews and ReopenDiagnosis, and GetChecklist when that is refused.
async fn reopened(visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    take(&visitor, &number, Step::Reopen, &body).await
}

async fn ask(visitor: &Visitor, number: &str, step: Step) -> Result<Response, Problem> {
    let row = review_numbered(&visitor.api, number).await?;
    let listed = checklist(&visitor.api, &row.review_id).await?;
    html(&RoundPage::new(visitor, &row, &listed, step, None))
}

async fn take(visitor: &Visitor, number: &str, step: Step, body: &[u8]) -> Result<Response, Problem> {
    let (sent, api) = (Sent::read(body), &visitor.api);
    let row = review_numbered(api, number).await?;
    match step.take(api, &row.review_id, &sent).await {
        Ok(()) => Ok(leads(&format!("/r/{}/checklist", row.number), Said::of(step.said()))),
        Err(problem) if is_shown(problem.kind) => {
            let listed = checklist(api, &row.review_id).await?;
            let refused = Refused { sent: &sent, problem: &problem };
            let page = html(&RoundPage::new(visitor, &row, &listed, step, Some(refused)))?;
            Ok((problem.kind.status(), page).into_response())
        }
        Err(problem) => Err(problem),
    }
}
