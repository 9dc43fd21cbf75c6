//! What clients ask for, drawn at random.

use haetae_integration_tests::samples;
use haetae_proto::{
    checkpoint::v1::{GetChecklistRequest, GetChecklistResponse, RecordVerdictsRequest, VerdictInput},
    common::v1::{BusinessImpact, ServiceProfile, VerdictResult},
    dashboard::v1::GetTimelineRequest,
    intake::v1::SubmitReviewRequest,
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
        let failed = line.verdict.is_some_and(|verdict| verdict.result() == VerdictResult::Fail);
        // What failed has a finding now, and stays failed until somebody has verified a fix.
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
