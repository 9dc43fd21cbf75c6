//! `/reviews/new`, 검토 요청: requests a review. The page is one form with a preview of the assessment beside it. The
//! preview is also served separately, for the script that keeps it up to date.

pub(in crate::pages) mod fields;
mod meaning;
mod preview;
pub(in crate::pages) mod profile;
mod similar;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_client::request_id;
use haetae_proto::intake::v1::{Review, SubmitReviewRequest};
use haetae_service_kit::clock;
use serde::Deserialize;

use self::{
    fields::{Filled, Section},
    preview::{Preview, outlooks},
    profile::profile,
    similar::{earlier, similar},
    view::{Beside, PreviewPart, RequestPage},
};
use super::{
    frame::html,
    sent::{Sent, is_shown, next_id, page_above, text},
    visitor::Visitor,
};
use crate::{
    api::{Problem, find, submit, submitted},
    desk::Desk,
    said::{Said, leads},
};

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/reviews/new", get(show).post(send))
        .route("/reviews/new/preview", get(page_above).post(preview))
}

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RequestQuery {
    /// The number of an earlier review to begin with.
    from: String,
}

/// The form, empty or filled from an earlier review. Calls ListReviews for the earlier ones of the team; to begin
/// with one also what [`find`] calls, and what a preview calls.
async fn show(visitor: Visitor, Query(asked): Query<RequestQuery>) -> Result<Response, Problem> {
    let earlier = earlier(&visitor).await?;
    let mut beside = Beside { request_id: request_id(), earlier, ..Beside::default() };
    if asked.from.is_empty() {
        let sections = sections(&visitor, None, &Review::default());
        return html(&RequestPage::new(&visitor, sections, beside));
    }
    let found = find(&visitor.api, &asked.from).await?;
    let sections = sections(&visitor, None, &found.review);
    let profile = found.review.profile.clone().unwrap_or_default();
    beside.preview = Preview::of(visitor.say(), outlooks(&visitor.api, &profile).await, &sections)?;
    beside.from = found.overview.number;
    html(&RequestPage::new(&visitor, sections, beside))
}

/// The fields, with the submitted input or else that of a review.
fn sections(visitor: &Visitor, sent: Option<&Sent>, review: &Review) -> Vec<Section> {
    let profile = review.profile.clone().unwrap_or_default();
    let (title, description) = (&review.title, &review.description);
    Filled { t: visitor.say(), sent, title, description, profile: &profile }.sections()
}

/// The preview alone. Calls PreviewRisk and PreviewChecklist, twice.
async fn preview(visitor: Visitor, body: Bytes) -> Result<Response, Problem> {
    let sent = Sent::read(&body);
    let sections = sections(&visitor, Some(&sent), &Review::default());
    let preview = Preview::of(visitor.say(), outlooks(&visitor.api, &profile(&sent)).await, &sections)?;
    html(&PreviewPart { t: visitor.say(), preview })
}

/// Requests the review, and redirects to it. Before that, it shows the preview if requested, the faults, and similar
/// reviews unless the person has confirmed them. Calls SubmitReview, first to check, and ListReviews; to show the
/// form again also what a preview calls.
async fn send(visitor: Visitor, body: Bytes) -> Result<Response, Problem> {
    let sent = Sent::read(&body);
    let request = SubmitReviewRequest {
        request_id: sent.one("request_id").to_owned(),
        title: text(sent.one("title")),
        description: text(sent.one("description")),
        profile: Some(profile(&sent)),
        validate_only: false,
    };
    let pressed = sent.one("do");
    if pressed == "preview" {
        let beside = Beside { request_id: request.request_id, ..Beside::default() };
        return again(&visitor, &sent, StatusCode::OK, beside).await;
    }
    match requested(&visitor, request, pressed == "anyway").await {
        Ok(Outcome::Requested(number)) => Ok(leads(&format!("/r/{number}"), Said::of("request"))),
        Ok(Outcome::Similar(beside)) => again(&visitor, &sent, StatusCode::CONFLICT, beside).await,
        Err(problem) if is_shown(problem.kind) => {
            let (status, request_id) = (problem.kind.status(), next_id(&sent, &problem));
            let beside = Beside { request_id, problem: Some(problem), ..Beside::default() };
            again(&visitor, &sent, status, beside).await
        }
        Err(problem) => Err(problem),
    }
}

enum Outcome {
    /// The number of the review.
    Requested(String),
    /// Similar reviews.
    Similar(Beside),
}

/// Requests the review. The id of a review is derived from the request, so that a form sent again does not find its
/// own review as a similar one.
async fn requested(visitor: &Visitor, request: SubmitReviewRequest, anyway: bool) -> Result<Outcome, Problem> {
    let api = &visitor.api;
    let check = SubmitReviewRequest { validate_only: true, ..request.clone() };
    let (checked, _) = submit(api, check).await?;
    if !anyway {
        let similar = similar(visitor, &checked, clock::now()).await?;
        if !similar.is_empty() {
            return Ok(Outcome::Similar(Beside { request_id: request.request_id, similar, ..Beside::default() }));
        }
    }
    let (review, token) = submit(api, request).await?;
    Ok(Outcome::Requested(submitted(api, &review.review_id, &token).await?.number))
}

/// The form as it was sent.
async fn again(visitor: &Visitor, sent: &Sent, status: StatusCode, beside: Beside) -> Result<Response, Problem> {
    let sections = sections(visitor, Some(sent), &Review::default());
    let preview = Preview::of(visitor.say(), outlooks(&visitor.api, &profile(sent)).await, &sections)?;
    let beside = Beside { preview, sent: true, ..beside };
    Ok((status, html(&RequestPage::new(visitor, sections, beside))?).into_response())
}

#[cfg(test)]
mod tests;
