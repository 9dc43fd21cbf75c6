//! `haetae audit prove`: a proof of every commit of a review, each checkable with the public key alone.

use haetae_domain::text::counted;
use std::{collections::BTreeSet, path::PathBuf};

use haetae_proof::Bundle;
use haetae_proto::dashboard::v1::{
    ExportArchiveRequest, GetInclusionProofRequest, GetTimelineRequest, get_inclusion_proof_request::Commit,
};

use super::files::{Writing, folder};
use crate::{
    commands::find,
    failure::{Done, Failure},
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
}

impl Prove {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        folder(&self.to)?;
        let sequences = sequences(session, &self.review).await?;
        let mut size = 0;
        let mut written = Vec::new();
        for sequence in sequences {
            let (proof, head) = proof(session, sequence, size).await?;
            // All under the head of the first.
            size = head;
            let file = self.to.join(format!("{sequence}.tlog-proof"));
            let mut out = Writing::to(&file)?;
            out.add(proof.as_bytes())?;
            out.finish()?;
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

/// The proof of a commit with its leaf, and the size of the head it leads to; 0 asks for the latest.
async fn proof(session: &Session, sequence: u64, tree_size: u64) -> Result<(String, u64), Failure> {
    let mut audit = session.audit().await?;
    let request = GetInclusionProofRequest { commit: Some(Commit::Sequence(sequence)), tree_size };
    let answer = audit.get_inclusion_proof(request).await?.into_inner();
    let size = answer.head.as_ref().ok_or_else(Failure::incomplete)?.size;
    let request = ExportArchiveRequest { from_sequence: sequence, to_sequence: sequence };
    let mut stream = audit.export_archive(request).await?.into_inner();
    let mut records = Vec::new();
    while let Some(part) = stream.message().await? {
        records.extend(part.records);
    }
    let leaf = records.get(4..).filter(|leaf| !leaf.is_empty()).ok_or_else(Failure::incomplete)?;
    let mut bundle = Bundle::parse(&answer.proof).map_err(|_| Failure::incomplete())?;
    bundle.leaf = Some(leaf.to_vec());
    Ok((bundle.to_string(), size))
}
