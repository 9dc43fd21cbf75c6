//! Reports several fixes at once: one text for all selected findings.

use axum::{
    body::Bytes,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use haetae_proto::common::v1::ErrorReason;
use haetae_service_kit::clock;

use super::{
    attempt::take_unless_changed,
    list::FindingsTab,
    step::{On, Step},
};
use crate::{
    api::{Kind, Problem, finding, findings_of, review_numbered},
    pages::{fault, frame::html, sent::Sent, visitor::Visitor},
    said::{Said, leads},
};

/// Reports the fixes one after the other; those that are refused are named, the others are reported. Calls ListReviews, then
/// GetFinding and ClaimFix for each, and ListFindings when something is refused.
pub(super) async fn claim(visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    let (sent, api) = (Sent::read(&body), &visitor.api);
    let row = review_numbered(api, &number).await?;
    let (mut done, mut refused) = (0_u64, Vec::new());
    for (finding_id, request_id) in sent.all("claim").filter_map(|one| one.split_once(' ')) {
        let now = finding(api, &row.review_id, finding_id).await?;
        let on = On {
            request_id: request_id.to_owned(),
            review_id: row.review_id.clone(),
            finding_id: finding_id.to_owned(),
            etag: now.etag,
        };
        let base = now.history.len().to_string();
        match take_unless_changed(api, Step::Claim, &on, &sent, &base).await {
            Ok(()) => done += 1,
            // Sent twice: it is reported.
            Err(problem) if is_again(&problem) => done += 1,
            Err(problem) if matches!(problem.kind, Kind::SignedOut | Kind::NotFound) => return Err(problem),
            Err(problem) => refused.push((finding_id.to_owned(), fault::says(visitor.say(), &problem))),
        }
    }
    if refused.is_empty() && done > 0 {
        let said = Said::of(Step::Claim.name()).on(done);
        return Ok(leads(&format!("/r/{}/findings", row.number), said));
    }
    let (findings, _) = findings_of(api, &row.review_id, &[]).await?;
    let mut page = FindingsTab::new(&visitor, &row, &findings, clock::now());
    (page.words, page.evidence) = (sent.one("words").to_owned(), sent.one("evidence").to_owned());
    if refused.is_empty() {
        refused.push((String::new(), visitor.say().text("claim-none")));
    }
    page.refused = refused;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Whether the same request was taken before.
fn is_again(problem: &Problem) -> bool {
    problem.is_for(ErrorReason::RequestIdReused)
}
