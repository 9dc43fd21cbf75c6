//! `haetae review decide`.

use haetae_proto::{
    checkpoint::v1::GetChecklistRequest, common::v1::DecisionOutcome, intake::v1::DecideReviewRequest,
    risk::v1::GetAssessmentRequest,
};

use super::{Done, show};
use crate::{
    commands::write::{Change, version},
    failure::Failure,
    session::Session,
    words,
};

/// Decide, on the review, the assessment and the diagnosis you have seen
#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    /// Id of the review
    review: String,
    /// approved, approved_with_conditions or rejected
    #[arg(long, value_parser = words::parse::<DecisionOutcome>)]
    outcome: DecisionOutcome,
    /// Why
    #[arg(long)]
    reason: String,
    /// A condition of an approval with conditions; may be given several times
    #[arg(long)]
    condition: Vec<String>,
    /// Version of the assessment, as haetae risk explain prints it [default: the latest]
    #[arg(long, value_name = "ETAG")]
    assessment_etag: Option<String>,
    /// Version of the diagnosis, as haetae checklist show prints it [default: the latest]
    #[arg(long, value_name = "ETAG")]
    diagnosis_etag: Option<String>,
    #[command(flatten)]
    change: Change,
}

impl Decide {
    pub(super) async fn run(self, session: &Session) -> Done {
        let latest = assessment(session, &self.review);
        let assessment_etag = version(session, "--assessment-etag", self.assessment_etag, latest).await?;
        let latest = diagnosis(session, &self.review);
        let diagnosis_etag = version(session, "--diagnosis-etag", self.diagnosis_etag, latest).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = DecideReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            assessment_etag,
            diagnosis_etag,
            outcome: self.outcome.into(),
            reason: self.reason,
            conditions: self.condition,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.decide_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), &answer.etag)
    }
}

/// The version of the assessment now.
async fn assessment(session: &Session, review_id: &str) -> Result<String, Failure> {
    let request = GetAssessmentRequest { review_id: review_id.to_owned() };
    Ok(session.risk().await?.get_assessment(request).await?.into_inner().etag)
}

/// The version of the diagnosis now.
async fn diagnosis(session: &Session, review_id: &str) -> Result<String, Failure> {
    let request = GetChecklistRequest { review_id: review_id.to_owned() };
    Ok(session.checkpoint().await?.get_checklist(request).await?.into_inner().etag)
}
