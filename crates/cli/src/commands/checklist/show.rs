//! `haetae checklist show` and `coverage`.

use haetae_proto::checkpoint::v1::GetCoverageRequest;

use crate::{
    commands::{find, read, review},
    failure::{Done, Failure},
    session::Session,
    views,
};

/// Show the checklist of a review, with the etag for results
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Show each checkpoint with its key, what to check and what to do when it fails
    #[arg(long)]
    detail: bool,
    /// Only checkpoints without a result
    #[arg(long)]
    open: bool,
}

impl Show {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let title = review::title(session, &self.review).await?;
        let mut answer = read::checklist(session, &self.review).await?;
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

/// Resolves the key of a checkpoint; a complete one is not looked up.
pub(in crate::commands) async fn named(session: &Session, review_id: &str, given: &str) -> Result<String, Failure> {
    if find::is_whole(given) {
        return Ok(given.to_owned());
    }
    let checklist = read::checklist(session, review_id).await?.checklist.ok_or_else(Failure::incomplete)?;
    find::checkpoint(&checklist.checkpoints, given).map_err(Failure::Usage)
}

/// Show how well the checkpoints that passed so far cover the threats to a review
#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
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
