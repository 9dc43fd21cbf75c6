//! The files that an auditor keeps or hands on: the public key, the signed heads, the log, and the proofs of a review.

use std::{
    io::{Cursor, Write as _},
    sync::Arc,
};

use axum::{Router, extract::Query, response::Response, routing::get};
use serde::Deserialize;
use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{
    api::{Problem, find, log_export, log_heads, notes, proofs, public_key},
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
        .route("/audit/proofs", get(of_review))
}

/// Which review.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    number: String,
}

/// The public key. Calls GetPublicKey.
async fn key(visitor: Visitor) -> Result<Response, Problem> {
    let key = public_key(&visitor.api).await?;
    whole("public-key", TEXT, format!("{}\n", key.public_key).into_bytes())
}

/// All signed heads. Calls ListLogHeads for each page.
async fn heads(visitor: Visitor) -> Result<Response, Problem> {
    streamed("heads", TEXT, notes(&visitor.api).await?)
}

/// The log up to the latest signed head: nothing proves later commits. Calls ListLogHeads and ExportArchive.
async fn log(visitor: Visitor) -> Result<Response, Problem> {
    let latest = log_heads(&visitor.api, "").await?.heads.first().map_or(0, |head| head.size);
    streamed("log.export", BYTES, log_export(&visitor.api, latest).await?)
}

/// The proofs of the commits of a review as a ZIP file. Calls what [`find`] and [`proofs`] call.
async fn of_review(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let number = asked.number.trim().to_ascii_uppercase();
    let found = find(&visitor.api, &number).await?;
    let bundle = zipped(&proofs(&visitor.api, &found).await?).map_err(|error| Problem::defect(&error.to_string()))?;
    whole(&format!("{number}-proofs.zip"), "application/zip", bundle)
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
