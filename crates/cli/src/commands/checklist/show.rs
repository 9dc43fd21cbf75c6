//! `haetae checklist show` and `coverage`.

use haetae_proto::checkpoint::v1::{GetChecklistRequest, GetChecklistResponse, GetCoverageRequest};

use super::Done;
use crate::{
    commands::{find, review},
    failure::Failure,
    session::Session,
    views,
};

/// Show the checklist of a review, with the etag for verdicts
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
    /// Show each checkpoint with its key, what to check and what to do when it fails
    #[arg(long)]
    detail: bool,
    /// Only checkpoints without a verdict
    #[arg(long)]
    open: bool,
}

impl Show {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let title = review::title(session, &self.review).await?;
        let mut answer = get(session, &self.review).await?;
        let checklist = answer.checklist.as_mut().ok_or_else(Failure::incomplete)?;
        if self.open {
            checklist.checkpoints.retain(|one| one.verdict.is_none());
        }
        let checklist = checklist.clone();
        session.show(&answer, |look| {
            let list = match self.detail {
                true => views::checkpoints(&checklist, &title, look),
                false => views::checklist(&checklist, &title, look),
            };
            list + &views::version(&answer.etag, look)
        })
    }
}

/// The checklist as checkpoint has it now.
pub(in crate::commands) async fn get(session: &Session, review_id: &str) -> Result<GetChecklistResponse, Failure> {
    let request = GetChecklistRequest { review_id: review_id.to_owned() };
    Ok(session.checkpoint().await?.get_checklist(request).await?.into_inner())
}

/// The key of a checkpoint as people give it: a whole one is not looked up.
pub(in crate::commands) async fn named(session: &Session, review_id: &str, given: &str) -> Result<String, Failure> {
    if find::is_whole(given) {
        return Ok(given.to_owned());
    }
    let checklist = get(session, review_id).await?.checklist.ok_or_else(Failure::incomplete)?;
    find::checkpoint(&checklist.checkpoints, given).map_err(Failure::Usage)
}

/// Show how well the threats to a review are covered by what passed so far
#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
}

impl Coverage {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let title = review::title(session, &self.review).await?;
        let request = GetCoverageRequest { review_id: self.review };
        let answer = session.checkpoint().await?.get_coverage(request).await?.into_inner();
        session.show(&answer, |look| views::coverage(&answer, &title, look) + &views::version(&answer.etag, look))
    }
}
