//! What clients ask for, drawn at random.

use haetae_integration_tests::samples;
use haetae_proto::{
    checkpoint::v1::{
        ClaimFixRequest, ConcludeDiagnosisRequest, GetChecklistRequest, GetChecklistResponse, RecordVerdictsRequest,
        RetractFindingRequest, VerdictInput, VerifyFixRequest,
    },
    common::v1::{BusinessImpact, CheckMethod, DecisionOutcome, ServiceProfile, VerdictResult},
    dashboard::v1::GetTimelineRequest,
    intake::v1::{AmendReviewRequest, DecideReviewRequest, SubmitReviewRequest},
};
use haetae_service_kit::token;
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use uuid::Uuid;

/// A review of some service.
pub(crate) fn submission(request_id: Uuid, rng: &mut StdRng) -> SubmitReviewRequest {
    let sample = samples::ordinary();
    let number: u32 = rng.random();
    SubmitReviewRequest {
        request_id: request_id.to_string(),
        title: format!("{} {number}", sample.title),
        profile: Some(profile(rng)),
        ..sample
    }
}

fn profile(rng: &mut StdRng) -> ServiceProfile {
    let mut some = |most: i32, least: usize, up_to: usize| -> Vec<i32> {
        let count = rng.random_range(least..=up_to);
        (0..count).map(|_| rng.random_range(1..=most)).collect()
    };
    let (service_types, components, data_classes) = (some(10, 1, 3), some(6, 0, 1), some(6, 1, 2));
    let mut one = |most: i32| rng.random_range(1..=most);
    let (stage, exposure, user_scale) = (one(3), one(3), one(4));
    let impact = BusinessImpact { financial: one(5), reputation: one(5), legal_privacy: one(5), safety: one(5) };
    ServiceProfile { service_types, components, stage, exposure, data_classes, user_scale, impact: Some(impact) }
}

/// The checklist of a review.
pub(crate) fn checklist(review_id: &str) -> GetChecklistRequest {
    GetChecklistRequest { review_id: review_id.to_owned() }
}

/// Verdicts on a few lines of a checklist.
pub(crate) fn verdicts(request_id: Uuid, list: &GetChecklistResponse, rng: &mut StdRng) -> RecordVerdictsRequest {
    let checklist = list.checklist.clone().unwrap_or_default();
    let count = rng.random_range(1..=5);
    let lines: Vec<_> = checklist.checkpoints.sample(rng, count).cloned().collect();
    let verdicts = lines.into_iter().map(|line| {
        let failed = line.verdict.map_or(checklist.round > 1, |verdict| verdict.result() == VerdictResult::Fail);
        // A failed checkpoint has a finding and stays failed until a fix is verified. In a later round, a checkpoint that is
        // to be judged again may have one too.
        let result = if failed { VerdictResult::Fail.into() } else { rng.random_range(1..=4) };
        let partial = result == i32::from(VerdictResult::Partial);
        VerdictInput {
            checkpoint: line.checkpoint,
            result,
            method: rng.random_range(1..=3),
            reason: "현장 확인 결과".to_owned(),
            evidence: vec!["점검 결과서".to_owned()],
            evidence_ids: vec![],
            compensating_control: if partial { "접근 구간 상시 감시".to_owned() } else { String::new() },
        }
    });
    RecordVerdictsRequest {
        request_id: request_id.to_string(),
        review_id: checklist.review_id,
        etag: list.etag.clone(),
        verdicts: verdicts.collect(),
        validate_only: false,
    }
}

/// Verdicts on everything that has to be judged and is not; none when nothing is left.
pub(crate) fn remaining(request_id: Uuid, list: &GetChecklistResponse) -> Option<RecordVerdictsRequest> {
    let checklist = list.checklist.clone().unwrap_or_default();
    let result = if checklist.round > 1 { VerdictResult::Fail } else { VerdictResult::Pass };
    let left = checklist.checkpoints.into_iter().filter(|line| line.mandatory && line.verdict.is_none());
    let verdicts: Vec<_> = left
        .map(|line| VerdictInput {
            checkpoint: line.checkpoint,
            result: result.into(),
            method: CheckMethod::Test.into(),
            reason: "현장 확인 결과".to_owned(),
            ..Default::default()
        })
        .collect();
    let (request_id, review_id, etag) = (request_id.to_string(), checklist.review_id, list.etag.clone());
    let some = !verdicts.is_empty();
    some.then_some(RecordVerdictsRequest { request_id, review_id, etag, verdicts, validate_only: false })
}

/// The end of a round.
pub(crate) fn conclusion(request_id: Uuid, list: &GetChecklistResponse) -> ConcludeDiagnosisRequest {
    let review_id = list.checklist.clone().unwrap_or_default().review_id;
    let (request_id, etag, summary) = (request_id.to_string(), list.etag.clone(), "점검 완료".to_owned());
    ConcludeDiagnosisRequest { request_id, review_id, etag, summary, validate_only: false }
}

/// Another title, and every other time another profile.
pub(crate) fn amendment(request_id: Uuid, review_id: &str, etag: String, rng: &mut StdRng) -> AmendReviewRequest {
    let number: u64 = rng.random();
    AmendReviewRequest {
        request_id: request_id.to_string(),
        review_id: review_id.to_owned(),
        etag,
        title: Some(format!("변경된 결제 {number}")),
        profile: rng.random_bool(0.5).then(|| profile(rng)),
        ..Default::default()
    }
}

/// A finding is fixed.
pub(crate) fn claim(request_id: Uuid, review_id: String, finding_id: String, etag: String) -> ClaimFixRequest {
    let (request_id, description) = (request_id.to_string(), "설정을 바꿈".to_owned());
    ClaimFixRequest { request_id, review_id, finding_id, etag, description, ..Default::default() }
}

/// A finding was found fixed.
pub(crate) fn verification(request_id: Uuid, review_id: String, finding_id: String, etag: String) -> VerifyFixRequest {
    let (request_id, reason) = (request_id.to_string(), "다시 시험함".to_owned());
    let method = CheckMethod::Test.into();
    VerifyFixRequest { request_id, review_id, finding_id, etag, method, reason, ..Default::default() }
}

/// A Fail was a mistake.
pub(crate) fn retraction(
    request_id: Uuid,
    review_id: String,
    finding_id: String,
    etag: String,
) -> RetractFindingRequest {
    let (request_id, reason) = (request_id.to_string(), "다른 서버의 설정이었음".to_owned());
    RetractFindingRequest { request_id, review_id, finding_id, etag, reason, validate_only: false }
}

/// A decision on what was seen of the review, its assessment and its diagnosis.
pub(crate) fn decision(
    request_id: Uuid,
    review_id: String,
    [etag, assessment_etag, diagnosis_etag]: [String; 3],
    approve: bool,
) -> DecideReviewRequest {
    let outcome = if approve { DecisionOutcome::Approved } else { DecisionOutcome::Rejected };
    DecideReviewRequest {
        request_id: request_id.to_string(),
        review_id,
        etag,
        assessment_etag,
        diagnosis_etag,
        outcome: outcome.into(),
        reason: "진단 결과에 따름".to_owned(),
        ..Default::default()
    }
}

/// The whole timeline of a review, not older than a position.
pub(crate) fn timeline(review_id: &str, position: u64) -> GetTimelineRequest {
    GetTimelineRequest {
        review_id: review_id.to_owned(),
        page_size: 500,
        page_token: String::new(),
        consistency_token: token::consistency_token(position),
        ..Default::default()
    }
}
