//! Files that a page offers: the browser saves them and shows none as a page of this site.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use futures::{Stream, StreamExt as _};
use haetae_domain::causes::with_causes;
use tonic::Status;

use crate::api::Problem;

/// A file that is sent while it is read. An interrupted file is an error in the browser, never a short file.
///
/// # Errors
/// When the name is not valid in a header, which is a defect.
pub(super) fn streamed(
    name: &str,
    kind: &'static str,
    parts: impl Stream<Item = Result<Vec<u8>, Status>> + Send + 'static,
) -> Result<Response, Problem> {
    let parts = parts.inspect(|part| {
        if let Err(error) = part {
            tracing::warn!(error = with_causes(error), "a download was cut off");
        }
    });
    Ok((headers(name, kind)?, Body::from_stream(parts)).into_response())
}

/// A whole file to be saved under a name, which is ASCII.
///
/// # Errors
/// When the name is not valid in a header, which is a defect.
pub(super) fn whole(name: &str, kind: &'static str, bytes: Vec<u8>) -> Result<Response, Problem> {
    Ok((headers(name, kind)?, bytes).into_response())
}

fn headers(name: &str, kind: &'static str) -> Result<[(header::HeaderName, HeaderValue); 2], Problem> {
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(|error| Problem::defect(&error.to_string()))?;
    Ok([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, name)])
}
