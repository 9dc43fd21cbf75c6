//! `haetae review withdraw`, `request-info`, `provide-info` and `reopen`.

use haetae_client::request_id;
use haetae_proto::intake::v1::{ProvideInfoRequest, ReopenReviewRequest, RequestInfoRequest, WithdrawReviewRequest};

use super::show;
use crate::{
    commands::{
        ask::{self, Sure},
        find, read,
        write::ChangeOptions,
    },
    failure::{Done, Failure},
    session::Session,
    views,
};

/// Withdraw the request
#[derive(Debug, clap::Args)]
pub(crate) struct Withdraw {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Withdraw {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        if !self.change.is_named() {
            let read = read::review(session, &self.review).await?;
            // Who may not, or what cannot be, is said before anything is asked.
            let tried = WithdrawReviewRequest {
                request_id: request_id(),
                review_id: self.review.clone(),
                etag: read.etag.clone(),
                reason: self.reason.clone(),
                validate_only: true,
            };
            session.intake().await?.withdraw_review(tried).await?;
            let review = read.review.as_ref().ok_or_else(Failure::incomplete)?;
            let row = find::row(session, &review.review_id, &read.consistency_token).await;
            self.sure.confirm(session, false, &ask::by_etag(), |look| {
                let effect = look.pick(
                    "이 검토를 철회합니다. 진단과 조치도 함께 끝나며 되돌릴 수 없습니다.",
                    "This withdraws the review: its diagnosis and its findings end, and it cannot be undone.",
                );
                format!("{}\n{effect}", views::review(review, (row.as_ref(), ""), &read.etag, look))
            })?;
            self.change = self.change.on(Some(read.etag));
        }
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = WithdrawReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.withdraw_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// Ask the requester for information; the due date is paused until the answer
#[derive(Debug, clap::Args)]
pub(crate) struct RequestInfo {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// What is asked
    #[arg(long)]
    question: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl RequestInfo {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = RequestInfoRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            question: self.question,
            validate_only: decided.validate_only,
        };
        let mut answer = session.intake().await?.request_info(request).await?.into_inner();
        if let Some(asked) = answer.review.as_mut().and_then(|review| review.information_request.as_mut())
            && decided.validate_only
        {
            // What is not asked has no time.
            asked.asked_at = None;
        }
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// Answer a request for information
#[derive(Debug, clap::Args)]
pub(crate) struct ProvideInfo {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// The answer
    #[arg(long)]
    answer: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl ProvideInfo {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = ProvideInfoRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            answer: self.answer,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.provide_info(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// Reopen a closed review
#[derive(Debug, clap::Args)]
pub(crate) struct Reopen {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Reopen {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = ReopenReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.reopen_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}
