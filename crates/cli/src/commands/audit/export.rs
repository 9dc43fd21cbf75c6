//! `haetae audit export`: what `haetae audit verify` checks.

use std::path::{Path, PathBuf};

use haetae_proto::dashboard::v1::{
    ExportArchiveRequest, GetPublicKeyRequest, GetPublicKeyResponse, ListLogHeadsRequest,
};

use super::files::{Writing, folder};
use crate::{
    failure::{Done, Failure},
    progress::Progress,
    session::Session,
    views,
};

/// Heads asked for at once.
const PAGE: i32 = 200;

/// Write the log, its signed heads and the public key to files: log.export, heads and public-key
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The folder; created if it does not exist
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Export {
    pub(super) async fn run(self, session: &Session) -> Done {
        folder(&self.to)?;
        let key = session.audit().await?.get_public_key(GetPublicKeyRequest {}).await?.into_inner();
        // Heads first: the export then holds what they cover. It ends there, because nothing proves later commits.
        let size = heads(session, &self.to.join("heads")).await?;
        commits(session, &self.to.join("log.export"), size).await?;
        write_key(&self.to.join("public-key"), &key)?;
        session.show(&key, |look| views::key(&key, look))
    }
}

fn write_key(file: &Path, key: &GetPublicKeyResponse) -> Done {
    let mut out = Writing::to(file)?;
    out.add(format!("{}\n", key.public_key).as_bytes())?;
    out.finish()
}

/// Writes every head; gives the size of the largest.
async fn heads(session: &Session, file: &Path) -> Result<u64, Failure> {
    let mut audit = session.audit().await?;
    let (mut out, mut page_token, mut largest) = (Writing::to(file)?, String::new(), 0);
    loop {
        let answer = audit.list_log_heads(ListLogHeadsRequest { page_size: PAGE, page_token }).await?.into_inner();
        for head in &answer.heads {
            largest = largest.max(head.size);
            out.add(format!("{}\n", head.note).as_bytes())?;
        }
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            out.finish()?;
            return Ok(largest);
        }
    }
}

/// Writes every commit up to the largest head, without one all of them; a stream that is cut off goes on where it ended.
async fn commits(session: &Session, file: &Path, heads: u64) -> Done {
    let progress = Progress::on_terminal();
    let (mut audit, mut out, mut reached) = (session.audit().await?, Writing::to(file)?, 0);
    loop {
        let request = ExportArchiveRequest { from_sequence: reached + 1, to_sequence: heads };
        let mut stream = audit.export_archive(request).await?.into_inner();
        let before = reached;
        loop {
            match stream.message().await {
                Ok(Some(part)) => {
                    out.add(&part.records)?;
                    reached = part.last_sequence;
                    progress.bar(reached, heads.max(reached), "log.export");
                }
                Ok(None) => return out.finish(),
                Err(_) if reached > before && reached == heads => return out.finish(),
                Err(_) if reached > before => break,
                Err(status) => return Err(status.into()),
            }
        }
    }
}
