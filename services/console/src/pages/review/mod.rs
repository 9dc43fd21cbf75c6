//! `/r/{number}`, one review: the head that all of its pages have, and its tabs. Each tab is a folder; the steps that people
//! take on a review are in `act`.

mod act;
mod comments;
mod compare;
mod decide;
mod evidence;
pub(crate) mod head;
mod history;
mod log;
mod overview;
mod report;
mod requested;
mod sheet;
mod stages;
pub(crate) mod steps;

use std::sync::Arc;

use axum::Router;

pub(crate) use self::overview::short_key;
use crate::desk::Desk;

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .merge(overview::routes())
        .merge(comments::routes())
        .merge(history::routes())
        .merge(compare::routes())
        .merge(evidence::routes())
        .merge(act::routes())
        .merge(decide::routes())
        .merge(report::routes())
}
