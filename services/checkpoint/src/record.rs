//! RecordVerdicts.

use haetae_domain::{
    diagnosis::{self, Diagnosis, Rejection, State, Verdict},
    selection::CheckpointKey,
};
use haetae_event_log::{
    AggregateKey, Category,
    codec::{Diagnoses, tally_to_wire},
    store::Store,
};
use haetae_proto::checkpoint::v1::{JudgedCheckpoint, RecordVerdictsRequest, RecordVerdictsResponse, VerdictInput};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use uuid::Uuid;

use crate::view;

/// Records verdicts of the caller, all or none.
pub(crate) async fn record(
    diagnoses: &Store<Diagnoses>,
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
    let decide = |state: &State| diagnosis::record_verdicts(state, &change.by, verdicts.clone());
    let rejected = |rejection| rejected(rejection, review_id);
    let changed = change.make(diagnoses, &key, decide, rejected).await?;
    let (etag, consistency_token) = changed.tokens();
    Ok(RecordVerdictsResponse { etag, consistency_token, ..answer(changed.state(), &verdicts)? })
}

fn answer(state: &State, verdicts: &[Verdict]) -> Result<RecordVerdictsResponse, ApiError> {
    let State::Open(diagnosis) = state else {
        return Err(ApiError::internal("verdicts were recorded on no checklist"));
    };
    let judged = verdicts.iter().map(|v| judged(diagnosis, &v.checkpoint)).collect();
    Ok(RecordVerdictsResponse { judged, tally: Some(tally_to_wire(&diagnosis.tally())), ..Default::default() })
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
    validate::count(v, &format!("{field}.evidence"), input.evidence.len(), 0..=20);
    let named = input.evidence.iter().take(20).enumerate();
    let evidence = named.map(|(n, name)| validate::text(v, &format!("{field}.evidence[{n}]"), name, 1..=300)).collect();
    Some(Verdict { checkpoint: checkpoint?, result: result?, method: method?, reason, evidence })
}

fn rejected(rejection: Rejection, review_id: Uuid) -> ApiError {
    let at = |index: usize, field: &str| format!("verdicts[{index}].{field}");
    match rejection {
        Rejection::NotFound => ApiError::checklist_not_found(review_id),
        Rejection::OwnReview => ApiError::separation_of_duties(),
        Rejection::NoVerdicts => {
            ApiError::invalid_field("verdicts", "판정이 하나 이상 있어야 합니다.", "Must have at least one entry.")
        }
        Rejection::UnknownCheckpoint { index } => ApiError::invalid_field(
            &at(index, "checkpoint"),
            "이 검토의 점검표에 없는 항목입니다.",
            "Is not on the checklist of this review.",
        ),
        Rejection::JudgedTwice { index } => ApiError::invalid_field(
            &at(index, "checkpoint"),
            "같은 요청에서 이미 판정한 항목입니다.",
            "Is judged earlier in the same request.",
        ),
        Rejection::ReasonMissing { index } => ApiError::invalid_field(
            &at(index, "reason"),
            "취약·부분·해당없음 판정에는 사유가 필요합니다.",
            "Is required unless the verdict is Pass.",
        ),
    }
}
