//! `/reviews/assign`, 담당자 지정: several reviews for one reviewer. Each row of the form has the version and the request of its
//! review, so sending it twice has one effect; what is refused is said for each.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{Router, body::Bytes, response::Response, routing::get};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use haetae_client::request_id;
use haetae_domain::review::Command;
use haetae_proto::{common::v1::Person, dashboard::v1::ReviewRow};
use haetae_service_kit::auth::Role;

use crate::{
    api::{Given, Problem, Version, may_be_number, review_version, reviewers, reviews, take},
    desk::Desk,
    pages::{
        fault,
        frame::{Frame, html},
        lists::quoted,
        parts::{Status, review_path},
        sent::{Sent, page_above, text},
        visitor::Visitor,
    },
    text::Say,
};

/// Reviews of one form: those of a page of the list.
const MOST: usize = 50;
/// Calls at the same time.
const AT_ONCE: usize = 8;
/// Stands between the parts of a row.
const BETWEEN: char = '\n';

/// The page.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/reviews/assign", get(page_above).post(assign))
}

/// The page of a form, or of what became of it.
#[derive(Template)]
#[template(path = "reviews/assign.html")]
struct AssignPage {
    frame: Frame,
    t: Say,
    /// What is wrong with the form.
    wrong: String,
    /// What became of it; empty before it is sent.
    total: String,
    rows: Vec<AssignedLine>,
    people: Vec<(String, String)>,
    assignee: String,
    reason: String,
}

/// A review.
#[derive(Debug, Default)]
struct AssignedLine {
    number: String,
    path: Option<String>,
    title: String,
    assignee: String,
    status: String,
    /// The review, its version and the request, for the form.
    on: String,
    /// Whether it was assigned; none before the form is sent.
    done: Option<bool>,
    /// Why not.
    why: String,
}

/// Shows the form, or assigns what it names and says what became of each. Calls ListReviews and GetWorkload, and for the
/// form GetReview for each review, whose version it has; then AssignReview for each.
async fn assign(visitor: Visitor, body: Bytes) -> Result<Response, Problem> {
    if !visitor.caller.roles.has(Role::Approver) {
        return Err(Problem::not_for_roles());
    }
    let sent = Sent::read(&body);
    match sent.one("step") {
        "assign" => assigned(&visitor, &sent).await,
        _ => asked(&visitor, &sent, picked(&sent), String::new()).await,
    }
}

/// Numbers of reviews that were picked.
fn picked(sent: &Sent) -> Vec<String> {
    let numbers: BTreeSet<&str> = sent.all("pick").filter(|one| may_be_number(one)).collect();
    numbers.into_iter().take(MOST).map(str::to_owned).collect()
}

async fn asked(visitor: &Visitor, sent: &Sent, numbers: Vec<String>, wrong: String) -> Result<Response, Problem> {
    let (t, api) = (visitor.say(), &visitor.api);
    let wrong = if numbers.is_empty() { t.text("bulk-none") } else { wrong };
    let found = if numbers.is_empty() { Vec::new() } else { listed(visitor, &numbers).await? };
    let rows = stream::iter(found).map(|row| async move {
        let etag = review_version(api, &row.review_id).await?;
        let on = [row.review_id.as_str(), etag.as_str(), &request_id(), &row.number].join(&BETWEEN.to_string());
        Ok::<_, Problem>(AssignedLine { on, ..self::row(t, &row) })
    });
    let rows: Vec<AssignedLine> = rows.buffered(AT_ONCE).try_collect().await?;
    let mut people = reviewers(api).await?;
    people.sort_by_key(|(_, open)| *open);
    let person = |(person, open): (Person, u64)| {
        let name = t.with("act-person", &[("name", &t.person(&person)), ("open", &open.to_string())]);
        (person.subject, name)
    };
    html(&AssignPage {
        frame: Frame::new(&visitor.visit, &t.text("bulk-title")),
        wrong,
        total: String::new(),
        rows,
        people: people.into_iter().map(person).collect(),
        assignee: sent.one("assignee").to_owned(),
        reason: sent.one("reason").to_owned(),
        t,
    })
}

