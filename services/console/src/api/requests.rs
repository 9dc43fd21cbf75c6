//! Requesting a review.

use haetae_proto::{
    checkpoint::v1::{Checklist, PreviewChecklistRequest},
    common::v1::ServiceProfile,
    dashboard::v1::{ListReviewsRequest, ReviewRow},
    intake::v1::{Review, SubmitReviewRequest},
    risk::v1::{Assessment, PreviewRiskRequest},
};

use super::{Api, Problem};

/// The expected assessment and checklist of a request.
#[derive(Debug, Clone)]
pub(crate) struct Outlook {
    /// The score with its reasons.
    pub(crate) assessment: Assessment,
    /// What would be checked.
    pub(crate) checklist: Checklist,
}

/// The expected assessment and checklist of a request with this profile. Calls PreviewRisk and PreviewChecklist.
///
/// # Errors
/// When the profile is incomplete, or a service does not answer.
pub(crate) async fn outlook(api: &Api, profile: &ServiceProfile) -> Result<Outlook, Problem> {
    let request = PreviewRiskRequest { profile: Some(profile.clone()) };
    let assessment = api.risk().await?.preview_risk(request).await?.into_inner().assessment.unwrap_or_default();
    let request = PreviewChecklistRequest { profile: Some(profile.clone()), level: assessment.level };
    let answer = api.checkpoint().await?.preview_checklist(request).await?.into_inner();
    Ok(Outlook { assessment, checklist: answer.checklist.unwrap_or_default() })
}

/// Requests a review; with `validate_only` it is only checked. Calls SubmitReview.
///
/// # Errors
/// When intake refuses it or does not answer.
pub(crate) async fn submit(api: &Api, request: SubmitReviewRequest) -> Result<(Review, String), Problem> {
    let answer = api.intake().await?.submit_review(request).await?.into_inner();
    let review = answer.review.ok_or_else(|| Problem::defect("SubmitReview without a review"))?;
    Ok((review, answer.consistency_token))
}

/// The row of a review that was just requested; waits until the lists contain it. Calls ListReviews.
///
/// # Errors
/// When the lists do not contain it in time, or the dashboard does not answer.
pub(crate) async fn submitted(api: &Api, review_id: &str, token: &str) -> Result<ReviewRow, Problem> {
    let request = ListReviewsRequest {
        page_size: 1,
        filter: format!("review_id = \"{review_id}\""),
        consistency_token: token.to_owned(),
        ..Default::default()
    };
    let answer = api.dashboard().await?.list_reviews(request).await?.into_inner();
    answer.reviews.into_iter().next().ok_or_else(Problem::no_review)
}
