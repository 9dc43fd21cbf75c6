//! `/r/{number}/compare`, 비교: the differences between two moments.

mod asked;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query},
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_proto::dashboard::v1::{ComparePoint, LatestDecision, compare_point::Point};
use haetae_service_kit::clock;

use self::asked::CompareQuery;
use self::view::{ComparePage, is_of_checkpoints};
use crate::{
    api::{Found, Problem, compare, files, find},
    desk::Desk,
    pages::{frame::html, lists::time_of, sent::is_shown, visitor::Visitor},
    text::Say,
};

/// How an address names the latest decision.
const DECISION: &str = "decision";

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/compare", get(show))
}

/// The differences. Calls what [`find`] calls, and CompareReview; where checkpoints differ, also GetChecklist for their titles.
async fn show(
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<CompareQuery>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let t = visitor.say();
    let to = time_of(t, "to", &asked.to)?.map(|time| ComparePoint { point: Some(Point::Time(time)) });
    let from = ComparePoint { point: Some(from(t, &found, &asked)?) };
    // A moment before the review, or a missing decision, is reported beside the fields.
    let answer = match compare(&visitor.api, &found, from, to).await {
        Err(problem) if !is_shown(problem.kind) && asked.from.is_empty() => return Err(problem),
        answer => answer,
    };
    let about_checkpoints = answer.as_ref().is_ok_and(|answer| answer.groups.iter().any(is_of_checkpoints));
    let checkpoints = if about_checkpoints { files(&visitor.api, &found).await?.checkpoints } else { Vec::new() };
    let status = answer.as_ref().err().map(|problem| problem.kind.status()).unwrap_or_default();
    let page =
        html(&ComparePage::new(&visitor, &found, (&asked, from), (answer.as_ref(), &checkpoints), clock::now()))?;
    Ok((status, page).into_response())
}

fn from(t: Say, found: &Found, asked: &CompareQuery) -> Result<Point, Problem> {
    let decided = found.review.decision.is_some();
    let given = if asked.from == DECISION { "" } else { &asked.from };
    Ok(match time_of(t, "from", given)? {
        Some(time) => Point::Time(time),
        None if decided || asked.from == DECISION => Point::Decision(LatestDecision {}),
        // Lists and the log agree to the second only.
        None => {
            let at = found.review.submitted_at.unwrap_or_default();
            Point::Time(prost_types::Timestamp { seconds: at.seconds + 1, nanos: 0 })
        }
    })
}
