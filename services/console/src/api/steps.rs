//! The steps that people take on a review.

use haetae_domain::review::Command;
use haetae_proto::{
    common::v1::{CommentVisibility, Person, ServiceProfile},
    intake::v1::{
        AddCommentRequest, AmendReviewRequest, AssignReviewRequest, ClaimReviewRequest, ProvideInfoRequest,
        ReleaseReviewRequest, ReopenReviewRequest, RequestInfoRequest, RetractQuestionRequest, TriageReviewRequest,
        WithdrawReviewRequest,
    },
};

use super::{Api, Problem};

/// The request and the version that a form was made for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Version {
    /// The request's id, so that sending it twice has one effect.
    pub(crate) request_id: String,
    /// The review.
    pub(crate) review_id: String,
    /// The version of it that the person has seen.
    pub(crate) etag: String,
}

/// A person's input for a step; each step uses its part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    /// The reason, the question or the answer.
    pub(crate) text: String,
    /// Of an amendment.
    pub(crate) title: String,
    /// Of an amendment.
    pub(crate) description: String,
    /// The profile of an amendment; none when it is not changed.
    pub(crate) profile: Option<ServiceProfile>,
    /// Of a triage.
    pub(crate) outcome: i32,
    /// Of a triage: the id of the review that covers this one.
    pub(crate) duplicate_of: String,
    /// Who is to be in charge.
    pub(crate) assignee: Option<Person>,
}

/// Takes a step. Calls the method of the step.
///
/// # Errors
/// When intake refuses it or does not answer. A decision is not taken here.
pub(crate) async fn take(api: &Api, step: Command, on: Version, given: Given) -> Result<(), Problem> {
    let mut intake = api.intake().await?;
    let Version { request_id, review_id, etag } = on;
    let (text, validate_only) = (given.text, false);
    match step {
        Command::Amend => {
            let (title, description, profile) = (Some(given.title), Some(given.description), given.profile);
            let request =
                AmendReviewRequest { request_id, review_id, etag, title, description, profile, validate_only };
            intake.amend_review(request).await?;
        }
        Command::Withdraw => {
            let request = WithdrawReviewRequest { request_id, review_id, etag, reason: text, validate_only };
            intake.withdraw_review(request).await?;
        }
        Command::RequestInfo => {
            let request = RequestInfoRequest { request_id, review_id, etag, question: text, validate_only };
            intake.request_info(request).await?;
        }
        Command::ProvideInfo => {
            let request = ProvideInfoRequest { request_id, review_id, etag, answer: text, validate_only };
            intake.provide_info(request).await?;
        }
        Command::RetractQuestion => {
            let request = RetractQuestionRequest { request_id, review_id, etag, reason: text, validate_only };
            intake.retract_question(request).await?;
        }
        Command::Triage => {
            let (outcome, duplicate_of) = (given.outcome, given.duplicate_of);
            let reason = text;
            let request =
                TriageReviewRequest { request_id, review_id, etag, outcome, reason, duplicate_of, validate_only };
            intake.triage_review(request).await?;
        }
        Command::Claim => {
            intake.claim_review(ClaimReviewRequest { request_id, review_id, etag, validate_only }).await?;
        }
        Command::Assign => {
            let (assignee, reason) = (given.assignee, text);
            let request = AssignReviewRequest { request_id, review_id, etag, assignee, validate_only, reason };
            intake.assign_review(request).await?;
        }
        Command::Release => {
            let request = ReleaseReviewRequest { request_id, review_id, etag, reason: text, validate_only };
            intake.release_review(request).await?;
        }
        Command::Reopen => {
            let request = ReopenReviewRequest { request_id, review_id, etag, reason: text, validate_only };
            intake.reopen_review(request).await?;
        }
        Command::Decide | Command::Comment => return Err(Problem::no_page()),
    }
    Ok(())
}

/// Adds a comment. Calls AddComment.
///
/// # Errors
/// When intake refuses it or does not answer.
pub(crate) async fn add_comment(
    api: &Api,
    on: Version,
    text: String,
    visibility: CommentVisibility,
) -> Result<(), Problem> {
    let Version { request_id, review_id, etag } = on;
    let visibility = visibility.into();
    let request = AddCommentRequest { request_id, review_id, etag, text, visibility, validate_only: false };
    api.intake().await?.add_comment(request).await?;
    Ok(())
}
