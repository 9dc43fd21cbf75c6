//! UploadEvidence: a description of the file, then its bytes. The bytes are stored before the event is written.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use haetae_domain::{
    diagnosis::{self, Diagnosis, State},
    evidence::File,
    ids::Meta,
};
use haetae_event_log::objects::ObjectName;
use haetae_proto::checkpoint::v1::{self as pb, EvidenceUpload, UploadEvidenceRequest, upload_evidence_request::Part};
use haetae_service_kit::{
    auth::Principal,
    commands::Changed,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use jiff::Timestamp;
use tokio::time::timeout_at;
use tonic::Status;
use uuid::Uuid;

use super::incoming::receive;
use crate::{
    desk::{
        Desk,
        admitted::{self, Admitted},
        evidence_store::{EvidenceStore, failed},
        fields::{checkpoint_key, no_checkpoint},
    },
    evidence::{Kind, opens_as},
    refused::note,
    view::evidence::evidence,
};

/// The time for writing the event once the bytes are stored.
const WRITING: Duration = Duration::from_secs(10);

/// Adds a file. If the deadline passes or the caller disconnects before the end, nothing is added.
pub(crate) async fn upload(
    desk: &Desk,
    caller: &Principal,
    deadline: Deadline,
    messages: impl Stream<Item = Result<UploadEvidenceRequest, Status>> + Send + Unpin,
) -> Result<pb::UploadEvidenceResponse, Status> {
    let taken = timeout_at(deadline.at(), take(desk, caller, deadline, messages)).await;
    taken.map_err(|_| ApiError::deadline_exceeded())?
}

async fn take(
    desk: &Desk,
    caller: &Principal,
    deadline: Deadline,
    mut messages: impl Stream<Item = Result<UploadEvidenceRequest, Status>> + Send + Unpin,
) -> Result<pb::UploadEvidenceResponse, Status> {
    let first = messages.next().await.transpose()?.and_then(|message| message.part);
    let Some(Part::Evidence(mut asked)) = first else {
        let (ko, en) = ("첫 메시지에는 파일 정보가 있어야 합니다.", "Has to be in the first message.");
        return Err(ApiError::invalid_field("evidence", ko, en).into());
    };
    let (mut admitted, mut v) = desk.admit_first(caller.clone(), &mut asked, deadline).await?;
    let only_said = admitted.change.validate_only && asked.sha256.is_empty();
    let (mut file, kind) = read(&mut v, &desk.evidence_store, (admitted.review_id, only_said), &asked);
    if !v.is_empty() {
        let most = desk.evidence_store.max_files;
        let add = |state: &State, meta: &Meta| diagnosis::add_evidence(state, meta, file.clone(), most);
        note(&mut v, &admitted.refusal(add).await?);
    }
    v.finish()?;
    if only_said && as_recorded(&mut file, admitted.read().await?.as_ref(), admitted.review_id) {
        asked.sha256 = file.sha256.to_vec();
        admitted = admitted.of_content(&asked);
    }
    let kind = kind.ok_or_else(|| ApiError::internal("a file without violations is not understood"))?;

    // A dry run first, so that a refusal comes before the bytes.
    let rehearsed = make(desk, &admitted.rehearsal(), &file).await?;
    if admitted.change.validate_only {
        if only_said {
            return Ok(answer(&rehearsed)?);
        }
        receive(messages, &file, kind, None).await?;
        return Ok(answer(&rehearsed)?);
    }
    let name = ObjectName::new(admitted.review_id, file.sha256);
    let mut draft = desk.evidence_store.draft(&name).await?;
    receive(messages, &file, kind, draft.as_mut()).await?;
    if let Some(draft) = draft {
        draft.seal().await.map_err(|error| failed(&error))?;
    }
    // The upload may have used up its deadline; writing the event gets as much time as any other call.
    let admitted = admitted.within(Deadline::after(WRITING).min(deadline));
    Ok(answer(&make(desk, &admitted, &file).await?)?)
}

/// Gives a file without a hash that of the recorded file with the same description, if there is one: a repeat of a request
/// is known by its content, and the caller has not read the bytes yet.
fn as_recorded(file: &mut File, diagnosis: Option<&Diagnosis>, review_id: Uuid) -> bool {
    let said = File { sha256: [0; 32], location: String::new(), ..file.clone() };
    let recorded = diagnosis.into_iter().flat_map(|diagnosis| &diagnosis.evidence).rev().map(|one| &one.file);
    let mut alike = recorded.filter(|one| said == File { sha256: [0; 32], location: String::new(), ..(*one).clone() });
    let Some(one) = alike.next() else { return false };
    (file.sha256, file.location) = (one.sha256, ObjectName::new(review_id, one.sha256).location());
    true
}

async fn make(desk: &Desk, admitted: &Admitted<'_>, file: &File) -> Result<Changed<State>, ApiError> {
    let most = desk.evidence_store.max_files;
    admitted.make(|state, meta| diagnosis::add_evidence(state, meta, file.clone(), most)).await
}

/// The answer with the last file of the diagnosis, which is the one that was added.
fn answer(changed: &Changed<State>) -> Result<pb::UploadEvidenceResponse, ApiError> {
    let (etag, consistency_token) = changed.tokens();
    let evidence = admitted::diagnosis(changed)?.evidence.last().map(evidence);
    Ok(pb::UploadEvidenceResponse { evidence, etag, consistency_token })
}

/// The file as the caller describes it; with `only_said` neither its bytes nor their hash are known yet. A part that cannot be
/// read is noted, and something plain stands for it.
fn read(
    v: &mut Violations,
    evidence_store: &EvidenceStore,
    (review_id, only_said): (Uuid, bool),
    asked: &EvidenceUpload,
) -> (File, Option<&'static Kind>) {
    let checkpoint = checkpoint_key(v, "checkpoint", &asked.checkpoint);
    let name = validate::text(v, "name", &asked.name, 1..=255);
    if let Some(why) = opens_as(&name) {
        let (ko, en) = why.texts();
        v.add("name", ko, en);
    }
    let kind = evidence_store.kinds.get(&asked.media_type);
    if kind.is_none() {
        let kinds = &evidence_store.kinds;
        v.add("media_type", format!("다음 중 하나여야 합니다: {kinds}"), format!("Must be one of: {kinds}."));
    }
    let most = evidence_store.max_file_bytes;
    if !(1..=most).contains(&asked.size) {
        v.add(
            "size",
            format!("1바이트 이상 {} 이하여야 합니다.", readable(most)),
            format!("Must be between 1 byte and {}.", readable(most)),
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
    let (sha256, media_type) = (sha256.unwrap_or_default(), asked.media_type.clone());
    let location = ObjectName::new(review_id, sha256).location();
    let checkpoint = checkpoint.unwrap_or_else(no_checkpoint);
    (File { checkpoint, name, media_type, size: asked.size, sha256, collected_at, location }, kind)
}

/// A number of bytes with the largest unit that divides it, e.g. `32 MiB`.
fn readable(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(size, _)| bytes >= *size && bytes.is_multiple_of(*size));
    unit.map_or_else(|| format!("{bytes} B"), |(size, name)| format!("{} {name}", bytes / size))
}

#[cfg(test)]
mod limits {
    use super::readable;

    /// The limit of a file is shown in the largest unit of which it is a whole multiple.
    #[test]
    fn a_limit_has_a_unit() {
        assert_eq!([32 << 20, 1 << 30, 1_500, 3 << 10].map(readable), ["32 MiB", "1 GiB", "1500 B", "3 KiB"]);
    }
}
