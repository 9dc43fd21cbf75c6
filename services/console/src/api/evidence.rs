//! Files that show what was checked.

use haetae_proto::checkpoint::v1::{
    DownloadEvidenceRequest, DownloadEvidenceResponse, Evidence, GetChecklistRequest, download_evidence_response::Part,
};
use tonic::{Code, Streaming};

use super::{Api, Found, Problem};

/// A file of a review and what it is for.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// The file.
    pub(crate) evidence: Evidence,
    /// Title of the control it is for.
    pub(crate) title: haetae_proto::common::v1::Text,
}

/// The files of a review, the latest first, and the checkpoints that a file can be for; nothing before there is a checklist.
/// Calls GetChecklist.
///
/// # Errors
/// When checkpoint does not answer.
pub(crate) async fn files(api: &Api, found: &Found) -> Result<Vec<File>, Problem> {
    let request = GetChecklistRequest { review_id: found.review.review_id.clone() };
    let answer = match api.checkpoint().await?.get_checklist(request).await {
        Ok(answer) => answer.into_inner(),
        Err(status) if status.code() == Code::NotFound => return Ok(Vec::new()),
        Err(status) => return Err(status.into()),
    };
    let checklist = answer.checklist.unwrap_or_default();
    let lines = checklist.checkpoints.into_iter().chain(checklist.retired);
    let mut files: Vec<File> = lines
        .flat_map(|line| {
            let title = line.title.unwrap_or_default();
            line.evidence.into_iter().map(move |evidence| File { evidence, title: title.clone() })
        })
        .collect();
    files.sort_by_key(|file| std::cmp::Reverse(file.evidence.uploaded_at.map(|at| (at.seconds, at.nanos))));
    Ok(files)
}

/// A file on its way: what it is, and the rest of the stream. Calls DownloadEvidence.
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
