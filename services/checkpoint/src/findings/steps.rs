//! What each step asks for.

use haetae_domain::{
    diagnosis::{self, State},
    finding::Asked,
};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{
    auth::Principal,
    commands::{self, load_failure},
    deadline::Deadline,
    error::{ApiError, Violations},
    people::Charge,
    validate,
};
use tonic::Request;
use uuid::Uuid;

use super::change::{Taken, take};
use crate::{evidence::references, found, grpc::Checkpoints};

/// Puts somebody in charge.
pub(crate) async fn assign(
    service: &Checkpoints,
    request: Request<pb::AssignFindingRequest>,
) -> Result<pb::AssignFindingResponse, ApiError> {
    let (caller, deadline) = (Principal::from_request(&request)?, Deadline::from_request(&request));
    let (mut noted, wanted) = (Violations::new(), request.get_ref().assignee.clone());
    // Who may not change the review is refused before any of this is told.
    let team = team(service, &request.get_ref().review_id).await?;
    let charge = Charge::Finding { team: &team };
    let assignee = service.people.assignee(&mut noted, &caller, (wanted, charge), deadline).await?;
    let read = |v: &mut Violations, r: &pb::AssignFindingRequest| {
        v.append(noted);
        Some((assignee, validate::multiline(v, "reason", &r.reason, 0..=4_000)))
    };
    let taken = take(service, request, read, |state, meta, id, (assignee, reason)| {
        diagnosis::assign_finding(state, meta, id, assignee.clone(), reason.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::AssignFindingResponse { finding, etag, consistency_token })
}

/// Whose review it is; of none where it has no checklist.
async fn team(service: &Checkpoints, review_id: &str) -> Result<String, ApiError> {
    let Ok(review_id) = Uuid::parse_str(review_id) else { return Ok(String::new()) };
    let folded = service.diagnoses.get(&found::key(review_id)?).await.map_err(load_failure)?;
    Ok(match &folded.state {
        State::Open(diagnosis) => diagnosis.generated.team.clone(),
        State::New => String::new(),
    })
}

/// Says that it is fixed.
pub(crate) async fn claim_fix(
    service: &Checkpoints,
    request: Request<pb::ClaimFixRequest>,
) -> Result<pb::ClaimFixResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::ClaimFixRequest| {
        let description = validate::multiline(v, "description", &r.description, 1..=4_000);
        Some((description, references(v, "", &r.evidence, &r.evidence_ids)))
    };
    let taken = take(service, request, read, |state, meta, id, (description, evidence)| {
        diagnosis::claim_fix(state, meta, id, description.clone(), evidence.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::ClaimFixResponse { finding, etag, consistency_token })
}

/// Finds it fixed.
pub(crate) async fn verify_fix(
    service: &Checkpoints,
    request: Request<pb::VerifyFixRequest>,
) -> Result<pb::VerifyFixResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::VerifyFixRequest| {
        let method = commands::word(v, "method", r.method);
        let reason = validate::multiline(v, "reason", &r.reason, 0..=4_000);
        Some((method?, (reason, references(v, "", &r.evidence, &r.evidence_ids))))
    };
    let taken = take(service, request, read, |state, meta, id, (method, seen)| {
        diagnosis::verify_fix(state, meta, id, *method, seen.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::VerifyFixResponse { finding, etag, consistency_token })
}

/// Finds it not fixed.
pub(crate) async fn reject_fix(
    service: &Checkpoints,
    request: Request<pb::RejectFixRequest>,
) -> Result<pb::RejectFixResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RejectFixRequest| Some(reason(v, &r.reason));
    let taken =
        take(service, request, read, |state, meta, id, reason| diagnosis::reject_fix(state, meta, id, reason.clone()));
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::RejectFixResponse { finding, etag, consistency_token })
}

/// Asks to live with it.
pub(crate) async fn request_acceptance(
    service: &Checkpoints,
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
    let taken = take(service, request, read, |state, meta, id, asked| {
        diagnosis::request_acceptance(state, meta, id, asked.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::RequestAcceptanceResponse { finding, etag, consistency_token })
}

/// Agrees to live with it, or does not.
pub(crate) async fn decide_acceptance(
    service: &Checkpoints,
    request: Request<pb::DecideAcceptanceRequest>,
) -> Result<pb::DecideAcceptanceResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::DecideAcceptanceRequest| {
        let decision = validate::enumeration::<pb::AcceptanceDecision>(v, "decision", r.decision);
        let approve = decision == pb::AcceptanceDecision::Approve;
        let least = usize::from(decision == pb::AcceptanceDecision::Decline);
        Some((approve, validate::multiline(v, "reason", &r.reason, least..=4_000)))
    };
    let taken = take(service, request, read, |state, meta, id, (approve, reason)| {
        diagnosis::decide_acceptance(state, meta, id, *approve, reason.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::DecideAcceptanceResponse { finding, etag, consistency_token })
}

/// Takes an acceptance back.
pub(crate) async fn revoke_acceptance(
    service: &Checkpoints,
    request: Request<pb::RevokeAcceptanceRequest>,
) -> Result<pb::RevokeAcceptanceResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RevokeAcceptanceRequest| Some(reason(v, &r.reason));
    let taken = take(service, request, read, |state, meta, id, reason| {
        diagnosis::revoke_acceptance(state, meta, id, reason.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::RevokeAcceptanceResponse { finding, etag, consistency_token })
}

/// Takes back the Fail that opened it.
pub(crate) async fn retract(
    service: &Checkpoints,
    request: Request<pb::RetractFindingRequest>,
) -> Result<pb::RetractFindingResponse, ApiError> {
    let read = |v: &mut Violations, r: &pb::RetractFindingRequest| Some(reason(v, &r.reason));
    let taken = take(service, request, read, |state, meta, id, reason| {
        diagnosis::retract_finding(state, meta, id, reason.clone())
    });
    let Taken { finding, etag, consistency_token } = taken.await?;
    Ok(pb::RetractFindingResponse { finding, etag, consistency_token })
}

fn reason(v: &mut Violations, reason: &str) -> String {
    validate::multiline(v, "reason", reason, 1..=4_000)
}
