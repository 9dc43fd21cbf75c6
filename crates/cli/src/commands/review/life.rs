//! `haetae review triage`, `withdraw`, `request-info`, `provide-info` and `reopen`.

use haetae_proto::{
    common::v1::TriageOutcome,
    intake::v1::{
        ProvideInfoRequest, ReopenReviewRequest, RequestInfoRequest, TriageReviewRequest, WithdrawReviewRequest,
    },
};

use super::{Done, show};
use crate::{commands::write::Change, session::Session, words};

/// Decide whether to diagnose at all
#[derive(Debug, clap::Args)]
pub(crate) struct Triage {
    /// Id of the review
    review: String,
    /// diagnose, waive, reject or duplicate
    #[arg(long, value_parser = words::parse::<TriageOutcome>)]
    outcome: TriageOutcome,
    /// Why
    #[arg(long)]
    reason: String,
    /// Id of the review that covers it; for a duplicate
    #[arg(long, value_name = "REVIEW", default_value = "", hide_default_value = true)]
    duplicate_of: String,
    #[command(flatten)]
    change: Change,
}

impl Triage {
    pub(super) async fn run(self, session: &Session) -> Done {
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = TriageReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            outcome: self.outcome.into(),
            reason: self.reason,
            duplicate_of: self.duplicate_of,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.triage_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), &answer.etag)
    }
}

/// Take the request back
#[derive(Debug, clap::Args)]
pub(crate) struct Withdraw {
    /// Id of the review
    review: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: Change,
}

impl Withdraw {
    pub(super) async fn run(self, session: &Session) -> Done {
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = WithdrawReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.withdraw_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), &answer.etag)
    }
}

/// Ask the requester for information; the target date waits meanwhile
#[derive(Debug, clap::Args)]
pub(crate) struct RequestInfo {
    /// Id of the review
    review: String,
    /// What is asked
    #[arg(long)]
    question: String,
    #[command(flatten)]
    change: Change,
}

impl RequestInfo {
    pub(super) async fn run(self, session: &Session) -> Done {
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = RequestInfoRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            question: self.question,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.request_info(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), &answer.etag)
    }
}

/// Answer a request for information
#[derive(Debug, clap::Args)]
pub(crate) struct ProvideInfo {
    /// Id of the review
    review: String,
    /// The answer
    #[arg(long)]
    answer: String,
    #[command(flatten)]
    change: Change,
}

impl ProvideInfo {
    pub(super) async fn run(self, session: &Session) -> Done {
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = ProvideInfoRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            answer: self.answer,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.provide_info(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), &answer.etag)
    }
}

/// Take a closed review up again
#[derive(Debug, clap::Args)]
pub(crate) struct Reopen {
    /// Id of the review
    review: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: Change,
}

impl Reopen {
    pub(super) async fn run(self, session: &Session) -> Done {
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = ReopenReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.reopen_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), &answer.etag)
    }
}
