//! A review with its assessment and its checklist as their services have them now.

use haetae_proto::{
    checkpoint::v1::{GetChecklistRequest, GetChecklistResponse},
    intake::v1::{GetReviewRequest, GetReviewResponse},
    risk::v1::{GetAssessmentRequest, GetAssessmentResponse},
};

use crate::{failure::Failure, session::Session};

/// The review as intake has it now.
pub(super) async fn review(session: &Session, review_id: &str) -> Result<GetReviewResponse, Failure> {
    let request = GetReviewRequest { review_id: review_id.to_owned() };
    Ok(session.intake().await?.get_review(request).await?.into_inner())
}

/// The assessment as risk has it now.
pub(super) async fn assessment(session: &Session, review_id: &str) -> Result<GetAssessmentResponse, Failure> {
    let request = GetAssessmentRequest { review_id: review_id.to_owned() };
    Ok(session.risk().await?.get_assessment(request).await?.into_inner())
}

/// The checklist as checkpoint has it now.
pub(super) async fn checklist(session: &Session, review_id: &str) -> Result<GetChecklistResponse, Failure> {
    let request = GetChecklistRequest { review_id: review_id.to_owned() };
    Ok(session.checkpoint().await?.get_checklist(request).await?.into_inner())
}
