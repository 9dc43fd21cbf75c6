//! Acts as the reviewer: records verdicts, and concludes the round of a fully judged review.

use anyhow::{Context as _, Result};
use haetae_client::{Authorized, Bearer, Channels, request_id};
use haetae_proto::checkpoint::v1::{
    ConcludeDiagnosisRequest, GetChecklistRequest, RecordVerdictsRequest, RecordVerdictsResponse, VerdictInput,
    checkpoint_service_client::CheckpointServiceClient,
};

use super::{drive::Submitted, requests::Request};

type Client = CheckpointServiceClient<Authorized>;

/// Records the reviewer's verdicts. Returns their number, and the token with which a read shows all of them.
pub(crate) async fn judge(channels: &Channels, reviewer: &Bearer, submitted: &[Submitted]) -> Result<(usize, String)> {
    let mut client = channels.checkpoint(reviewer).await?;
    let (mut recorded, mut token) = (0, String::new());
    for Submitted { request, review_id } in submitted {
        let judged = judge_one(&mut client, request, review_id);
        let Some((verdicts, seen)) = judged.await.with_context(|| format!("{} was not judged", request.key))? else {
            continue;
        };
        recorded += verdicts;
        token = seen;
    }
    Ok((recorded, token))
}

async fn judge_one(client: &mut Client, request: &Request, review_id: &str) -> Result<Option<(usize, String)>> {
    let checklist = client.get_checklist(GetChecklistRequest { review_id: review_id.to_owned() }).await?.into_inner();
    let all = checklist.checklist.unwrap_or_default().checkpoints;
    let verdicts = request.verdicts_on(all.into_iter().map(|checkpoint| checkpoint.checkpoint));
    if verdicts.is_empty() {
        return Ok(None);
    }
    let count = verdicts.len();
    let answer = record(client, review_id, checklist.etag, verdicts).await?;
    if request.rest().is_none() {
        return Ok(Some((count, answer.consistency_token)));
    }
    let message = ConcludeDiagnosisRequest {
        request_id: request_id(),
        review_id: review_id.to_owned(),
        etag: answer.etag,
        ..Default::default()
    };
    let concluded = client.conclude_diagnosis(message).await?.into_inner();
    Ok(Some((count, concluded.consistency_token)))
}

async fn record(
    client: &mut Client,
    review_id: &str,
    etag: String,
    verdicts: Vec<VerdictInput>,
) -> Result<RecordVerdictsResponse> {
    let message = RecordVerdictsRequest {
        request_id: request_id(),
        review_id: review_id.to_owned(),
        etag,
        verdicts,
        validate_only: false,
    };
    Ok(client.record_verdicts(message).await?.into_inner())
}
