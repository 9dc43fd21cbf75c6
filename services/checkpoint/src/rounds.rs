//! ConcludeDiagnosis and ReopenDiagnosis.

use haetae_domain::{
    coverage::outlook,
    diagnosis::{self, Diagnosis, State},
    ids::Meta,
};
use haetae_event_log::codec::tally_to_wire;
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{error::ApiError, validate};
use tonic::Request;
use uuid::Uuid;

use crate::{found::find, grpc::Checkpoints, opening::open};

/// Concludes the round.
pub(crate) async fn conclude(
    service: &Checkpoints,
    request: Request<pb::ConcludeDiagnosisRequest>,
) -> Result<pb::ConcludeDiagnosisResponse, ApiError> {
    let (request, step, mut v) = open((&service.diagnoses, &service.withdrawals), request).await?;
    let text = validate::multiline(&mut v, "summary", &request.summary, 0..=4_000);
    v.finish()?;
    // The etag holds the diagnosis, and with it the versions, to what is decided on.
    let versions = find(&service.diagnoses, &service.shelf, &step.caller, &request.review_id).await?.catalogs;
    let ahead = |diagnosis: &Diagnosis| outlook(versions.iter().map(|version| &version.document), diagnosis);
    let decide = |state: &State, meta: &Meta| diagnosis::conclude(state, meta, text.clone(), ahead);
    let taken = step.take(&service.diagnoses, decide).await?;
    let (etag, consistency_token) = taken.tokens();
    let diagnosis = Some(summary(step.review_id, taken.diagnosis()?));
    Ok(pb::ConcludeDiagnosisResponse { diagnosis, etag, consistency_token })
}

/// Begins another round.
pub(crate) async fn reopen(
    service: &Checkpoints,
    request: Request<pb::ReopenDiagnosisRequest>,
) -> Result<pb::ReopenDiagnosisResponse, ApiError> {
    let (request, step, mut v) = open((&service.diagnoses, &service.withdrawals), request).await?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, 1..=4_000);
    v.finish()?;
    let decide = |state: &State, meta: &Meta| diagnosis::reopen(state, meta, reason.clone());
    let taken = step.take(&service.diagnoses, decide).await?;
    let (etag, consistency_token) = taken.tokens();
    let diagnosis = Some(summary(step.review_id, taken.diagnosis()?));
    Ok(pb::ReopenDiagnosisResponse { diagnosis, etag, consistency_token })
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
