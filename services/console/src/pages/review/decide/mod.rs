//! `/r/{number}/decide`, the decision sheet: everything an approver decides on, and the decision. The decision binds
//! to the displayed state: the form contains the versions of the review, the assessment and the diagnosis.

mod outcomes;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_client::request_id;
use haetae_domain::review::Command;
use haetae_proto::common::v1::DecisionOutcome;
use haetae_service_kit::clock;

use self::view::{Attempt, DecidePage};
use super::steps::{May, may};
use crate::{
    api::{Bound, Decides, Ground, Kind, Problem, Version, decide, ground, happened, id_of},
    desk::Desk,
    pages::{
        frame::html,
        inputs::number,
        sent::{Sent, is_shown, lines, next_id, text},
        visitor::Visitor,
    },
    said::{Said, leads},
};

/// How often reading is repeated when something changes in between.
const TRIES: usize = 5;

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/decide", get(show).post(send))
}

/// The sheet. Calls what [`ready`] calls, and GetTimeline.
async fn show(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let (ground, refusal) = ready(&visitor, &number).await?;
    let happened = happened(&visitor.api, &ground).await?;
    let attempt = Attempt { refusal: refusal.as_ref(), ..Attempt::first() };
    html(&DecidePage::new(&visitor, &ground, &happened, &attempt, clock::now()))
}

/// The basis of the decision, and the service's refusal of an approval, if any; the service is asked only where roles
/// and status allow the decision. Calls what [`ground()`] calls, and DecideReview, which changes nothing.
async fn ready(visitor: &Visitor, number: &str) -> Result<(Ground, Option<Problem>), Problem> {
    for _ in 0..TRIES {
        let ground = ground(&visitor.api, number).await?;
        if may(visitor.say(), &ground.found, &visitor.caller, Command::Decide) != May::Yes {
            return Ok((ground, None));
        }
        let reason = visitor.say().word::<DecisionOutcome>(DecisionOutcome::Approved.into());
        match ground.refusal(&visitor.api, request_id(), reason).await {
            Some(problem) if problem.kind == Kind::Changed => {}
            Some(problem) if !matches!(problem.kind, Kind::NotNow | Kind::Duties | Kind::Forbidden) => {
                return Err(problem);
            }
            refusal => return Ok((ground, refusal)),
        }
    }
    Err(Problem::unsettled())
}

/// Decides, and redirects to the review; a refusal shows the sheet again, in its current state. Calls ListReviews and
/// DecideReview; after a refusal what [`show`] calls.
async fn send(visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    let (sent, review_id) = (Sent::read(&body), id_of(&visitor.api, &number).await?);
    let Err(problem) = decide(&visitor.api, bound(&sent, review_id), decides(&sent), false).await else {
        return Ok(leads(&format!("/r/{number}"), Said::of("decide")));
    };
    if !is_shown(problem.kind) {
        return Err(problem);
    }
    let (ground, refusal) = ready(&visitor, &number).await?;
    let happened = happened(&visitor.api, &ground).await?;
    let request_id = next_id(&sent, &problem);
    let attempt = Attempt { sent: Some(&sent), problem: Some(&problem), refusal: refusal.as_ref(), request_id };
    let page = html(&DecidePage::new(&visitor, &ground, &happened, &attempt, clock::now()))?;
    Ok((problem.kind.status(), page).into_response())
}

/// The versions that the form showed.
fn bound(sent: &Sent, review_id: String) -> Bound {
    let field = |name: &str| sent.one(name).to_owned();
    Bound {
        review: Version { request_id: field("request_id"), review_id, etag: field("etag") },
        assessment_etag: field("assessment_etag"),
        diagnosis_etag: field("diagnosis_etag"),
    }
}

fn decides(sent: &Sent) -> Decides {
    Decides {
        outcome: number::<DecisionOutcome>(sent.one("outcome")),
        reason: text(sent.one("reason")),
        conditions: lines(sent.one("conditions")),
    }
}

#[cfg(test)]
mod tests;
