//! `haetae audit export`: what `haetae audit verify` checks.

use std::path::{Path, PathBuf};

use haetae_audit::{keeps_heads, keeps_key, keeps_log};
use haetae_proto::dashboard::v1::{ExportArchiveRequest, GetPublicKeyRequest, ListLogHeadsRequest};

use super::files::{folder, stays};
use crate::{
    failure::{Done, Failure},
    files::Incoming,
    progress::Progress,
    session::Session,
    views,
};

/// Heads asked for at once.
const PAGE: i32 = 200;

/// Write the log, its signed heads and the public key to files: log.export, heads and public-key
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The folder; created if it does not exist. An earlier export there goes on if it is of the same log
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Export {
    pub(super) async fn run(self, session: &Session) -> Done {
        folder(&self.to)?;
        let [key_file, heads_file, log_file] = ["public-key", "heads", "log.export"].map(|name| self.to.join(name));
        let key = session.audit().await?.get_public_key(GetPublicKeyRequest {}).await?.into_inner();
        keeps_key(&key_file, &key.public_key).map_err(|kept| stays(&key_file, &kept))?;
        // Heads first, so that the export contains everything they cover. It ends there, because nothing proves later
        // commits.
        let (notes, size) = heads(session).await?;
        keeps_heads(&heads_file, &notes).map_err(|kept| stays(&heads_file, &kept))?;
        let log = commits(session, &log_file, size).await?;
        keeps_log(&log_file, log.reopen()?).map_err(|kept| stays(&log_file, &kept))?;
        // What the folder keeps is of the same log. The log first: it goes beyond kept heads, never the other way round.
        log.save()?;
        for (file, text) in [(&heads_file, notes), (&key_file, format!("{}\n", key.public_key))] {
            let mut out = Incoming::export(file, true)?;
            out.write(text.as_bytes())?;
            out.save()?;
        }
        session.show(&key, |look| views::key(&key, look))
    }
}

/// Every head, and the size of the largest.
async fn heads(session: &Session) -> Result<(String, u64), Failure> {
    let mut audit = session.audit().await?;
    let (mut notes, mut page_token, mut largest) = (String::new(), String::new(), 0);
    loop {
        let answer = audit.list_log_heads(ListLogHeadsRequest { page_size: PAGE, page_token }).await?.into_inner();
        for head in &answer.heads {
            largest = largest.max(head.size);
            notes.push_str(&head.note);
            notes.push('\n');
        }
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok((notes, largest));
        }
    }
}

/// Writes every commit up to the largest head, without one all of them; a stream that is cut off goes on where it ended.
async fn commits(session: &Session, file: &Path, heads: u64) -> Result<Incoming, Failure> {
    let progress = Progress::on_terminal();
    let (mut audit, mut out, mut reached) = (session.audit().await?, Incoming::export(file, true)?, 0);
    loop {
        let request = ExportArchiveRequest { from_sequence: reached + 1, to_sequence: heads };
        let mut stream = audit.export_archive(request).await?.into_inner();
        let before = reached;
        loop {
            match stream.message().await {
                Ok(Some(part)) => {
                    out.write(&part.records)?;
                    reached = part.last_sequence;
                    progress.bar(reached, heads.max(reached), "log.export");
                }
                Ok(None) => return Ok(out),
                Err(_) if reached > before && reached == heads => return Ok(out),
                Err(_) if reached > before => break,
                Err(status) => return Err(status.into()),
            }
        }
    }
}
