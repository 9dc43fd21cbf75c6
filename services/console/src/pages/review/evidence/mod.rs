//! `/r/{number}/evidence`, 증적: the files of a review.

mod view;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use futures::StreamExt as _;
use haetae_proto::checkpoint::v1::{DownloadEvidenceResponse, download_evidence_response::Part};
use haetae_service_kit::clock;
use tonic::Status;

use self::view::EvidencePage;
use crate::{
    api::{Problem, download, files, find},
    desk::Desk,
    pages::{frame::html, visitor::Visitor},
};

/// What a file may do in a browser that opens it all the same: nothing.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// The pages.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/evidence", get(show)).route("/r/{number}/evidence/{file}", get(file))
}

/// The files. Calls what [`find`] calls, and GetChecklist.
async fn show(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let files = files(&visitor.api, &found).await?;
    html(&EvidencePage::new(&visitor, &found, &files, clock::now()))
}

/// One file, to be saved: no browser shows it as a page of this site. Calls what [`find`] calls, and DownloadEvidence.
async fn file(visitor: Visitor, Path((number, file)): Path<(String, String)>) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let (evidence, rest) = download(&visitor.api, &found, &file).await?;
    let attachment = HeaderValue::from_str(&attachment(&evidence.name))
        .map_err(|_| Problem::defect("a name of a file that no header takes"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, attachment),
        (header::CONTENT_LENGTH, evidence.size.into()),
        (HeaderName::from_static("x-download-options"), HeaderValue::from_static("noopen")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
    ];
    let bytes = rest.map(|message| message.and_then(chunk));
    Ok((headers, Body::from_stream(bytes)).into_response())
}

fn chunk(message: DownloadEvidenceResponse) -> Result<Vec<u8>, Status> {
    match message.part {
        Some(Part::Chunk(chunk)) => Ok(chunk),
        Some(Part::Evidence(_)) | None => Err(Status::internal("a file that is described twice")),
    }
}

/// The header that saves a file under its name, whatever is in it (RFC 6266).
fn attachment(name: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    let encoded = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("attachment; filename*=UTF-8''{}", name.bytes().map(encoded).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_header() {
        assert_eq!(attachment("a.pdf"), "attachment; filename*=UTF-8''a.pdf");
        assert_eq!(
            attachment("구성 \"1\";\r\n.pdf"),
            "attachment; filename*=UTF-8''%EA%B5%AC%EC%84%B1%20%221%22%3B%0D%0A.pdf"
        );
    }
}
