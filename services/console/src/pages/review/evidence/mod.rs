//! `/r/{number}/evidence`, 증적: the files of a review.

mod adding;
mod view;

use std::sync::Arc;

use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use futures::StreamExt as _;
use haetae_client::request_id;
use haetae_proto::checkpoint::v1::{DownloadEvidenceResponse, download_evidence_response::Part};
use haetae_service_kit::clock;
use serde::Deserialize;
use tonic::Status;

use self::{
    adding::{Form, Refused, add, way_back},
    view::EvidencePage,
};
use super::steps::may_upload;
use crate::{
    api::{Problem, download, files, find},
    desk::Desk,
    guard::Uploaded,
    pages::{
        frame::html,
        sent::{Sent, is_shown, next_id},
        visitor::Visitor,
    },
    said::{Said, leads},
};

/// The permissions of a file if a browser opens it nevertheless: none.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// The pages.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/r/{number}/evidence", get(show).post(send)).route("/r/{number}/evidence/{file}", get(file))
}

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EvidenceQuery {
    /// The key of the checkpoint that a file is for.
    r#for: String,
    /// Where to go back to afterwards.
    back: String,
}

/// The files, and a form to add some. Calls what [`find`] calls, and GetChecklist.
async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<EvidenceQuery>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number).await?;
    let (filed, now) = (files(&visitor.api, &found).await?, clock::now());
    let form = may_upload(&found, &visitor.caller).then(|| Form {
        request_id: request_id(),
        back: way_back(&asked.back).to_owned(),
        ..Form::new(visitor.say(), &filed.checkpoints, &asked.r#for, desk.uploads.largest(), now)
    });
    html(&EvidencePage::new(&visitor, &found, &filed.files, form, now))
}

/// Adds files, and redirects to the files, or to the page the person came from; when one is refused, the form again says what
/// became of each. Calls what [`find`] calls, and UploadEvidence for each file; after a refusal also GetChecklist.
async fn send(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(number): Path<String>,
    uploaded: Option<Extension<Arc<Uploaded>>>,
) -> Result<Response, Problem> {
    let Extension(uploaded) = uploaded.ok_or_else(Problem::no_form)?;
    let (sent, found) = (Sent::of(&uploaded), find(&visitor.api, &number).await?);
    let outcomes = add(&visitor.api, visitor.say(), &found, (&uploaded, desk.uploads.largest())).await;
    let Some(refused) = outcomes.iter().find_map(|one| one.result.as_ref().err()) else {
        // Without a place of its own a browser would keep that of the form.
        let path = match way_back(sent.one("back")) {
            "" => format!("/r/{number}/evidence#main"),
            back => format!("{back}#main"),
        };
        return Ok(leads(&path, Said::of("evidence").on(outcomes.len() as u64)));
    };
    match refused {
        Refused::By(problem) if !is_shown(problem.kind) && outcomes.iter().all(|one| one.result.is_err()) => {
            return Err(problem.clone());
        }
        Refused::By(_) | Refused::NoFile | Refused::File(_) => {}
    }
    let (status, request_id) = match refused {
        Refused::By(problem) => (problem.kind.status(), next_id(&sent, problem)),
        Refused::NoFile | Refused::File(_) => (StatusCode::BAD_REQUEST, sent.one("request_id").to_owned()),
    };
    let (filed, now) = (files(&visitor.api, &found).await?, clock::now());
    let form = Form::new(visitor.say(), &filed.checkpoints, sent.one("checkpoint"), desk.uploads.largest(), now);
    let form = Form { request_id, ..form.again(visitor.say(), &sent, &outcomes) };
    let page = html(&EvidencePage::new(&visitor, &found, &filed.files, Some(form), now))?;
    Ok((status, page).into_response())
}

/// One file as a download: no browser shows it as a page of this site. Calls what [`find`] calls, and
/// DownloadEvidence.
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
