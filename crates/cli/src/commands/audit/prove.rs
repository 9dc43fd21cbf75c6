//! `haetae audit prove`: a proof of every commit of a review, each checkable with the public key alone.

use haetae_domain::text::counted;
use std::{collections::BTreeSet, path::PathBuf};

use haetae_client::{Proven, proof_of};
use haetae_proto::dashboard::v1::GetTimelineRequest;

use super::files::folder;
use crate::{
    commands::find,
    failure::{Done, Failure},
    files::{Incoming, Overwrite},
    output,
    session::Session,
    words::Said,
};

/// Entries of the timeline asked for at once.
const PAGE: i32 = 200;

/// Write a proof of every commit that the timeline of a review shows: N.tlog-proof for sequence N
#[derive(Debug, clap::Args)]
pub(crate) struct Prove {
    /// The review
    #[arg(long, value_name = "ID")]
    review: String,
    /// The folder; created if it does not exist
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
}

impl Prove {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        folder(&self.to)?;
        let sequences = sequences(session, &self.review).await?;
        let files = sequences.iter().map(|sequence| self.to.join(format!("{sequence}.tlog-proof")));
        let files: Vec<PathBuf> = files.collect();
        // All before the first is written, so that a folder never holds proofs of two heads.
        for file in &files {
            Incoming::is_free(file, self.overwrite.overwrite)?;
        }
        let (mut audit, mut size) = (session.audit().await?, 0);
        let mut written = Vec::new();
        for (sequence, file) in sequences.into_iter().zip(&files) {
            let Proven { proof, tree_size } = proof_of(&mut audit, sequence, size).await?;
            // All under the head of the first.
            size = tree_size;
            let mut out = Incoming::export(file, self.overwrite.overwrite)?;
            out.write(proof.as_bytes())?;
            out.save()?;
            written.push(file.display().to_string());
        }
        session.note(&Said {
            ko: format!("커밋 {}건의 증명을 저장했습니다.", written.len()),
            en: format!("wrote the proofs of {}", counted(written.len(), "commit")),
        });
        output::write(&(written.join("\n") + "\n"))
    }
}

/// The commits of the timeline, the latest first: the head that covers it covers all.
async fn sequences(session: &Session, review: &str) -> Result<Vec<u64>, Failure> {
    let mut dashboard = session.dashboard().await?;
    let (mut found, mut page_token) = (BTreeSet::new(), String::new());
    loop {
        let request = GetTimelineRequest {
            review_id: review.to_owned(),
            page_size: PAGE,
            page_token,
            ..GetTimelineRequest::default()
        };
        let answer = dashboard.get_timeline(request).await?.into_inner();
        found.extend(answer.entries.iter().map(|entry| entry.sequence));
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok(found.into_iter().rev().collect());
        }
    }
}
