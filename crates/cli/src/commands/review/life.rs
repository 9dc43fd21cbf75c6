//! `haetae review withdraw`, `request-info`, `provide-info`, `retract-question` and `reopen`.

use haetae_client::request_id;
use haetae_proto::intake::v1::{
    ProvideInfoRequest, ReopenReviewRequest, RequestInfoRequest, RetractQuestionRequest, WithdrawReviewRequest,
};

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

/// Takes a step with a text on a review, without a question to the caller, and shows the review afterwards.
macro_rules! take {
    ($step:ident, $session:ident, $request:ident { $text:ident }, $call:ident) => {{
        let review_id = find::review($session, &$step.review).await?;
        let decided = show::decided($session, &review_id, &$step.change).await?;
        let request = $request {
            request_id: decided.request_id,
            review_id,
            etag: decided.etag,
            $text: $step.$text,
            validate_only: decided.validate_only,
        };
        let answer = $session.intake().await?.$call(request).await?.into_inner();
        show::changed($session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }};
}

/// Withdraw the request
#[derive(Debug, clap::Args)]
pub(crate) struct Withdraw {
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

impl Withdraw {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        if !self.change.is_named() {
            let read = read::review(session, &self.review).await?;
            // Permission and validity are checked before the confirmation prompt.
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
    /// The question
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
            // A question that is only checked has no time.
            asked.asked_at = None;
        }
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// Take back a question that the requester has not answered
#[derive(Debug, clap::Args)]
pub(crate) struct RetractQuestion {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Why the question is taken back
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl RetractQuestion {
    pub(super) async fn run(self, session: &Session) -> Done {
        take!(self, session, RetractQuestionRequest { reason }, retract_question)
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
    pub(super) async fn run(self, session: &Session) -> Done {
        take!(self, session, ProvideInfoRequest { answer }, provide_info)
    }
}

/// Reopen a closed review
#[derive(Debug, clap::Args)]
pub(crate) struct Reopen {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Reason
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Reopen {
    pub(super) async fn run(self, session: &Session) -> Done {
        take!(self, session, ReopenReviewRequest { reason }, reopen_review)
    }
}
