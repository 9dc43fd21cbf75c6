//! `/r/{number}/comments`, 의견: the thread of a review.

mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query},
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_client::request_id;
use haetae_proto::common::v1::CommentVisibility;
use haetae_service_kit::clock;
use serde::Deserialize;

use self::view::{CommentsPage, Draft};
use crate::{
    api::{Problem, Version, add_comment, comments, find},
    desk::Desk,
    pages::{
        frame::html,
        sent::{Sent, is_shown, next_id, text},
        visitor::Visitor,
    },
    said::{Said, leads},
};

/// Query parameters.
#[derive(Debug, Deserialize)]
struct CommentsQuery {
    #[serde(default)]
    page: String,
}

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/comments", get(show).post(send))
}

/// The thread, oldest first. Calls what [`find`] calls, and ListComments.
async fn show(
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<CommentsQuery>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let thread = comments(&visitor.api, &found, &asked.page).await?;
    let draft = Draft { request_id: request_id(), ..Draft::default() };
    html(&CommentsPage::new(&visitor, &found, &thread, draft, clock::now()))
}

/// Adds a comment, and leads to the thread; a refusal shows it again with what was typed. Calls what [`find`] calls and
/// AddComment; after a refusal also ListComments.
async fn send(visitor: Visitor, Path(number): Path<String>, body: Bytes) -> Result<Response, Problem> {
    let (sent, found) = (Sent::read(&body), find(&visitor.api, &number).await?);
    let on = Version {
        request_id: sent.one("request_id").to_owned(),
        review_id: found.review.review_id.clone(),
        etag: sent.one("etag").to_owned(),
    };
    let internal = sent.one("visibility") == "internal";
    let visibility = if internal { CommentVisibility::Internal } else { CommentVisibility::Shared };
    let typed = text(sent.one("text"));
    let problem = match add_comment(&visitor.api, on, typed.clone(), visibility).await {
        Ok(()) => return Ok(leads(&format!("/r/{number}/comments"), Said::of("comments"))),
        Err(problem) if is_shown(problem.kind) => problem,
        Err(problem) => return Err(problem),
    };
    let found = find(&visitor.api, &number).await?;
    let thread = comments(&visitor.api, &found, "").await?;
    let draft = Draft { text: typed, internal, problem: Some(&problem), request_id: next_id(&sent, &problem) };
    let page = html(&CommentsPage::new(&visitor, &found, &thread, draft, clock::now()))?;
    Ok((problem.kind.status(), page).into_response())
}
