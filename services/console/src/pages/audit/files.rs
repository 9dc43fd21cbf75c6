//! The files that an auditor keeps or hands on: the public key, the signed heads, the log, and the proofs of a review.

use std::{
    io::{Cursor, Write as _},
    sync::Arc,
};

use axum::{Router, response::Response, routing::get};
use haetae_proto::dashboard::v1::ListLogHeadsResponse;
use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{
    api::{Problem, log_export, log_heads, notes, public_key},
    desk::Desk,
    pages::{
        download::{streamed, whole},
        visitor::Visitor,
    },
};

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";

/// The files.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/audit/public-key", get(key))
        .route("/audit/heads", get(heads))
        .route("/audit/log.export", get(log))
}

/// The public key. Calls GetPublicKey.
async fn key(visitor: Visitor) -> Result<Response, Problem> {
    let key = public_key(&visitor.api).await?;
    whole("public-key", TEXT, format!("{}\n", key.public_key).into_bytes())
}

/// All signed heads. Calls ListLogHeads for each page.
async fn heads(visitor: Visitor) -> Result<Response, Problem> {
    let latest = latest(&log_heads(&visitor.api, "").await?);
    streamed(&heads_name(latest), TEXT, notes(&visitor.api).await?)
}

/// The commits that the latest head covers.
pub(super) fn latest(heads: &ListLogHeadsResponse) -> u64 {
    heads.heads.first().map_or(0, |head| head.size)
}

/// The name of the file of heads. It says up to which commit, so that a later file replaces no kept one.
pub(super) fn heads_name(latest: u64) -> String {
    format!("heads-{latest}")
}

/// The name of the file of the log, likewise.
pub(super) fn log_name(latest: u64) -> String {
    format!("log-{latest}.export")
}

/// The log up to the latest signed head: nothing proves later commits. Calls ListLogHeads and ExportArchive.
async fn log(visitor: Visitor) -> Result<Response, Problem> {
    let latest = latest(&log_heads(&visitor.api, "").await?);
    streamed(&log_name(latest), BYTES, log_export(&visitor.api, latest).await?)
}

/// Proofs of the commits of a review as a ZIP file.
pub(super) fn bundle(number: &str, proofs: &[(u64, String)]) -> Result<Response, Problem> {
    let zip = zipped(proofs).map_err(|error| Problem::defect(&error.to_string()))?;
    whole(&format!("{number}-proofs.zip"), "application/zip", zip)
}

fn zipped(proofs: &[(u64, String)]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (sequence, proof) in proofs {
        zip.start_file(format!("{sequence}.tlog-proof"), SimpleFileOptions::default())?;
        zip.write_all(proof.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn each_proof_is_a_file_named_by_its_sequence() {
        let bundle = zipped(&[(12, "proof of 12".to_owned()), (7, "proof of 7".to_owned())]).unwrap();
        let mut read = ZipArchive::new(Cursor::new(bundle)).unwrap();
        let mut text = String::new();
        read.by_name("12.tlog-proof").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!((read.len(), text.as_str()), (2, "proof of 12"));
    }
}
