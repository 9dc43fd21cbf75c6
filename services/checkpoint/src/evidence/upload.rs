//! UploadEvidence: what the file is, then its bytes; they are stored before the event says so.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use haetae_domain::{checkpoint_key::CheckpointKey, diagnosis, evidence::File};
use haetae_event_log::objects::{Draft, ObjectName};
use haetae_proto::checkpoint::v1 as pb;
use haetae_proto::checkpoint::v1::{EvidenceUpload, UploadEvidenceRequest, upload_evidence_request::Part};
use haetae_service_kit::{
    auth::Principal,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use jiff::Timestamp;
use tokio::time::timeout_at;
use tonic::Status;
use uuid::Uuid;

use super::{Cabinet, container::opens_as, evidence, failed, incoming::receive, kind::Kind};
use crate::{
    grpc::Checkpoints,
    opening::{Step, Taken, open_for},
};

/// How long writing the event may take once the bytes are stored.
const WRITING: Duration = Duration::from_secs(10);

/// Adds a file. When its time is over or its caller goes away before the end, nothing is added.
pub(crate) async fn upload(
    service: &Checkpoints,
    caller: &Principal,
    deadline: Deadline,
    messages: impl Stream<Item = Result<UploadEvidenceRequest, Status>> + Send + Unpin,
) -> Result<pb::UploadEvidenceResponse, Status> {
    let taken = timeout_at(deadline.at(), take(service, caller, deadline, messages)).await;
    taken.map_err(|_| ApiError::deadline_exceeded())?
}

async fn take(
    service: &Checkpoints,
    caller: &Principal,
    deadline: Deadline,
    mut messages: impl Stream<Item = Result<UploadEvidenceRequest, Status>> + Send + Unpin,
) -> Result<pb::UploadEvidenceResponse, Status> {
    let first = messages.next().await.transpose()?.and_then(|message| message.part);
    let Some(Part::Evidence(mut asked)) = first else {
        let (ko, en) = ("첫 메시지에는 파일 정보가 있어야 합니다.", "Has to be in the first message.");
        return Err(ApiError::invalid_field("evidence", ko, en).into());
    };
    let stores = (&*service.diagnoses, &*service.withdrawals);
    let (step, mut v) = open_for(stores, caller.clone(), &mut asked, deadline).await?;
    let only_said = step.change.validate_only && asked.sha256.is_empty();
    let read = read(&mut v, &service.cabinet, (step.review_id, only_said), &asked);
    v.finish()?;
    let (file, kind) = read.ok_or_else(|| ApiError::internal("a file without violations is not understood"))?;

    // What will be refused is refused before the bytes come.
    let rehearsed = make(service, &step.rehearsal(), &file).await?;
    if step.change.validate_only {
        if only_said {
            return Ok(answer(&rehearsed)?);
        }
        receive(messages, &file, kind, None).await?;
        return Ok(answer(&rehearsed)?);
    }
    let name = ObjectName::new(step.review_id, file.sha256);
    let mut draft = begin(&service.cabinet, &name).await?;
    receive(messages, &file, kind, draft.as_mut()).await?;
    if let Some(draft) = draft {
        draft.seal().await.map_err(|error| failed(&error))?;
    }
    // The bytes took their time; the event is written like that of any other call.
    let step = step.within(Deadline::after(WRITING).min(deadline));
    Ok(answer(&make(service, &step, &file).await?)?)
}

/// A draft, unless the very bytes are there already.
async fn begin(cabinet: &Cabinet, name: &ObjectName) -> Result<Option<Box<dyn Draft>>, ApiError> {
    let failed = |error| failed(&error);
    if cabinet.objects.holds(name).await.map_err(failed)? {
        return Ok(None);
    }
    cabinet.objects.draft(name).await.map(Some).map_err(failed)
}

async fn make(service: &Checkpoints, step: &Step, file: &File) -> Result<Taken, ApiError> {
    let most = service.cabinet.max_files;
    step.take(&service.diagnoses, |state, meta| diagnosis::add_evidence(state, meta, file.clone(), most)).await
}

/// The diagnosis right after the change ends with what was added.
fn answer(taken: &Taken) -> Result<pb::UploadEvidenceResponse, ApiError> {
    let (etag, consistency_token) = taken.tokens();
    let evidence = taken.diagnosis()?.evidence.last().map(evidence);
    Ok(pb::UploadEvidenceResponse { evidence, etag, consistency_token })
}

/// The file as it is said to be; with `only_said` its bytes are not known yet, and nor is their hash.
fn read(
    v: &mut Violations,
    cabinet: &Cabinet,
    (review_id, only_said): (Uuid, bool),
    asked: &EvidenceUpload,
) -> Option<(File, &'static Kind)> {
    let checkpoint = CheckpointKey::parse(&asked.checkpoint);
    if checkpoint.is_none() {
        v.add(
            "checkpoint",
            "점검표에 있는 '카탈로그:항목:점검' 형식의 키여야 합니다.",
            "Must be a key of the checklist, `catalog:control:check`.",
        );
    }
    let name = validate::text(v, "name", &asked.name, 1..=255);
    if let Some(why) = opens_as(&name) {
        let (ko, en) = why.texts();
        v.add("name", ko, en);
    }
    let kind = cabinet.kinds.get(&asked.media_type);
    if kind.is_none() {
        let kinds = &cabinet.kinds;
        v.add("media_type", format!("다음 중 하나여야 합니다: {kinds}"), format!("Must be one of: {kinds}."));
    }
    let most = cabinet.max_file_bytes;
    if !(1..=most).contains(&asked.size) {
        v.add(
            "size",
            format!("1바이트 이상 {most}바이트 이하여야 합니다."),
            format!("Must be between 1 and {most} bytes."),
        );
    }
    let sha256 = if only_said { Ok([0; 32]) } else { <[u8; 32]>::try_from(asked.sha256.as_slice()) };
    if sha256.is_err() {
        v.add("sha256", "SHA-256 해시 32바이트여야 합니다.", "Must be a SHA-256 hash of 32 bytes.");
    }
    let collected_at = validate::time(v, "collected_at", asked.collected_at);
    if collected_at < Timestamp::UNIX_EPOCH {
        v.add("collected_at", "1970년 이후여야 합니다.", "Must not be before 1970.");
    }
    let (sha256, media_type) = (sha256.ok()?, asked.media_type.clone());
    let location = ObjectName::new(review_id, sha256).location();
    let file = File { checkpoint: checkpoint?, name, media_type, size: asked.size, sha256, collected_at, location };
    Some((file, kind?))
}
