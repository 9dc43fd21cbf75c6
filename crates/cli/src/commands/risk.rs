//! `haetae risk`.

use std::path::PathBuf;

use haetae_proto::risk::v1::{GetAssessmentRequest, PreviewRiskRequest};

use super::review;
use crate::{
    commands::find,
    failure::{Done, Failure},
    files::{self, RequestFile},
    session::Session,
    views,
};

/// Scores and where they come from.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Risk {
    Preview(Preview),
    Explain(Explain),
}

impl Risk {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Preview(command) => command.run(session).await,
            Self::Explain(command) => command.run(session).await,
        }
    }
}

/// Score a request that is not submitted; records nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    /// The request, as for haetae review submit
    file: PathBuf,
}

impl Preview {
    async fn run(self, session: &Session) -> Done {
        let file: RequestFile = files::read_whole(&self.file)?;
        let request = PreviewRiskRequest { profile: Some(file.profile()) };
        let answer = session.risk().await?.preview_risk(request).await?.into_inner();
        let assessment = answer.assessment.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::assessment(assessment, &file.title, look))
    }
}

/// Explain the score of a review
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
}

impl Explain {
    async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let title = review::title(session, &self.review).await?;
        let request = GetAssessmentRequest { review_id: self.review };
        let answer = session.risk().await?.get_assessment(request).await?.into_inner();
        let assessment = answer.assessment.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::assessment(assessment, &title, look) + &views::version(&answer.etag, look))
    }
}
