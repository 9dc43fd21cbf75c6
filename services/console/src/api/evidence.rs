//! Evidence files.

use bytes::Bytes;
use futures::stream;
use haetae_proto::{
    checkpoint::v1::{
        DownloadEvidenceRequest, DownloadEvidenceResponse, Evidence, EvidenceUpload, GetChecklistRequest,
        UploadEvidenceRequest, download_evidence_response::Part, upload_evidence_request,
    },
    common::v1::Text,
};
use tonic::{Code, Streaming};

use super::{Api, Found, Problem};

/// A file of a review and the checkpoints it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// The file.
    pub(crate) evidence: Evidence,
    /// Title of the control it is for.
    pub(crate) title: Text,
}

/// The files of a review, and the checkpoints that files can be added to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filed {
    /// The latest first.
    pub(crate) files: Vec<File>,
    /// The checkpoints on the list, by key and title.
    pub(crate) checkpoints: Vec<(String, Text)>,
}

/// The files of a review, the latest first, and the checkpoints that a file can be added to; none before there is a
/// checklist. Calls GetChecklist.
///
/// # Errors
/// When checkpoint does not answer.
pub(crate) async fn files(api: &Api, found: &Found) -> Result<Filed, Problem> {
    let request = GetChecklistRequest { review_id: found.review.review_id.clone() };
    let answer = match api.checkpoint().await?.get_checklist(request).await {
        Ok(answer) => answer.into_inner(),
        Err(status) if status.code() == Code::NotFound => return Ok(Filed::default()),
        Err(status) => return Err(status.into()),
    };
    let checklist = answer.checklist.unwrap_or_default();
    let line = |line: &haetae_proto::checkpoint::v1::Checkpoint| {
        (line.checkpoint.clone(), line.title.clone().unwrap_or_default())
    };
    let checkpoints = checklist.checkpoints.iter().map(line).collect();
    let lines = checklist.checkpoints.into_iter().chain(checklist.retired);
    let mut files: Vec<File> = lines
        .flat_map(|line| {
            let title = line.title.unwrap_or_default();
            line.evidence.into_iter().map(move |evidence| File { evidence, title: title.clone() })
        })
        .collect();
    files.sort_by_key(|file| std::cmp::Reverse(file.evidence.uploaded_at.map(|at| (at.seconds, at.nanos))));
    Ok(Filed { files, checkpoints })
}

/// Adds a file: its description, then its bytes in pieces. Without pieces only the description is checked. Calls
/// UploadEvidence.
///
/// # Errors
/// When checkpoint refuses it or does not answer.
pub(crate) async fn upload(api: &Api, evidence: EvidenceUpload, pieces: Vec<Bytes>) -> Result<(), Problem> {
    let first = upload_evidence_request::Part::Evidence(evidence);
    let chunks = pieces.into_iter().map(|piece| upload_evidence_request::Part::Chunk(piece.into()));
    let parts = std::iter::once(first).chain(chunks).map(|part| UploadEvidenceRequest { part: Some(part) });
    api.for_files().checkpoint().await?.upload_evidence(stream::iter(parts)).await?;
    Ok(())
}

/// A file being downloaded: its description, and the rest of the stream. Calls DownloadEvidence.
///
/// # Errors
/// When there is no such file, or checkpoint does not answer.
pub(crate) async fn download(
    api: &Api,
    found: &Found,
    evidence_id: &str,
) -> Result<(Evidence, Streaming<DownloadEvidenceResponse>), Problem> {
    let request =
        DownloadEvidenceRequest { review_id: found.review.review_id.clone(), evidence_id: evidence_id.to_owned() };
    let mut parts = api.for_files().checkpoint().await?.download_evidence(request).await?.into_inner();
    match parts.message().await?.and_then(|message| message.part) {
        Some(Part::Evidence(file)) => Ok((file, parts)),
        Some(Part::Chunk(_)) | None => Err(Problem::defect("a file without its description")),
    }
}
