//! `haetae checklist conclude` and `reopen`.

use haetae_client::request_id;
use haetae_proto::checkpoint::v1::{ConcludeDiagnosisRequest, ReopenDiagnosisRequest};

use crate::{
    commands::{
        ask::Sure,
        find, read, review,
        write::{ChangeOptions, Decided},
    },
    failure::{Done, Failure},
    session::Session,
    views,
};

/// Conclude the round: every mandatory checkpoint is judged
#[derive(Debug, clap::Args)]
pub(crate) struct Conclude {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Summary of the round
    #[arg(long, default_value = "", hide_default_value = true)]
    summary: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Conclude {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = decided(session, &self.review, &self.change).await?;
        let request = ConcludeDiagnosisRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            summary: self.summary,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.conclude_diagnosis(request).await?.into_inner();
        let diagnosis = answer.diagnosis.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::diagnosis(diagnosis, look) + &views::version(&answer.etag, look))
    }
}

/// Start another round: checkpoints that failed, changed or were added are judged again
#[derive(Debug, clap::Args)]
pub(crate) struct Reopen {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Reason
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Reopen {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = decided(session, &self.review, &self.change).await?;
        let request = ReopenDiagnosisRequest {
            request_id: decided.request_id,
            review_id: self.review.clone(),
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let tried = ReopenDiagnosisRequest { request_id: request_id(), validate_only: true, ..request.clone() };
        let tried = async { Ok(session.checkpoint().await?.reopen_diagnosis(tried).await.map(drop)?) };
        review::ask_about_decision(session, &self.review, (self.sure, &self.change), (tried, None)).await?;
        let answer = session.checkpoint().await?.reopen_diagnosis(request).await?.into_inner();
        let diagnosis = answer.diagnosis.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::diagnosis(diagnosis, look) + &views::version(&answer.etag, look))
    }
}

/// Returns the common parts of a request that changes the diagnosis of a review.
async fn decided(session: &Session, review_id: &str, change: &ChangeOptions) -> Result<Decided, Failure> {
    change.decided(session, async { Ok(read::checklist(session, review_id).await?.etag) }).await
}
