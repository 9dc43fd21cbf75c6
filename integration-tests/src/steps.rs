//! The steps of the story that many tests begin with.

use anyhow::{Context as _, Result};
use haetae_proto::{
    checkpoint::v1::{GetChecklistRequest, GetChecklistResponse, RecordVerdictsRequest, VerdictInput},
    common::v1::{CheckMethod, ReviewStatus, VerdictResult},
    dashboard::v1::{GetSummaryRequest, GetSummaryResponse},
    intake::v1::{GetReviewRequest, GetReviewResponse, SubmitReviewRequest, SubmitReviewResponse},
    risk::v1::{Assessment, GetAssessmentRequest},
};
use tonic::{Code, Response, Status};

use crate::{Caller, eventually, fresh_id};

/// A review that was asked for.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// Its id.
    pub id: String,
    /// The answer.
    pub answer: SubmitReviewResponse,
}

impl Caller {
    /// Asks for a review.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn submit(&self, request: SubmitReviewRequest) -> Result<Submitted> {
        let answer = self.intake().submit_review(request).await?.into_inner();
        let id = answer.review.as_ref().context("no review in the answer")?.review_id.clone();
        Ok(Submitted { id, answer })
    }

    /// Waits until the review is scored.
    ///
    /// # Errors
    /// When that does not happen.
    pub async fn scored(&self, review_id: &str) -> Result<Assessment> {
        eventually("the score", async || {
            let request = GetAssessmentRequest { review_id: review_id.to_owned() };
            let answer = found(self.risk().get_assessment(request).await)?;
            Ok(answer.and_then(|answer| answer.assessment))
        })
        .await
    }

    /// Waits until the review has its checklist.
    ///
    /// # Errors
    /// When that does not happen.
    pub async fn checklist(&self, review_id: &str) -> Result<GetChecklistResponse> {
        eventually("the checklist", async || {
            let request = GetChecklistRequest { review_id: review_id.to_owned() };
            found(self.checkpoint().get_checklist(request).await)
        })
        .await
    }

    /// Waits until the review has its target date: then nothing more happens to it by itself.
    ///
    /// # Errors
    /// When that does not happen.
    pub async fn targeted(&self, review_id: &str) -> Result<GetReviewResponse> {
        eventually("the target date", async || {
            let request = GetReviewRequest { review_id: review_id.to_owned() };
            let answer = self.intake().get_review(request).await?.into_inner();
            Ok(answer.review.as_ref().is_some_and(|review| review.target.is_some()).then_some(answer))
        })
        .await
    }

    /// Waits until the dashboard shows what this consistency token stands for.
    ///
    /// # Errors
    /// When it does not, or refuses.
    pub async fn shown(&self, consistency_token: &str) -> Result<GetSummaryResponse> {
        let request = GetSummaryRequest { consistency_token: consistency_token.to_owned(), ..Default::default() };
        Ok(self.dashboard().get_summary(request).await?.into_inner())
    }

    /// Waits until the review has this status.
    ///
    /// # Errors
    /// When that does not happen.
    pub async fn reaches(&self, review_id: &str, status: ReviewStatus) -> Result<()> {
        eventually(status.as_str_name(), async || {
            let request = GetReviewRequest { review_id: review_id.to_owned() };
            let answer = self.intake().get_review(request).await?.into_inner();
            let review = answer.review.context("no review in the answer")?;
            Ok((review.status() == status).then_some(()))
        })
        .await
    }
}

/// A request that judges the first `count` checkpoints of a checklist: every fourth each Pass, Fail, Partial and not
/// applicable.
pub fn judge(list: &GetChecklistResponse, count: usize) -> RecordVerdictsRequest {
    let checklist = list.checklist.clone().unwrap_or_default();
    let kinds =
        [VerdictResult::Pass, VerdictResult::Fail, VerdictResult::Partial, VerdictResult::NotApplicable].into_iter();
    let judged = checklist.checkpoints.iter().take(count).zip(kinds.cycle());
    let verdicts = judged.map(|(line, result)| VerdictInput {
        checkpoint: line.checkpoint.clone(),
        result: result.into(),
        method: CheckMethod::Examine.into(),
        reason: if result == VerdictResult::Pass { String::new() } else { "현장 확인 결과".to_owned() },
        evidence: vec!["점검 결과서".to_owned()],
        evidence_ids: vec![],
        compensating_control: match result {
            VerdictResult::Partial => "접근 구간 상시 감시".to_owned(),
            VerdictResult::Unspecified | VerdictResult::Pass | VerdictResult::Fail | VerdictResult::NotApplicable => {
                String::new()
            }
        },
    });
    RecordVerdictsRequest {
        request_id: fresh_id().to_string(),
        review_id: checklist.review_id,
        etag: list.etag.clone(),
        verdicts: verdicts.collect(),
        validate_only: false,
    }
}

/// The answer, or nothing when it is not there yet.
fn found<T>(answer: Result<Response<T>, Status>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status.into()),
    }
}
