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

use crate::desk::{Desk, admitted};

/// Ends the round.
pub(crate) async fn conclude(
    desk: &Desk,
    request: Request<pb::ConcludeDiagnosisRequest>,
) -> Result<pb::ConcludeDiagnosisResponse, ApiError> {
    let (request, admitted, mut v) = desk.admit(request).await?;
    let text = validate::multiline(&mut v, "summary", &request.summary, 0..=4_000);
    v.finish()?;
    // The etag ties the decision to this diagnosis, and so to these versions.
    let versions = desk.find(&admitted.caller, &request.review_id).await?.catalogs;
    let ahead = |diagnosis: &Diagnosis| outlook(versions.iter().map(|version| &version.document), diagnosis);
    let decide = |state: &State, meta: &Meta| diagnosis::conclude(state, meta, text.clone(), ahead);
    let changed = admitted.make(decide).await?;
    let (etag, consistency_token) = changed.tokens();
    let diagnosis = Some(summary(admitted.review_id, admitted::diagnosis(&changed)?));
    Ok(pb::ConcludeDiagnosisResponse { diagnosis, etag, consistency_token })
}

/// Begins another round.
pub(crate) async fn reopen(
    desk: &Desk,
    request: Request<pb::ReopenDiagnosisRequest>,
) -> Result<pb::ReopenDiagnosisResponse, ApiError> {
    let (request, admitted, mut v) = desk.admit(request).await?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, 1..=4_000);
    v.finish()?;
    let decide = |state: &State, meta: &Meta| diagnosis::reopen(state, meta, reason.clone());
    let changed = admitted.make(decide).await?;
    let (etag, consistency_token) = changed.tokens();
    let diagnosis = Some(summary(admitted.review_id, admitted::diagnosis(&changed)?));
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