async fn assigned(visitor: &Visitor, sent: &Sent) -> Result<Response, Problem> {
    let (t, api) = (visitor.say(), &visitor.api);
    let on: Vec<(Version, String)> = sent.all("on").take(MOST).filter_map(version).collect();
    let numbers: Vec<String> = on.iter().map(|(_, number)| number.clone()).collect();
    let subject = sent.one("assignee").trim();
    if subject.is_empty() {
        return asked(visitor, sent, numbers, t.text("bulk-nobody")).await;
    }
    if on.is_empty() {
        return asked(visitor, sent, numbers, String::new()).await;
    }
    let known = reviewers(api).await?.into_iter().map(|(person, _)| person).find(|person| person.subject == subject);
    let person = known.unwrap_or_else(|| Person { subject: subject.to_owned(), name: String::new() });
    let found = listed(visitor, &numbers).await?;
    let rows = stream::iter(on).map(|(version, number)| {
        let given = Given { assignee: Some(person.clone()), text: text(sent.one("reason")), ..Given::default() };
        let shown = found.iter().find(|row| row.number == number).map(|row| self::row(t, row));
        async move {
            let refused = take(api, Command::Assign, version, given).await.err();
            let why = refused.as_ref().map(|problem| fault::says(t, problem)).unwrap_or_default();
            let shown = shown.unwrap_or_else(|| AssignedLine { number, ..AssignedLine::default() });
            AssignedLine { done: Some(refused.is_none()), why, ..shown }
        }
    });
    let rows: Vec<AssignedLine> = rows.buffered(AT_ONCE).collect().await;
    let done = rows.iter().filter(|row| row.done == Some(true)).count().to_string();
    let (all, name) = (rows.len().to_string(), t.person(&person));
    html(&AssignPage {
        frame: Frame::new(&visitor.visit, &t.text("bulk-title")),
        wrong: String::new(),
        total: t.with("bulk-done", &[("done", &done), ("all", &all), ("name", &name)]),
        rows,
        people: Vec::new(),
        assignee: String::new(),
        reason: String::new(),
        t,
    })
}

/// The review, version and request of a row of the form, and its number.
fn version(row: &str) -> Option<(Version, String)> {
    let parts: Vec<&str> = row.lines().collect();
    let [review_id, etag, request_id, number] = parts.as_slice() else { return None };
    let version =
        Version { request_id: (*request_id).to_owned(), review_id: (*review_id).to_owned(), etag: (*etag).to_owned() };
    Some((version, (*number).to_owned()))
}

/// The rows of numbers, in their order.
async fn listed(visitor: &Visitor, numbers: &[String]) -> Result<Vec<ReviewRow>, Problem> {
    let terms: Vec<String> = numbers.iter().map(|number| format!("number = {}", quoted(number))).collect();
    let mut found = Vec::new();
    // A filter has an end.
    for terms in terms.chunks(20) {
        found.extend(reviews(&visitor.api, &terms.join(" OR "), "", "").await?.rows);
    }
    found.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(found)
}

fn row(t: Say, row: &ReviewRow) -> AssignedLine {
    AssignedLine {
        path: review_path(&row.number),
        number: row.number.clone(),
        title: row.title.clone(),
        assignee: row.assignee.as_ref().map(|person| t.person(person)).unwrap_or_default(),
        status: Status::of(t, row).word,
        ..AssignedLine::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_its_review_version_and_request() {
        let (version, number) = version("id\r\netag\r\nrequest\r\nR-2026-0001").unwrap();
        assert_eq!((version.review_id.as_str(), version.etag.as_str()), ("id", "etag"));
        assert_eq!((version.request_id.as_str(), number.as_str()), ("request", "R-2026-0001"));
        assert!(super::version("id").is_none() && super::version("a\nb\nc\nd\ne").is_none());
        let sent = Sent::read(b"pick=R-2026-0002&pick=R-2026-0001&pick=R-2026-0002&pick=%22+OR+x&pick=");
        assert_eq!(picked(&sent), ["R-2026-0001", "R-2026-0002"]);
    }
}
