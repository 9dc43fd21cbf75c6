//! ConcludeDiagnosis and ReopenDiagnosis.

use haetae_domain::{
    coverage::outlook,
    diagnosis::{self, Diagnosis, Event, Rejection, State},
    ids::Meta,
};
use haetae_event_log::codec::tally_to_wire;
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{
    auth::Principal,
    commands::Change,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;
use uuid::Uuid;

use crate::{
    found::{self, find},
    grpc::Checkpoints,
    refused::refused,
};

/// Concludes the round.
pub(crate) async fn conclude(
    service: &Checkpoints,
    request: Request<pb::ConcludeDiagnosisRequest>,
) -> Result<pb::ConcludeDiagnosisResponse, ApiError> {
    let (caller, deadline) = (Principal::from_request(&request)?, Deadline::from_request(&request));
    let mut request = request.into_inner();
    found::admit(&service.diagnoses, &caller, &request.review_id).await?;
    let mut v = Violations::new();
    let change = Change::read(&mut v, &caller, &mut request, deadline);
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let summary = validate::multiline(&mut v, "summary", &request.summary, 0..=4_000);
    v.finish()?;
    // The etag holds the diagnosis, and with it the versions, to what is decided on.
    let versions = find(&service.diagnoses, &service.shelf, &caller, &request.review_id).await?.catalogs;
    let ahead = |diagnosis: &Diagnosis| outlook(versions.iter().map(|version| &version.document), diagnosis);
    let decide = |state: &State, meta: &Meta| diagnosis::conclude(state, meta, summary.clone(), ahead);
    let (diagnosis, (etag, consistency_token)) = make(service, &change, id, decide).await?;
    Ok(pb::ConcludeDiagnosisResponse { diagnosis: Some(diagnosis), etag, consistency_token })
}

/// Begins another round.
pub(crate) async fn reopen(
    service: &Checkpoints,
    request: Request<pb::ReopenDiagnosisRequest>,
) -> Result<pb::ReopenDiagnosisResponse, ApiError> {
    let (caller, deadline) = (Principal::from_request(&request)?, Deadline::from_request(&request));
    let mut request = request.into_inner();
    found::admit(&service.diagnoses, &caller, &request.review_id).await?;
    let mut v = Violations::new();
    let change = Change::read(&mut v, &caller, &mut request, deadline);
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let reason = validate::multiline(&mut v, "reason", &request.reason, 1..=4_000);
    v.finish()?;
    let decide = |state: &State, meta: &Meta| diagnosis::reopen(state, meta, reason.clone());
    let (diagnosis, (etag, consistency_token)) = make(service, &change, id, decide).await?;
    Ok(pb::ReopenDiagnosisResponse { diagnosis: Some(diagnosis), etag, consistency_token })
}

/// Decides on the diagnosis of a review; gives how it stands, and its tokens.
async fn make(
    service: &Checkpoints,
    change: &Change,
    review_id: Uuid,
    decide: impl Fn(&State, &Meta) -> Result<Vec<Event>, Rejection>,
) -> Result<(pb::DiagnosisSummary, (String, String)), ApiError> {
    let key = found::key(review_id)?;
    let meta = Meta { by: change.by.clone(), at: change.at };
    let decide = |state: &State| decide(state, &meta);
    let changed = change.make(&service.diagnoses, &key, decide, |why| refused(why, review_id)).await?;
    let State::Open(diagnosis) = changed.state() else {
        return Err(ApiError::internal("a round without a checklist"));
    };
    Ok((summary(review_id, diagnosis), changed.tokens()))
}

fn summary(review_id: Uuid, diagnosis: &Diagnosis) -> pb::DiagnosisSummary {
    let standing = diagnosis.standing();
    pb::DiagnosisSummary {
        review_id: review_id.to_string(),
        round: standing.round,
        concluded: standing.concluded,
        tally: Some(tally_to_wire(&diagnosis.tally())),
        open_findings: standing.open_findings,
        accepted_findings: standing.accepted_findings,
        to_judge: diagnosis.unjudged().map(ToString::to_string).collect(),
    }
}
