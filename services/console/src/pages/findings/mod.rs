//! `/findings`, 조치 항목: the findings of all reviews that the person may see.

mod asked;
mod file;
mod view;

use std::sync::Arc;

use axum::{Router, extract::Query, response::Response, routing::get};
use haetae_service_kit::clock;

use self::{asked::FindingsQuery, view::FindingsPage};
use super::{frame::html, lists::moment, live::Live, spreadsheet, visitor::Visitor};
use crate::{
    api::{Problem, all_findings, every_finding},
    desk::Desk,
};

/// The page.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/findings", get(show)).route("/findings.csv", get(file))
}

/// A page of the list, according to the query parameters. Calls ListFindings of the dashboard once.
async fn show(visitor: Visitor, Query(asked): Query<FindingsQuery>) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let filter = asked.filter(&visitor.caller.subject);
    let at = moment(visitor.say(), &asked.as_of, clock::now())?;
    let page = all_findings(&visitor.api, &filter, asked.order_by(), &asked.page, at).await?;
    let live = at.is_none().then(|| Live::list(visitor.say(), asked.of_reviews(), &page.consistency_token));
    html(&FindingsPage::new(&visitor, &asked, &page, live, clock::now()))
}

/// The whole list as a file, according to the query parameters. Calls ListFindings of the dashboard, once for each
/// 200 findings.
async fn file(visitor: Visitor, Query(asked): Query<FindingsQuery>) -> Result<Response, Problem> {
    let asked = asked.for_roles(visitor.caller.roles);
    let at = moment(visitor.say(), &asked.as_of, clock::now())?;
    let filter = asked.filter(&visitor.caller.subject);
    let pages = every_finding(visitor.api.clone(), filter, asked.order_by(), at).await?;
    spreadsheet::file("findings", file::parts(visitor.say(), pages))
}
