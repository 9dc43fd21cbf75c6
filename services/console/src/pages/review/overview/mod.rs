//! `/r/{number}`, 개요: everything about one review, now or at an earlier moment.

pub(super) mod layers;
pub(super) mod request;
mod view;
pub(super) mod why;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use haetae_proto::dashboard::v1::{AsOf, as_of::Moment};
use haetae_service_kit::clock;
use serde::Deserialize;

use self::view::OverviewPage;
pub(crate) use self::view::short_key;
use crate::{
    api::{Problem, assessment, earlier_decision, find, overview_at, rows_of},
    desk::Desk,
    pages::{frame::html, lists::time_of, visitor::Visitor},
};

/// Query parameters.
#[derive(Debug, Deserialize)]
struct OverviewQuery {
    /// A moment in Seoul; empty for now.
    #[serde(default)]
    as_of: String,
}

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}", get(show))
}

/// Everything about a review. Calls what [`find`] calls; of a duplicate ListReviews once more; now also GetAssessment, at an
/// earlier moment GetReviewOverview once more; of a review that was opened again what [`earlier_decision`] calls.
async fn show(
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<OverviewQuery>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let moment = time_of(visitor.say(), "as_of", &asked.as_of)?;
    let (shown, reasons) = match moment {
        None => (found.overview.clone(), assessment(&visitor.api, &found).await?),
        Some(time) => {
            let moment = AsOf { moment: Some(Moment::Time(time)) };
            (overview_at(&visitor.api, &found, moment).await?, None)
        }
    };
    let other = found.review.triage.as_ref().map(|triage| triage.duplicate_of.as_str()).filter(|id| !id.is_empty());
    let others = rows_of(&visitor.api, other.into_iter()).await?;
    let other = others.into_values().next();
    let (earlier, now) = (earlier_decision(&visitor.api, &found, &shown).await?, clock::now());
    let page = OverviewPage::new(&visitor, (&found, &shown), (reasons.as_ref(), other.as_ref(), moment), now);
    html(&page.with_earlier(earlier.as_ref(), now))
}
