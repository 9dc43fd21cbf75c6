//! RecordVerdicts.

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{Diagnosis, Rejection, State, Verdict, record_verdicts},
    ids::Meta,
    vocabulary::{Method, VerdictResult},
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
    desk::{
        Desk,
        admitted::diagnosis,
        fields::{checkpoint_key, no_checkpoint, references},
    },
    refused::note,
    view::{
        checklist,
        findings::{FindingTexts, finding, opened_by},
    },
};

/// Records the caller's verdicts, all or none.
pub(crate) async fn record(
    desk: &Desk,
    request: Request<RecordVerdictsRequest>,
) -> Result<RecordVerdictsResponse, ApiError> {
    let (request, admitted, mut v) = desk.admit(request).await?;
    let read = verdicts(&mut v, &request.verdicts);
    if !v.is_empty() {
        // Faults that only a comparison with the checklist shows are reported with the others in one response.
        let faults = admitted.read().await?.map(|diagnosis| faults(&diagnosis, &read));
        note(&mut v, &faults.unwrap_or_default());
    }
    v.finish()?;
    let verdicts: Vec<Verdict> = read.into_iter().map(|(_, verdict)| verdict).collect();
    let decide = |state: &State, meta: &Meta| record_verdicts(state, meta, verdicts.clone());
    let changed = admitted.make(decide).await?;
    let (after, (etag, consistency_token)) = (diagnosis(&changed)?, changed.tokens());
    let opened = opened_by(after, &verdicts);
    let texts = FindingTexts::of(&desk.catalogues, opened.iter().copied()).await?;
    Ok(RecordVerdictsResponse {
        judged: verdicts.iter().map(|v| judged(after, &v.checkpoint)).collect(),
        tally: Some(tally_to_wire(&after.tally())),
        etag,
        consistency_token,
        opened_findings: opened.iter().map(|f| finding(&admitted.review_id.to_string(), f, &texts)).collect(),
    })
}

fn judged(diagnosis: &Diagnosis, checkpoint: &CheckpointKey) -> JudgedCheckpoint {
    JudgedCheckpoint {
        checkpoint: checkpoint.to_string(),
        verdict: diagnosis.verdicts.get(checkpoint).map(checklist::verdict),
    }
}

/// The verdicts, each with its place in the request.
fn verdicts(v: &mut Violations, inputs: &[VerdictInput]) -> Vec<(usize, Verdict)> {
    validate::count(v, "verdicts", inputs.len(), 1..=500);
    let inputs = inputs.iter().take(500).enumerate();
    inputs.map(|(n, input)| (n, verdict(v, &format!("verdicts[{n}]"), input))).collect()
}

fn faults(diagnosis: &Diagnosis, read: &[(usize, Verdict)]) -> Vec<Rejection> {
    diagnosis.faults_in(read.iter().map(|(index, verdict)| (*index, verdict)))
}

/// Reads a verdict and records its violations. A part that cannot be read is replaced by a default, so that the other
/// parts are still checked; a request with a violation is never recorded.
fn verdict(v: &mut Violations, field: &str, input: &VerdictInput) -> Verdict {
    let checkpoint = checkpoint_key(v, &format!("{field}.checkpoint"), &input.checkpoint);
    let result = commands::word(v, &format!("{field}.result"), input.result);
    let method = commands::word(v, &format!("{field}.method"), input.method);
    let reason = validate::multiline(v, &format!("{field}.reason"), &input.reason, 0..=4_000);
    let evidence = references(v, &format!("{field}."), &input.evidence, &input.evidence_ids);
    let field = format!("{field}.compensating_control");
    let compensating_control = validate::multiline(v, &field, &input.compensating_control, 0..=1_000);
    let checkpoint = checkpoint.unwrap_or_else(no_checkpoint);
    let method = method.unwrap_or(Method::Examine);
    match result {
        Some(result) => Verdict { checkpoint, result, method, reason, evidence, compensating_control },
        // Without the result it is unknown whether a reason and a control are required.
        None => Verdict {
            checkpoint,
            result: VerdictResult::Fail,
            method,
            reason: "-".to_owned(),
            evidence,
            compensating_control: String::new(),
        },
    }
}
