//! `haetae evidence add`.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use haetae_client::instead_of;
use haetae_proto::checkpoint::v1::{EvidenceUpload, UploadEvidenceRequest, upload_evidence_request::Part};
use prost_types::Timestamp;

use super::{checklist, write::Write};
use crate::{
    commands::{find, time},
    failure::{Done, Failure},
    files::Outgoing,
    progress::Transfer,
    session::Session,
    views,
    words::Said,
};

/// Reading more bytes than this takes time that one would rather not wait for a refusal.
const LARGE: u64 = 4 << 20;

/// Upload a file as evidence for a checkpoint
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// The file
    file: PathBuf,
    /// The checkpoint it is for, e.g. web-service:APP-01:1, or APP-01 where only one is meant
    #[arg(long)]
    checkpoint: String,
    /// Name of the evidence [default: the name of the file]
    #[arg(long)]
    name: Option<String>,
    /// Media type, e.g. application/pdf [default: by the file extension]
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,
    /// Time of collection: a day in Korea, e.g. 2026-12-31, or a time, e.g. 2026-12-31T18:00:00+09:00 [default: the
    /// last change of the file]
    #[arg(long, value_name = "TIME", value_parser = time::start)]
    collected_at: Option<Timestamp>,
    #[command(flatten)]
    write: Write,
}

impl Add {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let mut outgoing = Outgoing::open(&self.file)?;
        let media_type =
            self.media_type.or_else(|| outgoing.media_type().map(str::to_owned)).ok_or_else(|| unknown(&self.file))?;
        let checkpoint = checklist::show::named(session, &self.review, &self.checkpoint).await?;
        let mut first = EvidenceUpload {
            request_id: self.write.request_id(session),
            review_id: self.review,
            checkpoint,
            name: self.name.unwrap_or_else(|| outgoing.name()),
            media_type,
            collected_at: self.collected_at.or_else(|| outgoing.changed_at()),
            size: outgoing.size(),
            sha256: Vec::new(),
            validate_only: true,
        };
        if first.size > LARGE {
            // A file that is too large or of an unaccepted kind is refused before its bytes are read. The service has no
            // hash yet to know a repeat by.
            let said = UploadEvidenceRequest { part: Some(Part::Evidence(first.clone())) };
            session.checkpoint().await?.upload_evidence(tokio_stream::once(said)).await?;
        }
        first.sha256 = outgoing.sha256(&self.file)?.to_vec();
        (first.size, first.validate_only) = (outgoing.size(), self.write.validate_only);
        let transfer = Transfer::of(first.size, first.name.clone());
        let shown = transfer.clone();
        let (chunks, broken) = outgoing.chunks(move |sent| shown.more(sent));
        let parts = std::iter::once(Part::Evidence(first)).chain(chunks.map(Part::Chunk));
        let messages = parts.map(|part| UploadEvidenceRequest { part: Some(part) });
        let answer = session.checkpoint().await?.upload_evidence(tokio_stream::iter(messages)).await;
        transfer.finish();
        broken.check(&self.file)?;
        let mut answer = answer?.into_inner();
        if let (true, Some(file)) = (self.write.validate_only, &mut answer.evidence) {
            // A file that is not added has neither number nor time.
            file.evidence_id.clear();
            file.uploaded_at = None;
        }
        let added = answer.evidence.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::file(added, look) + &views::version(&answer.etag, look))
    }
}

/// The failure for a file extension that is not accepted.
fn unknown(file: &Path) -> Failure {
    let ending = file.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    if let Some((ko, en)) = instead_of(&ending) {
        return Failure::Usage(Said {
            ko: format!(".{ending} 파일은 증적으로 받지 않습니다. {ko} 올리십시오."),
            en: format!(".{ending} files are not accepted as evidence; {en}"),
        });
    }
    Failure::Usage(Said {
        ko: "확장자로 파일 형식을 알 수 없습니다. --media-type으로 지정하십시오. 예: application/pdf".into(),
        en: "the file extension is unknown; give --media-type, for example application/pdf".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    /// Evidence (D10): a kind that is known and not taken is named with what to do instead; another one is asked for.
    #[test]
    fn a_kind_that_is_not_taken_is_named() {
        let told = |name: &str, lang| unknown(Path::new(name)).lines(lang).join("\n");
        assert_eq!(told("report.HTML", Lang::En), ".html files are not accepted as evidence; print it to PDF");
        assert_eq!(told("mail.msg", Lang::Ko), ".msg 파일은 증적으로 받지 않습니다. EML로 저장해 올리십시오.");
        assert!(told("report", Lang::En).contains("--media-type") && told("a.xyz", Lang::En).contains("--media-type"));
    }
}
