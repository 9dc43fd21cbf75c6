//! `haetae evidence get`.

use std::path::PathBuf;

use haetae_proto::checkpoint::v1::{DownloadEvidenceRequest, download_evidence_response::Part};

use crate::{
    commands::find,
    failure::{Done, Failure},
    files::{Incoming, Overwrite},
    progress::Transfer,
    session::Session,
    views,
    words::Said,
};

/// Save an uploaded file after verifying that it is complete and unchanged
#[derive(Debug, clap::Args)]
pub(crate) struct Get {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Id of the evidence, e.g. E-1 or 1
    #[arg(value_parser = find::evidence)]
    evidence: String,
    /// File to write; the uploaded name is never used
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
}

impl Get {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let mut incoming = Incoming::to(&self.to, self.overwrite.overwrite)?;
        let request = DownloadEvidenceRequest { review_id: self.review, evidence_id: self.evidence };
        let mut parts = session.checkpoint().await?.download_evidence(request).await?.into_inner();
        let first = parts.message().await?.and_then(|message| message.part);
        let Some(Part::Evidence(file)) = first else { return Err(Failure::incomplete()) };
        let transfer = Transfer::of(file.size, file.name.clone());
        while let Some(message) = parts.message().await? {
            let Some(Part::Chunk(chunk)) = message.part else { return Err(Failure::incomplete()) };
            incoming.write(&chunk)?;
            transfer.more(chunk.len());
        }
        transfer.finish();
        if !incoming.is(&file.sha256) {
            return Err(Failure::Broken(Said {
                ko: "받은 파일의 해시가 기록과 달라 저장하지 않았습니다.".into(),
                en: "what came has another hash than was recorded; it is not saved".into(),
            }));
        }
        incoming.save()?;
        session.show(&file, |look| {
            let saved = format!("{} {}", look.pick("저장한 파일:", "saved as"), self.to.display());
            format!("{}\n  {saved}\n", views::file(&file, look))
        })
    }
}
