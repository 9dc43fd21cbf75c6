//! The basis of a decision, and the decision itself.

use haetae_proto::{
    checkpoint::v1::{Checklist, Finding, GetChecklistRequest},
    common::v1::DecisionOutcome,
    dashboard::v1::{GetTimelineRequest, TimelineEntry},
    intake::v1::DecideReviewRequest,
    risk::v1::{Assessment, GetAssessmentRequest},
};

use super::{Api, Found, Problem, Version, find, findings_of};

/// How often reading is repeated when the diagnosis changes in between.
const TRIES: usize = 5;
/// Entries on one page of the timeline, and the maximum number of pages: more than any review has.
const ENTRIES: i32 = 500;
const PAGES: usize = 40;

/// Everything that a decision binds to, each with the version that was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ground {
    /// The review; its version is [`Found::etag`].
    pub(crate) found: Found,
    /// The score; none before there is one.
    pub(crate) assessment: Option<Assessment>,
    /// The version of the assessment.
    pub(crate) assessment_etag: String,
    /// The checklist with its results; an empty one before there is one.
    pub(crate) list: Checklist,
    /// The version of the diagnosis: of the checklist and of the findings.
    pub(crate) diagnosis_etag: String,
    /// Every finding, in the order they were opened.
    pub(crate) findings: Vec<Finding>,
    /// A moment of the log that has the diagnosis.
    pub(crate) token: String,
}

/// The versions that a form shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bound {
    /// Of the review.
    pub(crate) review: Version,
    /// Of the assessment.
    pub(crate) assessment_etag: String,
    /// Of the diagnosis.
    pub(crate) diagnosis_etag: String,
}

/// A decision.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decides {
    /// As the contract numbers it.
    pub(crate) outcome: i32,
    /// Why.
    pub(crate) reason: String,
    /// Of an approval with conditions.
    pub(crate) conditions: Vec<String>,
}

/// What a decision on a review binds to, as it is now: checklist and findings are of one version. Calls ListReviews, GetReview,
/// GetReviewOverview, GetAssessment, GetChecklist and ListFindings.
///
/// # Errors
/// When there is no review that the person may see, or a service does not answer.
pub(crate) async fn ground(api: &Api, number: &str) -> Result<Ground, Problem> {
    for _ in 0..TRIES {
        let found = find(api, number).await?;
        let id = found.review.review_id.as_str();
        let ((assessment, assessment_etag), (list, diagnosis_etag, token), (findings, findings_etag)) =
            futures::try_join!(assessed(api, &found), diagnosed(api, id), findings_of(api, id, &[]))?;
        // Findings of another version could show something that the decision does not bind to.
        if findings_etag == diagnosis_etag {
            return Ok(Ground { found, assessment, assessment_etag, list, diagnosis_etag, findings, token });
        }
    }
    Err(Problem::unsettled())
}

async fn assessed(api: &Api, found: &Found) -> Result<(Option<Assessment>, String), Problem> {
    if found.overview.assessment.is_none() {
        return Ok((None, String::new()));
    }
    let request = GetAssessmentRequest { review_id: found.review.review_id.clone() };
    let answer = api.risk().await?.get_assessment(request).await?.into_inner();
    Ok((answer.assessment, answer.etag))
}

async fn diagnosed(api: &Api, review_id: &str) -> Result<(Checklist, String, String), Problem> {
    let request = GetChecklistRequest { review_id: review_id.to_owned() };
    match api.checkpoint().await?.get_checklist(request).await.map_err(Problem::from) {
        Err(problem) if problem.is_without_checklist() => Ok(<_>::default()),
        answer => {
            let answer = answer?.into_inner();
            Ok((answer.checklist.unwrap_or_default(), answer.etag, answer.consistency_token))
        }
    }
}

/// The whole timeline of the review, oldest first. Calls GetTimeline, once for each 500 entries.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn happened(api: &Api, ground: &Ground) -> Result<Vec<TimelineEntry>, Problem> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let request = GetTimelineRequest {
            review_id: ground.found.review.review_id.clone(),
            page_size: ENTRIES,
            page_token,
            consistency_token: ground.token.clone(),
            as_of: None,
        };
        let answer = api.dashboard().await?.get_timeline(request).await?.into_inner();
        all.extend(answer.entries);
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok(all);
        }
    }
    Err(Problem::defect("a review with more history than fits"))
}

/// Decides on the displayed state; `only_checks` changes nothing. Calls DecideReview.
///
/// # Errors
/// When something changed since, the decision is not allowed, or intake does not answer.
pub(crate) async fn decide(api: &Api, on: Bound, decides: Decides, only_checks: bool) -> Result<(), Problem> {
    let Version { request_id, review_id, etag } = on.review;
    let request = DecideReviewRequest {
        request_id,
        review_id,
        etag,
        assessment_etag: on.assessment_etag,
        diagnosis_etag: on.diagnosis_etag,
        outcome: decides.outcome,
        reason: decides.reason,
        conditions: decides.conditions,
        validate_only: only_checks,
    };
    api.intake().await?.decide_review(request).await?;
    Ok(())
}

impl Ground {
    /// The versions of all this, for a request of this id.
    pub(crate) fn bound(&self, request_id: String) -> Bound {
        Bound {
            review: Version {
                request_id,
                review_id: self.found.review.review_id.clone(),
                etag: self.found.etag.clone(),
            },
            assessment_etag: self.assessment_etag.clone(),
            diagnosis_etag: self.diagnosis_etag.clone(),
        }
    }

    /// The service's refusal of an approval without conditions; none if it would accept it. Calls DecideReview, which
    /// changes nothing.
    pub(crate) async fn refusal(&self, api: &Api, request_id: String, reason: String) -> Option<Problem> {
        let approval = Decides { outcome: DecisionOutcome::Approved.into(), reason, conditions: Vec::new() };
        decide(api, self.bound(request_id), approval, true).await.err()
    }
}
