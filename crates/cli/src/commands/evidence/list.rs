//! `haetae evidence list`.

use crate::{
    commands::{find, read},
    failure::{Done, Failure},
    session::Session,
    views,
};

/// List the files uploaded for a review, by checkpoint
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Only files for these checkpoints, e.g. web-service:APP-01:1 or APP-01
    #[arg(long)]
    checkpoint: Option<String>,
}

impl List {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let mut answer = read::checklist(session, &self.review).await?;
        let checklist = answer.checklist.as_mut().ok_or_else(Failure::incomplete)?;
        let asked = |key: &str| self.checkpoint.as_deref().is_none_or(|wanted| find::within(key, wanted, true));
        for lines in [&mut checklist.checkpoints, &mut checklist.retired] {
            lines.retain(|line| asked(&line.checkpoint) && !line.evidence.is_empty());
        }
        let lines = checklist.checkpoints.iter().chain(&checklist.retired);
        let mut files: Vec<_> = lines.flat_map(|line| line.evidence.clone()).collect();
        files.sort_by_key(|file| file.uploaded_at.map(|at| (at.seconds, at.nanos)));
        session.show(&answer, |look| views::evidence(&files, look) + &views::version(&answer.etag, look))
    }
}
