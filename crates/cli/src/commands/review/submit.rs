//! `haetae review submit`.

use std::path::PathBuf;

use haetae_proto::{
    checkpoint::v1::GetChecklistRequest,
    dashboard::v1::{ListReviewsRequest, ReviewRow},
    intake::v1::SubmitReviewRequest,
    risk::v1::GetAssessmentRequest,
};

use super::Done;
use crate::{
    commands::{wait::Wait, write::Write},
    failure::Failure,
    files::{self, RequestFile},
    session::Session,
    views,
    words::Said,
};

/// Request a review
#[derive(Debug, clap::Args)]
pub(crate) struct Submit {
    /// The request, as .toml, .yaml or .json; - reads YAML or JSON from standard input
    file: PathBuf,
    #[command(flatten)]
    write: Write,
    #[command(flatten)]
    wait: Wait,
}

impl Submit {
    pub(super) async fn run(self, session: &Session) -> Done {
        let file: RequestFile = files::read(&self.file)?;
        let request = SubmitReviewRequest {
            request_id: self.write.request_id(session),
            title: file.title.clone(),
            description: file.description.clone(),
            profile: Some(file.profile()),
            validate_only: self.write.validate_only,
        };
        let answer = session.intake().await?.submit_review(request).await?.into_inner();
        let review = answer.review.clone().ok_or_else(Failure::incomplete)?;
        if self.wait.wait && !self.write.validate_only {
            self.settled(session, &review.review_id, &answer.consistency_token).await?;
        }
        session.show(&answer, |look| views::review(&review, &answer.etag, look))
    }

    /// Waits until the review is scored, has a checklist, and lists show both.
    async fn settled(&self, session: &Session, review_id: &str, token: &str) -> Done {
        let (mut risk, mut checkpoint) = (session.risk().await?, session.checkpoint().await?);
        let mut dashboard = session.dashboard().await?;
        let what = Said {
            ko: "위험 평가와 점검 목록을 기다립니다".into(),
            en: "waiting for the score and the checklist".into(),
        };
        self.wait
            .until(session, &what, async || {
                risk.get_assessment(GetAssessmentRequest { review_id: review_id.to_owned() }).await?;
                checkpoint.get_checklist(GetChecklistRequest { review_id: review_id.to_owned() }).await?;
                let request =
                    ListReviewsRequest { page_size: 200, consistency_token: token.to_owned(), ..Default::default() };
                let rows = dashboard.list_reviews(request).await?.into_inner().reviews;
                let shown = |row: &ReviewRow| row.review_id == review_id && row.tally.is_some();
                Ok(rows.iter().any(shown).then_some(()))
            })
            .await
    }
}
