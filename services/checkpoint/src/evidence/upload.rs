//! UploadEvidence: what the file is, then its bytes; they are stored before the event says so.

use futures::{Stream, StreamExt as _};
use haetae_domain::{
    diagnosis::{self, State},
    evidence::File,
    ids::Meta,
    selection::CheckpointKey,
};
use haetae_event_log::objects::{Draft, ObjectName};
use haetae_proto::checkpoint::v1 as pb;
use haetae_proto::checkpoint::v1::{EvidenceUpload, UploadEvidenceRequest, upload_evidence_request::Part};
use haetae_service_kit::{
    auth::Principal,
    commands::{Change, Changed},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use jiff::Timestamp;
use tokio::time::timeout_at;
use tonic::Status;
use uuid::Uuid;

use super::{Cabinet, evidence, failed, incoming::receive, kind::Kind};
use crate::{found, grpc::Checkpoints, refused::refused};

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
    found::admit(&service.diagnoses, caller, &asked.review_id).await?;
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut asked, deadline);
    let review_id = validate::uuid(&mut v, "review_id", &asked.review_id);
    let read = read(&mut v, &service.cabinet, review_id, &asked);
    v.finish()?;
    let (file, kind) = read.ok_or_else(|| ApiError::internal("a file without violations is not understood"))?;

    // What will be refused is refused before the bytes come.
    let rehearsal = Change { validate_only: true, ..change.clone() };
    let rehearsed = make(service, &rehearsal, review_id, &file).await?;
    if change.validate_only {
        receive(messages, &file, kind, None).await?;
        return Ok(answer(&rehearsed)?);
    }
    let name = ObjectName::new(review_id, file.sha256);
    let mut draft = begin(&service.cabinet, &name).await?;
    receive(messages, &file, kind, draft.as_mut()).await?;
    if let Some(draft) = draft {
        draft.seal().await.map_err(|error| failed(&error))?;
    }
    Ok(answer(&make(service, &change, review_id, &file).await?)?)
}

/// A draft, unless the very bytes are there already.
async fn begin(cabinet: &Cabinet, name: &ObjectName) -> Result<Option<Box<dyn Draft>>, ApiError> {
    let failed = |error| failed(&error);
    if cabinet.objects.holds(name).await.map_err(failed)? {
        return Ok(None);
    }
    cabinet.objects.draft(name).await.map(Some).map_err(failed)
}

async fn make(
    service: &Checkpoints,
    change: &Change,
    review_id: Uuid,
    file: &File,
) -> Result<Changed<State>, ApiError> {
    let meta = Meta { by: change.by.clone(), at: change.at };
    let decide = |state: &State| diagnosis::add_evidence(state, &meta, file.clone(), service.cabinet.max_files);
    let key = found::key(review_id)?;
    change.make(&service.diagnoses, &key, decide, |why| refused(why, review_id)).await
}

/// The diagnosis right after the change ends with what was added.
fn answer(changed: &Changed<State>) -> Result<pb::UploadEvidenceResponse, ApiError> {
    let State::Open(diagnosis) = changed.state() else {
        return Err(ApiError::internal("evidence was added to no checklist"));
    };
    let (etag, consistency_token) = changed.tokens();
    Ok(pb::UploadEvidenceResponse { evidence: diagnosis.evidence.last().map(evidence), etag, consistency_token })
}

fn read(
    v: &mut Violations,
    cabinet: &Cabinet,
    review_id: Uuid,
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
    let kind = cabinet.kinds.get(&asked.media_type);
    if kind.is_none() {
        let kinds = &cabinet.kinds;
        v.add("media_type", format!("다음 중 하나여야 합니다: {kinds}"), format!("Must be one of: {kinds}."));
    }
    let most = cabinet.max_file_bytes;
    if !(1..=most).contains(&asked.size) {
        v.add("size", format!("1 이상 {most} 이하여야 합니다."), format!("Must be between 1 and {most}."));
    }
    let sha256 = <[u8; 32]>::try_from(asked.sha256.as_slice());
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
