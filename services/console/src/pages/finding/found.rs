//! One finding with what is shown of its checkpoint.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, GetFindingResponse},
    dashboard::v1::ReviewRow,
};

use crate::{
    api::{Api, Problem, checklist, finding, review_numbered},
    pages::checklist::short,
};

/// A finding of a review.
pub(super) struct Found {
    pub(super) row: ReviewRow,
    pub(super) answer: GetFindingResponse,
    /// Its checkpoint, also when it left the list.
    pub(super) one: Option<Checkpoint>,
    /// What people call that.
    pub(super) short: String,
}

pub(super) async fn find(api: &Api, number: &str, finding_id: &str) -> Result<Found, Problem> {
    let row = review_numbered(api, number).await?;
    let answer = finding(api, &row.review_id, finding_id).await?;
    let list = checklist(api, &row.review_id).await?.list;
    let key = answer.finding.as_ref().map(|finding| finding.checkpoint.clone()).unwrap_or_default();
    let mut all = list.checkpoints;
    all.extend(list.retired);
    let one = all.iter().find(|one| one.checkpoint == key);
    let short = one.map_or(key.clone(), |one| short(&all, one).to_owned());
    Ok(Found { row, answer, one: one.cloned(), short })
}
