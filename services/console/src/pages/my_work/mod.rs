//! `/`, 내 할 일: the steps that wait for the person.

mod own;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use haetae_service_kit::{auth::Role, clock};
use serde::Deserialize;

use self::view::MyWorkPage;
use super::{
    frame::{has_place, html},
    live::Live,
    reviews::{requested_by, waiting},
    visitor::Visitor,
};
use crate::{
    api::{Problem, my_work, reviews, rows_and_token},
    desk::Desk,
};

/// Query parameters.
#[derive(Debug, Deserialize)]
struct MyWorkQuery {
    #[serde(default)]
    page: String,
}

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/", get(show))
}

/// What waits for the person, by what to do. Calls ListMyWork, and ListReviews once for the numbers and
/// levels of all rows, and once for what a requester has requested.
async fn show(visitor: Visitor, Query(asked): Query<MyWorkQuery>) -> Result<Response, Problem> {
    let roles = visitor.caller.roles;
    if !has_place(roles, "/") && has_place(roles, "/reviews") {
        return Ok(Redirect::to("/reviews").into_response());
    }
    let own = async {
        if !roles.has(Role::Requester) || !asked.page.is_empty() {
            return Ok(None);
        }
        reviews(&visitor.api, &requested_by(&visitor.caller.subject), "due_at", "").await.map(Some)
    };
    let (work, own) = futures::try_join!(my_work(&visitor.api, &asked.page), own)?;
    let ids = work.items.iter().map(|item| item.review_id.as_str());
    let (rows, token) = rows_and_token(&visitor.api, ids).await?;
    let live = waiting(&visitor.caller).map(|filter| Live::list(visitor.say(), &filter, &token));
    html(&MyWorkPage::new(&visitor, &work, (&rows, own.as_ref()), live, clock::now()))
}
