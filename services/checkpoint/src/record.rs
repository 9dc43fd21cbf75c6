//! RecordVerdicts.

use haetae_domain::{
    diagnosis::{self, Diagnosis, State, Verdict},
    ids::Meta,
    selection::CheckpointKey,
};
use haetae_event_log::{AggregateKey, Category, codec::tally_to_wire};
use haetae_proto::checkpoint::v1::{JudgedCheckpoint, RecordVerdictsRequest, RecordVerdictsResponse, VerdictInput};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use crate::{
    evidence::references,
    findings::view::{Texts, finding, opened_by},
    grpc::Checkpoints,
    refused::refused,
    view,
};

/// Records verdicts of the caller, all or none.
pub(crate) async fn record(
    service: &Checkpoints,
    caller: &Principal,
    mut request: RecordVerdictsRequest,
    deadline: Deadline,
) -> Result<RecordVerdictsResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let review_id = validate::uuid(&mut v, "review_id", &request.review_id);
    let verdicts = verdicts(&mut v, &request.verdicts);
    v.finish()?;
    let key = AggregateKey::new(Category::Diagnosis, &review_id.to_string()).map_err(ApiError::internal)?;
    let meta = Meta { by: change.by.clone(), at: change.at };
    let decide = |state: &State| diagnosis::record_verdicts(state, &meta, verdicts.clone());
    let changed = change.make(&service.diagnoses, &key, decide, |why| refused(why, review_id)).await?;
    let State::Open(diagnosis) = changed.state() else {
        return Err(ApiError::internal("verdicts were recorded on no checklist"));
    };
    let (etag, consistency_token) = changed.tokens();
    let opened = opened_by(diagnosis, &verdicts);
    let texts = Texts::of(&service.shelf, opened.iter().copied()).await?;
    Ok(RecordVerdictsResponse {
        judged: verdicts.iter().map(|v| judged(diagnosis, &v.checkpoint)).collect(),
        tally: Some(tally_to_wire(&diagnosis.tally())),
        etag,
        consistency_token,
        opened_findings: opened.iter().map(|f| finding(&review_id.to_string(), f, &texts)).collect(),
    })
}

fn judged(diagnosis: &Diagnosis, checkpoint: &CheckpointKey) -> JudgedCheckpoint {
    JudgedCheckpoint {
        checkpoint: checkpoint.to_string(),
        verdict: diagnosis.verdicts.get(checkpoint).map(view::verdict),
    }
}

fn verdicts(v: &mut Violations, inputs: &[VerdictInput]) -> Vec<Verdict> {
    validate::count(v, "verdicts", inputs.len(), 1..=500);
    let inputs = inputs.iter().take(500).enumerate();
    inputs.filter_map(|(n, input)| verdict(v, &format!("verdicts[{n}]"), input)).collect()
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
