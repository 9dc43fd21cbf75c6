//! `/live`: notifies an open page of changes by server-sent events. An event contains only the numbers of the changed
//! reviews; the person reloads the page when they like.

mod follow;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CACHE_CONTROL},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures::{Stream, StreamExt as _, future::select, stream};
use haetae_proto::dashboard::v1::{ReviewChange, WatchReviewsResponse, review_change::Change};
use haetae_service_kit::clock;
use serde::Deserialize;
use tokio::time::sleep;
use url::form_urlencoded::Serializer;

use self::follow::{Followed, is_final};
use super::visitor::Visitor;
use crate::{api::Problem, assets::LIVE, desk::Desk, session::Place, text::Say};

/// The header with which browsers name the last event they received.
const LAST: &str = "last-event-id";
/// Interval of heartbeats on an idle stream: proxies close connections without traffic after a minute.
const BEAT: Duration = Duration::from_secs(15);
/// How long a browser waits before it asks again.
const RETRY: Duration = Duration::from_secs(3);

/// The changes that a page listens to while it is open.
#[derive(Debug)]
pub(crate) struct Live {
    /// The stream.
    pub(crate) address: String,
    /// The state that the page shows.
    pub(crate) from: String,
    /// The message about one review.
    pub(crate) one: String,
    /// The message about several; `{n}` is their number.
    pub(crate) more: String,
}

impl Live {
    /// Of the reviews that a filter of the contract lists (docs/filters.md).
    pub(crate) fn list(t: Say, filter: &str, from: &str) -> Self {
        let (one, more) = (t.text("live-one"), t.with("live-more", &[("n", "{n}")]));
        Self { address: address(filter), from: from.to_owned(), one, more }
    }

    /// Of one review.
    pub(crate) fn review(t: Say, number: &str, from: &str) -> Self {
        let said = t.text("live-review");
        Self { address: address(&format!("number = {number}")), from: from.to_owned(), one: said.clone(), more: said }
    }

    /// The script that listens.
    pub(crate) fn script(&self) -> &'static str {
        &LIVE.path
    }
}

fn address(filter: &str) -> String {
    format!("/live?{}", Serializer::new(String::new()).append_pair("filter", filter).finish())
}

/// The streams.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/live", get(listen))
}

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LiveQuery {
    /// The filter of reviews in the language of the contract; the person's own token determines which reviews it
    /// finds.
    filter: String,
    /// The state that the page shows; empty for from now on.
    from: String,
}

/// The changes in a list of reviews. A browser stops reconnecting when the person is not signed in (204), and when
/// reconnecting is useless. Calls WatchReviews.
async fn listen(
    State(desk): State<Arc<Desk>>,
    visitor: Result<Visitor, Problem>,
    Query(asked): Query<LiveQuery>,
    headers: HeaderMap,
) -> Response {
    let answer = match visitor {
        Ok(visitor) => events_of(&desk, visitor, asked, &headers).await,
        Err(problem) => Err(problem),
    };
    answer.unwrap_or_else(|problem| {
        let status = if problem.is_signed_out() { StatusCode::NO_CONTENT } else { problem.kind.status() };
        status.into_response()
    })
}

async fn events_of(desk: &Desk, visitor: Visitor, asked: LiveQuery, headers: &HeaderMap) -> Result<Response, Problem> {
    let session = visitor.visit.session.as_deref().ok_or_else(Problem::signed_out)?;
    let place = desk.streams.place(session).ok_or_else(Problem::busy)?;
    let left = Duration::from_secs(session.left(desk.lifetime.as_secs(), clock::now().as_second()));
    let last = headers.get(LAST).and_then(|last| last.to_str().ok()).filter(|last| !last.is_empty());
    let from = last.map_or(asked.from, str::to_owned);
    let mut followed = Followed::new(visitor.api, asked.filter, from);
    // The stream waits for temporary problems.
    followed.open().await.or_else(|problem| if is_final(problem.kind) { Err(problem) } else { Ok(()) })?;
    let events = Sse::new(events(followed, place, left)).keep_alive(KeepAlive::new().interval(BEAT));
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    let unkept = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The response of `Sse` has a header for caches of its own.
    let mut answer = events.into_response();
    answer.headers_mut().extend([unbuffered, unkept]);
    Ok(answer)
}

/// The events, until the person signs out, their token expires or the console stops. The browser then reconnects, and
/// the session is renewed as for every page.
fn events(followed: Followed, place: Place, left: Duration) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let first = stream::once(async { Ok(Event::default().retry(RETRY)) });
    let ended = select(Box::pin(place.ended()), Box::pin(sleep(left)));
    let steps = stream::unfold(followed, Followed::next);
    // The place is given back when the stream is dropped.
    let sent = steps.map(move |step| {
        let _held = &place;
        Ok(event(&step))
    });
    first.chain(sent).take_until(ended)
}

/// A step. One without changes only moves the position that the browser remembers.
fn event(step: &WatchReviewsResponse) -> Event {
    let event = Event::default().id(&step.consistency_token);
    let numbers: Vec<&str> = step.changes.iter().filter_map(number).collect();
    if numbers.is_empty() { event } else { event.event("changed").data(numbers.join(" ")) }
}

/// The number of the review that a change is about.
fn number(change: &ReviewChange) -> Option<&str> {
    let row = match change.change.as_ref()? {
        Change::Entered(row) | Change::Updated(row) => Some(row),
        Change::Left(_) => change.before.as_ref(),
    };
    row.map(|row| row.number.as_str()).filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests;
