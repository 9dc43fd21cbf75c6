//! RecordVerdicts.

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{self, Diagnosis, Rejection, State, Verdict},
    ids::Meta,
};
use haetae_event_log::codec::tally_to_wire;
use haetae_proto::checkpoint::v1::{JudgedCheckpoint, RecordVerdictsRequest, RecordVerdictsResponse, VerdictInput};
use haetae_service_kit::{
    commands,
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;

use crate::{
    evidence::references,
    findings::view::{Texts, finding, opened_by},
    grpc::Checkpoints,
    opening::open,
    refused, view,
};

/// Records verdicts of the caller, all or none.
pub(crate) async fn record(
    service: &Checkpoints,
    request: Request<RecordVerdictsRequest>,
) -> Result<RecordVerdictsResponse, ApiError> {
    let (request, step, mut v) = open((&service.diagnoses, &service.withdrawals), request).await?;
    let read = verdicts(&mut v, &request.verdicts);
    if !v.is_empty() {
        // What the checklist says is wrong is told with it: nobody should have to ask twice.
        let faults = step.read(&service.diagnoses).await?.map(|diagnosis| faults(&diagnosis, &read));
        refused::note(&mut v, &faults.unwrap_or_default());
    }
    v.finish()?;
    let verdicts: Vec<Verdict> = read.into_iter().map(|(_, verdict)| verdict).collect();
    let decide = |state: &State, meta: &Meta| diagnosis::record_verdicts(state, meta, verdicts.clone());
    let taken = step.take(&service.diagnoses, decide).await?;
    let (diagnosis, (etag, consistency_token)) = (taken.diagnosis()?, taken.tokens());
    let opened = opened_by(diagnosis, &verdicts);
    let texts = Texts::of(&service.shelf, opened.iter().copied()).await?;
    Ok(RecordVerdictsResponse {
        judged: verdicts.iter().map(|v| judged(diagnosis, &v.checkpoint)).collect(),
        tally: Some(tally_to_wire(&diagnosis.tally())),
        etag,
        consistency_token,
        opened_findings: opened.iter().map(|f| finding(&step.review_id.to_string(), f, &texts)).collect(),
    })
}

fn judged(diagnosis: &Diagnosis, checkpoint: &CheckpointKey) -> JudgedCheckpoint {
    JudgedCheckpoint {
        checkpoint: checkpoint.to_string(),
        verdict: diagnosis.verdicts.get(checkpoint).map(view::verdict),
    }
}

/// The verdicts that can be read, each with its place in the request.
fn verdicts(v: &mut Violations, inputs: &[VerdictInput]) -> Vec<(usize, Verdict)> {
    validate::count(v, "verdicts", inputs.len(), 1..=500);
    let inputs = inputs.iter().take(500).enumerate();
    inputs.filter_map(|(n, input)| Some((n, verdict(v, &format!("verdicts[{n}]"), input)?))).collect()
}

fn faults(diagnosis: &Diagnosis, read: &[(usize, Verdict)]) -> Vec<Rejection> {
    diagnosis.faults_in(read.iter().map(|(index, verdict)| (*index, verdict)))
}

fn verdict(v: &mut Violations, field: &str, input: &VerdictInput) -> Option<Verdict> {
    let checkpoint = CheckpointKey::parse(&input.checkpoint);
    if checkpoint.is_none() {
        v.add(
            &format!("{field}.checkpoint"),
            "점검표에 있는 '카탈로그:항목:점검' 형식의 키여야 합니다.",
            "Must be a key of the checklist, `catalog:control:check`.",
        );
    }
    let result = commands::word(v, &format!("{field}.result"), input.result);
    let method = commands::word(v, &format!("{field}.method"), input.method);
    let reason = validate::multiline(v, &format!("{field}.reason"), &input.reason, 0..=4_000);
    let evidence = references(v, &format!("{field}."), &input.evidence, &input.evidence_ids);
    let field = format!("{field}.compensating_control");
    let compensating_control = validate::multiline(v, &field, &input.compensating_control, 0..=1_000);
    Some(Verdict { checkpoint: checkpoint?, result: result?, method: method?, reason, evidence, compensating_control })
}
