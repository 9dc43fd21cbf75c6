//! `/r/{number}/{step}`: a step on a review as a form. The input is kept when the step is refused.

mod choices;
mod given;
mod inputs;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_domain::review::Command;
use haetae_service_kit::clock;

use self::{
    choices::{Choices, choices},
    view::{ActPage, Attempt},
};
use super::steps::slug;
use crate::{
    api::{Problem, Version, find, take},
    desk::Desk,
    pages::{
        frame::html,
        sent::{Sent, is_shown, next_id},
        visitor::Visitor,
    },
    said::{Said, leads},
};

/// The steps that have a form here.
const STEPS: [Command; 10] = [
    Command::Amend,
    Command::Withdraw,
    Command::RequestInfo,
    Command::ProvideInfo,
    Command::RetractQuestion,
    Command::Triage,
    Command::Claim,
    Command::Assign,
    Command::Release,
    Command::Reopen,
];

/// The pages.
pub(super) fn routes() -> Router<Arc<Desk>> {
    STEPS.into_iter().fold(Router::new(), |router, step| {
        let show = move |visitor: Visitor, number: Path<String>| show(step, visitor, number);
        let send = move |visitor: Visitor, number: Path<String>, body: Bytes| send(step, visitor, number, body);
        router.route(&format!("/r/{{number}}/{}", slug(step)), get(show).post(send))
    })
}

/// The form of a step. Calls what [`find`] calls, and what [`choices()`] calls.
async fn show(step: Command, visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let choices = choices(&visitor, &found, step).await?;
    html(&ActPage::new(&visitor, (step, &found, &choices), &Attempt::first(), clock::now()))
}

/// Takes the step, and leads to the review; a refusal shows the form again. Calls what [`find`] calls and the step; after a
/// refusal also what [`choices()`] calls.
async fn send(step: Command, visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    let (sent, found) = (Sent::read(&body), find(&visitor.api, &number).await?);
    let on = Version {
        request_id: sent.one("request_id").to_owned(),
        review_id: found.review.review_id.clone(),
        etag: sent.one("etag").to_owned(),
    };
    let taken = match given::given(&visitor.api, &found, step, &sent).await {
        Ok(given) => {
            let other = given.duplicate_of.clone();
            let taken = take(&visitor.api, step, on, given).await;
            taken.map_err(|problem| given::retold(visitor.say(), &other, problem))
        }
        Err(problem) => Err(problem),
    };
    match taken {
        Ok(()) => Ok(leads(&format!("/r/{number}"), Said::of(slug(step)))),
        Err(problem) if is_shown(problem.kind) => again(step, &visitor, &number, (&sent, &problem)).await,
        Err(problem) => Err(problem),
    }
}

/// The form with its submitted input, on the current review.
async fn again(
    step: Command,
    visitor: &Visitor,
    number: &str,
    (sent, problem): (&Sent, &Problem),
) -> Result<Response, Problem> {
    let found = find(&visitor.api, number).await?;
    let choices = choices(visitor, &found, step).await.unwrap_or_else(|_| Choices::default());
    let attempt = Attempt { sent: Some(sent), problem: Some(problem), request_id: next_id(sent, problem) };
    let page = html(&ActPage::new(visitor, (step, &found, &choices), &attempt, clock::now()))?;
    Ok((problem.kind.status(), page).into_response())
}
