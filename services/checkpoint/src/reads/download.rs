//! DownloadEvidence: a description of the file, then its bytes, which are verified against the uploaded hash.

use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{BoxStream, once, try_unfold},
};
use haetae_domain::evidence::{Evidence, EvidenceId};
use haetae_event_log::objects::{Blocks, Damage, ObjectError, ObjectName};
use haetae_proto::checkpoint::v1::{
    DownloadEvidenceRequest, DownloadEvidenceResponse, download_evidence_response::Part,
};
use haetae_service_kit::{
    commands::called,
    error::{ApiError, Lang, Violations},
};
use tokio::time::timeout_at;
use tonic::{Request, Status};

use crate::{
    desk::{
        Desk,
        evidence_store::{EvidenceStore, failed},
        fields::evidence_id,
    },
    view::evidence::evidence,
};

pub(crate) type Parts = BoxStream<'static, Result<DownloadEvidenceResponse, Status>>;

/// Returns a file, one block whenever the caller is ready for it.
pub(crate) async fn download(desk: &Desk, request: Request<DownloadEvidenceRequest>) -> Result<Parts, ApiError> {
    let (caller, deadline) = called(&request)?;
    let lang = Lang::from_metadata(request.metadata());
    let asked = request.get_ref();
    let (review_id, diagnosis, _) = desk.diagnosis(&caller, &asked.review_id).await?;
    let mut v = Violations::new();
    let id = evidence_id(&mut v, "evidence_id", &asked.evidence_id);
    v.finish()?;
    let wanted = id.and_then(|id| diagnosis.evidence(id));
    let missing = || ApiError::evidence_not_found(&asked.evidence_id).with("review_id", review_id.to_string());
    let wanted = wanted.ok_or_else(missing)?.clone();
    let opened = timeout_at(deadline.at(), open(&desk.evidence_store, &wanted)).await;
    let blocks = opened.map_err(|_| ApiError::deadline_exceeded())?.map_err(|error| lost(&error, wanted.id))?;

    let first = Part::Evidence(evidence(&wanted));
    let bytes = try_unfold(blocks, move |mut blocks: Blocks| async move {
        let block = timeout_at(deadline.at(), blocks.try_next()).await.map_err(|_| ApiError::deadline_exceeded())?;
        let block = block.map_err(|error| lost(&error, wanted.id))?;
        Ok(block.map(|block| (Part::Chunk(block.into()), blocks)))
    });
    let parts = once(async { Ok(first) }).chain(bytes);
    let parts = parts.map_ok(|part| DownloadEvidenceResponse { part: Some(part) });
    // Rendered in the caller's language here, because the server does not translate errors that end a stream.
    Ok(parts.map_err(move |error: ApiError| error.into_status(lang)).boxed())
}

/// As [`failed`]. For damage, the caller gets a separate error, and the operator a log line.
fn lost(error: &ObjectError, id: EvidenceId) -> ApiError {
    let ObjectError::Damaged(damage) = error else { return failed(error) };
    tracing::error!(evidence_id = %id, damage = damage.as_str(), "evidence is damaged");
    ApiError::evidence_damaged(id, damage.as_str())
}

/// The blocks of the object that has the recorded size and hash.
async fn open(evidence_store: &EvidenceStore, evidence: &Evidence) -> Result<Blocks, ObjectError> {
    let name = ObjectName::at(&evidence.file.location).ok_or(ObjectError::Damaged(Damage::Missing))?;
    if name.sha256() != evidence.file.sha256 {
        return Err(ObjectError::Damaged(Damage::Altered));
    }
    evidence_store.objects.read(&name).await
}
