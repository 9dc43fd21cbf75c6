//! One finding with the displayed parts of its checkpoint.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, GetFindingResponse},
    common::v1::Person,
    dashboard::v1::ReviewRow,
};

use super::step::Step;
use crate::{
    api::{Problem, checklist, finding, review_numbered, reviews},
    pages::{checklist::short, lists::quoted, people::distinct, visitor::Visitor},
};

/// A finding of a review.
pub(super) struct Found {
    pub(super) row: ReviewRow,
    pub(super) answer: GetFindingResponse,
    /// Its checkpoint, also when it left the list.
    pub(super) one: Option<Checkpoint>,
    /// What people call that.
    pub(super) short: String,
    /// People who can be responsible for the fix: people of the team and of the finding. Empty for people who may not
    /// assign.
    pub(super) people: Vec<Person>,
}

/// A finding with what its page shows. Calls ListReviews, GetFinding and GetChecklist, and for those who assign ListReviews of the
/// team.
///
/// # Errors
/// When there is none that the person may see, or a service does not answer.
pub(super) async fn find(visitor: &Visitor, number: &str, finding_id: &str) -> Result<Found, Problem> {
    let api = &visitor.api;
    let row = review_numbered(api, number).await?;
    let answer = finding(api, &row.review_id, finding_id).await?;
    let list = checklist(api, &row.review_id).await?.list;
    let key = answer.finding.as_ref().map(|finding| finding.checkpoint.clone()).unwrap_or_default();
    let mut all = list.checkpoints;
    all.extend(list.retired);
    let one = all.iter().find(|one| one.checkpoint == key);
    let short = one.map_or(key.clone(), |one| short(&all, one).to_owned());
    let people = people(visitor, &row, &answer).await?;
    Ok(Found { row, answer, one: one.cloned(), short, people })
}

/// The people of the finding, and the requesters and assignees of its team's reviews.
async fn people(visitor: &Visitor, row: &ReviewRow, answer: &GetFindingResponse) -> Result<Vec<Person>, Problem> {
    let Some(finding) = answer.finding.as_ref() else { return Ok(Vec::new()) };
    if !Step::Assign.is_open(visitor.caller.roles, &finding.allowed) {
        return Ok(Vec::new());
    }
    let team = format!("team = {}", quoted(&finding.team));
    let others = reviews(&visitor.api, &team, "submitted_at desc", "").await?.rows;
    let own = [finding.assignee.clone(), row.requester.clone()];
    let acted = answer.history.iter().map(|entry| entry.actor.clone());
    let others = others.into_iter().map(|row| row.requester);
    Ok(distinct(own.into_iter().chain(acted).chain(others).flatten()))
}
