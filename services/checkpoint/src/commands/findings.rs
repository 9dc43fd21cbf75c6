//! The changes of a finding, each with the fields of its request.

use haetae_domain::{
    diagnosis::{self, State},
    finding::Asked,
    vocabulary::Method,
};
use haetae_event_log::Category;
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{
    commands::{self, called, key, load_failure},
    error::{ApiError, Violations},
    people::Charge,
    validate,
};
use tonic::Request;
use uuid::Uuid;

use super::finding::{Answer, make, make_declining};
use crate::desk::{Desk, fields::references};

/// Makes an account the assignee.
pub(crate) async fn assign(
    desk: &Desk,
    request: Request<pb::AssignFindingRequest>,
) -> Result<pb::AssignFindingResponse, ApiError> {
    let (caller, deadline) = called(&request)?;
    let (mut noted, wanted) = (Violations::new(), request.get_ref().assignee.clone());
    // Reported after the permission check, so that a caller who may not change the review learns nothing from these
    // faults.
    let team = team(desk, &request.get_ref().review_id).await?;
    let charge = Charge::Finding { team: &team };
    let assignee = desk.people.assignee(&mut noted, &caller, (wanted, charge), deadline).await?;
    let read = |v: &mut Violations, r: &pb::AssignFindingRequest| {
        v.append(noted);
        Some((assignee, validate::multiline(v, "reason", &r.reason, 0..=4_000)))
    };
    let made = make(desk, request, read, |state, meta, id, (assignee, reason)| {
        diagnosis::assign_finding(state, meta, id, assignee.clone(), reason.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::AssignFindingResponse { finding, etag, consistency_token })
}

/// The team of the review; empty for a review without a checklist.
async fn team(desk: &Desk, review_id: &str) -> Result<String, ApiError> {
    let Ok(review_id) = Uuid::parse_str(review_id) else { return Ok(String::new()) };
    let folded = desk.diagnoses.get(&key(Category::Diagnosis, review_id)?).await.map_err(load_failure)?;
    Ok(match &folded.state {
        State::Open(diagnosis) => diagnosis.generated.team.clone(),
        State::New => String::new(),
    })
}

/// Claims that the finding is fixed.
pub(crate) async fn claim_fix(
    desk: &Desk,
    request: Request<pb::ClaimFixRequest>,
) -> Result<pb::ClaimFixResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::ClaimFixRequest| {
        let description = validate::multiline(v, "description", &r.description, 1..=4_000);
        Some((description, references(v, "", &r.evidence, &r.evidence_ids)))
    };
    let made = make(desk, request, read, |state, meta, id, (description, evidence)| {
        diagnosis::claim_fix(state, meta, id, description.clone(), evidence.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::ClaimFixResponse { finding, etag, consistency_token })
}

/// Confirms the fix.
pub(crate) async fn verify_fix(
    desk: &Desk,
    request: Request<pb::VerifyFixRequest>,
) -> Result<pb::VerifyFixResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::VerifyFixRequest| {
        let method = commands::word(v, "method", r.method);
        let reason = validate::multiline(v, "reason", &r.reason, 0..=4_000);
        // An unknown method is noted: the request is never carried out with the one that stands for it.
        Some((method.unwrap_or(Method::Examine), (reason, references(v, "", &r.evidence, &r.evidence_ids))))
    };
    let made = make(desk, request, read, |state, meta, id, (method, seen)| {
        diagnosis::verify_fix(state, meta, id, *method, seen.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::VerifyFixResponse { finding, etag, consistency_token })
}

/// Sends the fix back.
pub(crate) async fn reject_fix(
    desk: &Desk,
    request: Request<pb::RejectFixRequest>,
) -> Result<pb::RejectFixResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RejectFixRequest| Some(reason(v, &r.reason));
    let made =
        make(desk, request, read, |state, meta, id, reason| diagnosis::reject_fix(state, meta, id, reason.clone()));
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::RejectFixResponse { finding, etag, consistency_token })
}

/// Requests that the risk is accepted until a date.
pub(crate) async fn request_acceptance(
    desk: &Desk,
    request: Request<pb::RequestAcceptanceRequest>,
) -> Result<pb::RequestAcceptanceResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RequestAcceptanceRequest| {
        let reason = reason(v, &r.reason);
        validate::count(v, "conditions", r.conditions.len(), 1..=20);
        let conditions = r.conditions.iter().take(20).enumerate();
        let conditions = conditions.map(|(n, text)| validate::text(v, &format!("conditions[{n}]"), text, 1..=500));
        let conditions = conditions.collect();
        Some(Asked { reason, conditions, ends_at: validate::time(v, "ends_at", r.ends_at) })
    };
    let made = make(desk, request, read, |state, meta, id, asked| {
        diagnosis::request_acceptance(state, meta, id, asked.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::RequestAcceptanceResponse { finding, etag, consistency_token })
}

/// Approves or declines the requested acceptance.
pub(crate) async fn decide_acceptance(
    desk: &Desk,
    request: Request<pb::DecideAcceptanceRequest>,
) -> Result<pb::DecideAcceptanceResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::DecideAcceptanceRequest| {
        let decision = validate::enumeration::<pb::AcceptanceDecision>(v, "decision", r.decision);
        let approve = decision == pb::AcceptanceDecision::Approve;
        let least = usize::from(decision == pb::AcceptanceDecision::Decline);
        Some((approve, validate::multiline(v, "reason", &r.reason, least..=4_000)))
    };
    let declines = request.get_ref().decision == i32::from(pb::AcceptanceDecision::Decline);
    let made = make_declining((desk, declines), request, read, |state, meta, id, (approve, reason)| {
        diagnosis::decide_acceptance(state, meta, id, *approve, reason.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::DecideAcceptanceResponse { finding, etag, consistency_token })
}

/// Revokes an acceptance.
pub(crate) async fn revoke_acceptance(
    desk: &Desk,
    request: Request<pb::RevokeAcceptanceRequest>,
) -> Result<pb::RevokeAcceptanceResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RevokeAcceptanceRequest| Some(reason(v, &r.reason));
    let made = make(desk, request, read, |state, meta, id, reason| {
        diagnosis::revoke_acceptance(state, meta, id, reason.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::RevokeAcceptanceResponse { finding, etag, consistency_token })
}

/// Retracts the Fail that opened the finding.
pub(crate) async fn retract(
    desk: &Desk,
    request: Request<pb::RetractFindingRequest>,
) -> Result<pb::RetractFindingResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RetractFindingRequest| Some(reason(v, &r.reason));
    let made = make(desk, request, read, |state, meta, id, reason| {
        diagnosis::retract_finding(state, meta, id, reason.clone())
    });
    let Answer { finding, etag, consistency_token } = made.await?;
    Ok(pb::RetractFindingResponse { finding, etag, consistency_token })
}

fn reason(v: &mut Violations, reason: &str) -> String {
    validate::multiline(v, "reason", reason, 1..=4_000)
}
